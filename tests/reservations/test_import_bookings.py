"""The file of bookings: what comes in, what is told about it, and that repeating it changes nothing."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from guests.models import Guest
from reservations.imports import bookings as import_module
from reservations.imports.bookings import import_bookings
from reservations.imports.hotel_booking_demand import COLUMNS, SOURCE, Mapping
from reservations.models import Charge, Reservation, RoomNight, Stay

EXCERPT = Path(__file__).parent.parent / "data" / "hotel_bookings_excerpt.csv"
WHOLE_FILE = Path(__file__).parents[3] / "shared" / "data" / "hotel_bookings_h1.csv"
CLEAN = (
    "Resort Hotel,0,7,2015,July,27,1,0,2,2,0,0,BB,GBR,Direct,Direct,0,0,0,A,C,0,No Deposit,NULL,304,0,"
    "Transient,75.5,0,0,Check-Out,2015-07-03"
)
ROW = dict(zip(COLUMNS, CLEAN.split(","), strict=True))


def read(**changes):
    return Mapping().read(2, list((ROW | changes).values()))


def reasons(row):
    return {problem.reason for problem in row.problems if problem.severity != "noted"}


def run(path, **options):
    out = io.StringIO()
    call_command(
        "import_bookings", path, mapping=SOURCE, json=True, stdout=out, stderr=io.StringIO(), **options
    )
    return json.loads(out.getvalue())


def control_totals(path):
    """Counted here by the plainest means, so that the import is not its own judge."""
    nights, revenue, statuses = 0, Decimal(0), {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            statuses[row["reservation_status"]] = statuses.get(row["reservation_status"], 0) + 1
            if row["reservation_status"] == "Check-Out":
                stayed = int(row["stays_in_weekend_nights"]) + int(row["stays_in_week_nights"])
                nights += stayed
                revenue += Decimal(row["adr"]) * stayed
    return nights, revenue, statuses


class TestOneRow:
    def test_a_clean_row_has_nothing_to_tell(self):
        row = read()
        assert reasons(row) == set()
        assert row.booking.nights == 2
        assert row.booking.price == Decimal("75.5")
        assert row.booking.nationality == "GB"
        assert row.booking.attributes["company"] == "304"
        assert "agent" not in row.booking.attributes

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"reservation_status_date": "2015-07-02"}, "departure-differs"),
            ({"adr": "-6.38"}, "negative-price"),
            ({"adults": "0"}, "nobody"),
            ({"country": "CN"}, "unknown-country"),
            ({"country": "TMP"}, "unknown-country"),
            ({"country": "NULL"}, "missing-country"),
            ({"meal": "Undefined"}, "undefined-board"),
            ({"is_repeated_guest": "1"}, "repeat-contradicts"),
            ({"stays_in_week_nights": "0", "reservation_status_date": "2015-07-01"}, "zero-nights"),
        ],
    )
    def test_a_doubtful_row_is_kept_and_says_why(self, changes, reason):
        row = read(**changes)
        assert row.booking is not None
        assert reasons(row) == {reason}

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"arrival_date_day_of_month": "32"}, "not-a-date"),
            ({"arrival_date_month": "Juli"}, "not-a-date"),
            ({"adr": "free"}, "not-a-number"),
            ({"adr": "1.005"}, "not-a-number"),
            ({"adults": "-1"}, "not-a-number"),
            ({"reservation_status": "Gone"}, "unknown-status"),
        ],
    )
    def test_a_row_that_cannot_be_understood_is_rejected_with_its_reason(self, changes, reason):
        row = read(**changes)
        assert row.booking is None
        assert reasons(row) == {reason}

    def test_equal_rows_are_separate_bookings_with_stable_numbers(self):
        first, second = Mapping(), Mapping()
        cells = list(ROW.values())
        numbers = [first.read(row, cells).booking.external_id for row in (2, 3)]
        assert len(set(numbers)) == 2
        assert numbers == [second.read(row, cells).booking.external_id for row in (7, 9)]

    def test_a_row_with_too_few_cells_is_rejected(self):
        assert Mapping().read(2, ["Resort Hotel"]).booking is None


@pytest.mark.django_db
class TestTheExcerpt:
    def test_the_totals_are_those_of_the_file(self):
        nights, revenue, statuses = control_totals(EXCERPT)
        figures = run(EXCERPT)
        assert figures["rows"] == figures["bookings"] == figures["created"] == 500
        assert figures["nights"] == nights
        assert Decimal(figures["room_revenue"]) == Decimal(figures["charged"]) == revenue
        assert figures["stays"] == figures["by_status"]["checked_out"] == statuses["Check-Out"]
        assert figures["by_status"]["cancelled"] == statuses["Canceled"]
        assert figures["by_status"]["no_show"] == statuses["No-Show"]
        assert Stay.objects.completed().aggregate(Sum("spend"))["spend__sum"] == revenue

    def test_every_booking_has_its_own_anonymous_guest(self):
        run(EXCERPT)
        assert Guest.objects.filter(is_anonymous=True, name="").count() == 500
        assert Reservation.objects.values("guest").distinct().count() == 500

    def test_a_second_time_nothing_changes_and_it_says_so(self):
        first = run(EXCERPT)
        before = [model.objects.count() for model in (Guest, Reservation, RoomNight, Stay, Charge)]
        again = run(EXCERPT)
        assert again["no_change"] is True
        assert first["no_change"] is False
        assert again["created"] == 0
        assert again["unchanged"] == 500
        assert again["room_revenue"] == first["room_revenue"]
        assert before == [model.objects.count() for model in (Guest, Reservation, RoomNight, Stay, Charge)]

    def test_a_dry_run_tells_the_same_and_writes_nothing(self):
        dry = run(EXCERPT, dry_run=True)
        assert not Reservation.objects.exists()
        real = run(EXCERPT)
        for key in ("rows", "bookings", "stays", "nights", "room_revenue", "by_status", "reasons"):
            assert dry[key] == real[key], key

    def test_interrupted_and_repeated_it_ends_as_if_nothing_had_happened(self, monkeypatch):
        monkeypatch.setattr(import_module, "CHUNK", 100)

        def break_after_third(row, write):
            if row > 300:
                raise InterruptedError
            return write()

        with pytest.raises(InterruptedError):
            import_bookings(path=EXCERPT, mapping=SOURCE, write_chunk=break_after_third)
        assert Reservation.objects.count() == 300
        figures = run(EXCERPT)
        assert (figures["created"], figures["unchanged"]) == (200, 300)
        assert Decimal(figures["room_revenue"]) == control_totals(EXCERPT)[1]


@pytest.mark.django_db
class TestBadFiles:
    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(CommandError, match=r"nowhere\.csv"):
            run(tmp_path / "nowhere.csv")

    def test_a_header_without_a_column_names_the_column(self, tmp_path):
        path = tmp_path / "short.csv"
        path.write_text(",".join(name for name in COLUMNS if name != "adr") + "\n", encoding="utf-8")
        with pytest.raises(CommandError, match="adr"):
            run(path)

    def test_a_file_that_is_no_text_is_refused(self, tmp_path):
        path = tmp_path / "picture.csv"
        path.write_bytes(bytes(range(128, 256)))
        with pytest.raises(CommandError, match="UTF-8"):
            run(path)

    def test_one_bad_row_does_not_stop_the_others(self, tmp_path):
        path = tmp_path / "mixed.csv"
        rows = [COLUMNS, ROW.values(), (ROW | {"adr": "?"}).values()]
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
        figures = run(path)
        assert (figures["rows"], figures["bookings"], figures["rejected"]) == (2, 1, 1)
        assert figures["reasons"]["rejected"] == {"not-a-number": 1}


@pytest.mark.external_data
@pytest.mark.django_db
def test_the_whole_file_reconciles_to_the_cent():
    if not WHOLE_FILE.exists():
        pytest.skip(f"{WHOLE_FILE.name} is not beside the project")
    figures = run(WHOLE_FILE)
    assert figures["rows"] == figures["bookings"] == 40_060
    assert figures["stays"] == 28_938
    assert figures["nights"] == 119_887
    assert figures["room_revenue"] == figures["charged"] == "11601850.23"
    assert figures["by_status"]["cancelled"] + figures["by_status"]["no_show"] == 11_122
