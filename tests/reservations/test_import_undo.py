"""An import of bookings is taken back: nothing of it remains, and what somebody touched stands in the way."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from common.handed_in import start_import, start_undo
from common.jobs import execute
from common.tables import REASON_COLUMN
from guests.models import Guest, Preference
from guests.services.files import update_guest
from reservations.imports.hotel_booking_demand import COLUMNS, SOURCE
from reservations.imports.uploads import IMPORT_JOB, UNDO_JOB, can_undo, take_file
from reservations.models import (
    BookingImport,
    Charge,
    ImportedChunk,
    Outlet,
    Reservation,
    ReservationLine,
    RoomNight,
    Stay,
)
from tests.factories import StayFactory
from tests.reservations.test_import_bookings import EXCERPT, ROW

pytestmark = pytest.mark.django_db
MODELS = (Guest, Reservation, ReservationLine, RoomNight, Stay, Charge, ImportedChunk)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def table(*rows):
    return "\n".join(",".join(map(str, row)) for row in (COLUMNS, *rows)).encode()


#: Two stays, one cancelled booking.
SMALL = table(
    ROW.values(),
    (ROW | {"adr": "80"}).values(),
    (ROW | {"reservation_status": "Canceled", "is_canceled": "1"}).values(),
)


def bring_in(content=SMALL, name="bookings.csv"):
    taken = take_file(file=SimpleUploadedFile(name, content), mapping=SOURCE, by=None)
    execute(taken.check_run_id)
    execute(start_import(taken, IMPORT_JOB, by=None).pk)
    return BookingImport.objects.get(pk=taken.pk)


def take_back(taken, *, despite_conflicts=False):
    run = start_undo(taken, UNDO_JOB, can_undo=can_undo, despite_conflicts=despite_conflicts, by=None)
    execute(run.pk)
    run.refresh_from_db()
    assert run.status == "succeeded", run.error
    return run.result


def state():
    return {model.__name__: sorted(map(str, model.objects.values())) for model in MODELS}


def test_everything_is_as_before_field_by_field():
    StayFactory(status="checked_out")
    before = state()
    taken = bring_in(EXCERPT.read_bytes())
    assert Reservation.objects.count() == 501
    assert take_back(taken) == {"done": True, "deleted": 500, "conflicts": 0, "shown": []}
    assert state() == before


def test_what_was_there_already_stays_when_a_repeat_is_taken_back():
    bring_in()
    before = state()
    again = bring_in(SMALL + b"\n" + table((ROW | {"adr": "99"}).values()).splitlines()[1])
    assert take_back(again)["deleted"] == 1
    assert state() == before


def _booking_changed(stay):
    stay.line.reservation.remarks = "late"
    stay.line.reservation.save(update_fields=["remarks"])


def _charge_more(stay):
    Charge.objects.create(
        stay=stay, outlet=Outlet.objects.first(), business_date=stay.departure, amount=Decimal("10.00"),
        posted_at=stay.checked_out_at, source="desk", external_id="x1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("touch", "told"),
    [
        (_booking_changed, "changed:reservations.reservation:"),
        (_charge_more, "new:reservations.charge:"),
        (lambda stay: update_guest(guest=stay.guest, changes={"name": "王晓明"}), "changed:guests.guest:"),
        (
            lambda stay: Preference.objects.create(guest=stay.guest, category="bed", text="firm pillow"),
            "new:guests.preference:",
        ),
        (lambda stay: StayFactory(guest=stay.guest), "new:reservations.stay:"),
    ],
    ids=["booking", "charge", "guest", "preference", "another stay"],
)
def test_a_touched_booking_is_named_and_nothing_goes_back_until_the_rest_is_asked_for(touch, told):
    taken = bring_in()
    stay = Stay.objects.filter(status="checked_out").select_related("line__reservation", "guest").first()
    touch(stay)
    before = state()
    report = take_back(taken)
    assert report["done"] is False
    assert [number for number, _what in report["shown"]] == [stay.line.reservation.confirmation]
    assert told in report["shown"][0][1]
    assert state() == before
    rest = take_back(taken, despite_conflicts=True)
    assert (rest["done"], rest["deleted"], rest["conflicts"]) == (True, 2, 1)
    assert Reservation.objects.filter(pk=stay.line.reservation_id).exists()


def test_rejected_rows_come_in_once_they_are_corrected_and_the_others_are_not_touched():
    taken = bring_in(table(ROW.values(), (ROW | {"adr": "free"}).values()))
    header, failed = csv.reader(taken.failed_path.read_text(encoding="utf-8-sig").splitlines())
    assert header == [*COLUMNS, REASON_COLUMN]
    assert "free" in failed[-1]
    failed[COLUMNS.index("adr")] = "120"
    text = io.StringIO()
    csv.writer(text).writerows([header, failed])
    again = bring_in(text.getvalue().encode())
    assert again.import_run.result["created"] == 1
    assert Reservation.objects.count() == 2
    assert bring_in(table((ROW | {"adr": "120"}).values())).import_run.result["no_change"] is True


def test_a_workbook_brings_the_same_bookings_as_the_csv():
    bring_in()
    book = Workbook()
    for row in csv.reader(SMALL.decode().splitlines()):
        book.active.append([int(cell) if cell.isdecimal() else cell for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    assert bring_in(packed.getvalue(), "bookings.xlsx").import_run.result["no_change"] is True


def test_on_the_page_it_is_taken_back_with_a_reason_for_what_stays(signed_in):
    client = signed_in("crm_centre")
    taken = bring_in()
    page = client.get(taken.get_absolute_url()).content.decode()
    undo = reverse("reservations:import_undo", args=[taken.pk])
    assert undo in page
    _booking_changed(Stay.objects.filter(status="checked_out").first())
    client.post(undo)
    taken.refresh_from_db()
    execute(taken.undo_run_id)
    page = client.get(taken.get_absolute_url()).content.decode()
    assert Reservation.objects.exclude(remarks="").get().confirmation in page
    client.post(undo, {"rest": "1"})
    taken.refresh_from_db()
    execute(taken.undo_run_id)
    assert Reservation.objects.count() == 1
    assert undo not in client.get(taken.get_absolute_url()).content.decode()
