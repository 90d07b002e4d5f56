"""What the night derives of a guest, shared among workers, shown as a whole."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from analytics.segments import statements
from analytics.segments.attributes import ATTRIBUTES, BY_KEY
from analytics.segments.bands import BANDINGS, checked, rounded, titles, values_of
from analytics.segments.datasets import UNKNOWN, frame
from analytics.segments.models import AttributeRow, AttributeRun, BandVersion, GuestAttributes
from analytics.segments.services.bands import change_bands, moves_by
from analytics.segments.services.deriving import derive
from common import shares
from common.errors import HotelError
from common.models import NightRange
from guests.choices import PreferenceCategory
from guests.models import Guest, Preference
from guests.selectors import ranges
from reservations.models import RoomType, Stay
from tests.analytics.value.night import AS_OF, guest, monthly_cost, run_night, stay
from tests.night_job import NightJob

pytestmark = pytest.mark.django_db


def told(person: Guest) -> dict[str, str | None]:
    """Attribute → key of its value, None for unknown."""
    row = GuestAttributes.objects.get(pk=person.pk)
    codes = {a.key: getattr(row, a.key) for a in ATTRIBUTES}
    return {key: None if code is None else BY_KEY[key].values[code].key for key, code in codes.items()}


def test_registry_table_and_bands_name_the_same():
    assert [f.name for f in GuestAttributes._meta.fields if f.name not in {"guest", "run"}] == [*BY_KEY]
    assert all(len(BY_KEY[key].values) == values_of(key) for key in BANDINGS)
    assert len({a.key for a in ATTRIBUTES}) == len(ATTRIBUTES) == 31


def test_a_guest_is_described_by_file_stays_and_money():
    person = guest(
        gender="female", birthday=AS_OF.replace(year=AS_OF.year - 30), nationality="CN", region="湖南省衡阳",
        household_size=3, income_band=4, industry="teacher", education="master", credit=4,
    )  # fmt: skip
    for arrival, food in [(date(2026, 6, 1), 80), (date(2026, 3, 1), 0), (date(2025, 3, 1), 60)]:
        Stay.objects.filter(pk=stay(person, arrival, 1000, nights=4, motive="business").pk).update(
            spend_restaurant=food
        )
    newest = Stay.objects.get(guest=person, arrival=date(2026, 6, 1))
    newest.line.room_type = RoomType.objects.filter(room_class="luxury").first()
    newest.line.save()
    newest.line.reservation.why_this_hotel = "price"
    newest.line.reservation.save()
    Preference.objects.create(guest=person, category=PreferenceCategory.SERVICE, text="晚到")
    run_night()
    assert told(person) == {
        "gender": "female", "age": "from_30", "country": "domestic", "region": "hunan", "household": "medium",
        "income": "4", "industry": "teacher", "education": "master", "motive": "business", "why_hotel": "price",
        "stays": "before", "frequency": "sometimes", "length_of_stay": "medium", "room_class": "luxury",
        "use_restaurant": "often", "use_telecom": "never", "use_entertainment": "never",
        "use_conference": "never", "credit": "4", "spend_lodging": "high", "spend_per_stay": "high",
        "spend_total": "high", "profit_total": "high", "spend_food": "low", "spend_telecom": "none",
        "spend_entertainment": "none", "spend_conference": "none", "satisfaction": None, "complaints": "none",
        "requests": "yes", "value_class": told(person)["value_class"],
    }  # fmt: skip


def test_what_only_a_stay_can_show_is_unknown_of_a_prospect_and_not_none():
    prospect = guest(nationality="DE")
    run_night()
    known = {key: value for key, value in told(prospect).items() if value is not None}
    assert known == {"country": "foreign", "region": "other", "stays": "prospect", "complaints": "none"}


def test_children_merged_and_erased_files_are_not_described():
    child = guest(birthday=AS_OF - timedelta(days=365 * 5))
    kept, merged = guest(), guest()
    Guest.objects.filter(pk=merged.pk).update(merged_into=kept)
    run_night()
    assert [*GuestAttributes.objects.values_list("guest_id", flat=True)] == [kept.pk]
    assert not GuestAttributes.objects.filter(pk=child.pk).exists()


def test_band_edges_belong_to_the_band_above_them():
    people = [guest(household_size=size) for size in (2, 3, 4, 5)]
    run_night()
    assert [told(person)["household"] for person in people] == ["small", "medium", "medium", "large"]


def test_first_bands_are_the_quarters_of_the_hotel_frozen_as_amounts(monkeypatch):
    monkeypatch.setattr("analytics.segments.services.bands.FEWEST_FOR_QUARTERS", 8)
    for spend in range(100, 900, 100):
        stay(guest(), date(2026, 6, 1), spend)
    run_night()
    assert BandVersion.objects.get().edges["spend_total"] == ["200", "400", "600"]
    for _n in range(5):
        stay(guest(), date(2026, 6, 2), 9000)
    run_night(AS_OF + timedelta(days=1))
    assert BandVersion.objects.get().edges["spend_total"] == ["200", "400", "600"]


def test_quarters_of_a_large_hotel_are_those_of_every_nth_guest(monkeypatch):
    monkeypatch.setattr("analytics.segments.services.bands.FEWEST_FOR_QUARTERS", 4)
    monkeypatch.setattr("analytics.segments.services.bands.QUARTERS_OF", 4)
    people = [guest() for _n in range(8)]
    asked = [person for person in people if person.pk % 2 == 0]
    for person in people:
        stay(person, date(2026, 6, 1), 100 * (1 + asked.index(person)) if person in asked else 9000)
    run_night()
    assert BandVersion.objects.get().edges["spend_total"] == ["100", "200", "300"]


def test_a_small_hotel_begins_with_the_delivered_amounts_until_it_has_guests_enough(monkeypatch):
    stay(guest(), date(2026, 6, 1), 500)
    run_night()
    assert BandVersion.objects.get().is_provisional
    monkeypatch.setattr("analytics.segments.services.bands.FEWEST_FOR_QUARTERS", 1)
    run_night(AS_OF + timedelta(days=1))
    assert not BandVersion.objects.first().is_provisional


def test_limits_are_rounded_to_what_one_can_say_and_must_rise():
    assert rounded([D("523"), D("1043"), D("22810.5")]) == ["520", "1000", "23000"]
    assert rounded([D("0"), D("0"), D("7")]) is None
    for texts in (["3"], ["5", "3"], ["x", "7"]):
        with pytest.raises(HotelError):
            checked("household", texts)
    with override("en"):
        assert titles(BY_KEY["household"], {"household": [D(3), D(5)]})[1] == "medium (3 to below 5 people)"


def test_new_bands_are_previewed_with_who_would_move_and_hold_from_the_next_night():
    people = [guest(household_size=size) for size in (2, 3, 4, 5)]
    run_night()
    run = AttributeRun.objects.get(is_current=True)
    assert sorted(moves_by("household", ["4", "5"], run)) == [(0, 0, 1), (1, 0, 1), (1, 1, 1), (2, 2, 1)]
    with pytest.raises(HotelError):
        change_bands(edges={"household": ["3", "5"]}, note="", by="x")
    change_bands(edges={"household": ["4", "5"]}, note="", by="x")
    assert told(people[1])["household"] == "medium"
    run_night(AS_OF + timedelta(days=1))
    assert told(people[1])["household"] == "small"
    assert AttributeRun.objects.get(is_current=True).counts["household"] == [2, 1, 1]


def test_a_night_repeated_gives_the_same_rows_and_the_night_before_is_kept_beside_it():
    hotel(12)
    run_night()
    first = rows()
    run_night()
    assert rows() == first
    run_night(AS_OF + timedelta(days=1))
    assert AttributeRow.objects.values("run").distinct().count() == 2
    run_night(AS_OF + timedelta(days=2))
    assert AttributeRow.objects.values("run").distinct().count() == 2
    assert GuestAttributes.objects.count() == 12


def hotel(guests: int) -> None:
    for n in range(guests):
        person = guest(gender=("male", "female", "")[n % 3], household_size=n % 6 or None)
        for k in range(n % 4):
            stay(person, AS_OF - timedelta(days=9 + 31 * k + n), 100 + 77 * n, motive=("business", "")[k % 2])
    monthly_cost(100)


def rows() -> list[tuple]:
    return [*GuestAttributes.objects.order_by("guest").values_list("guest_id", *BY_KEY)]


class Interrupted(Exception):
    pass


def derived(job: NightJob) -> None:
    assert derive(job, on=AS_OF, now=timezone.now(), value_run=AttributeRun.objects.first().value_run)


def test_a_night_killed_in_any_range_goes_on_with_what_is_left(monkeypatch):
    hotel(9)
    run_night()
    whole = rows()
    monkeypatch.setattr(ranges, "RANGE", 2)
    real = shares._work["attributes"]
    for dies_in in range(5):
        done = []

        def dying(part, done=done, dies_in=dies_in):
            real(part)
            done.append(part.after)
            if len(done) == dies_in + 1:
                raise Interrupted
            return 2

        job = NightJob()
        monkeypatch.setitem(shares._work, "attributes", dying)
        with pytest.raises(Interrupted):
            derived(job)
        assert rows() == whole, "readers see the night before, not a part of this one"
        key = AttributeRun.objects.latest("pk").pk
        assert NightRange.objects.filter(task="attributes", key=key, done_at__isnull=False).count() == dies_in
        monkeypatch.setitem(shares._work, "attributes", real)
        derived(job)
        assert rows() == whole


def test_readers_of_a_database_that_vacuums_see_the_shown_run_alone():
    hotel(3)
    run_night()
    with connection.cursor() as cursor:
        cursor.execute(statements.create_table(10**6))
    assert GuestAttributes.objects.count() == 3


def test_the_frame_has_codes_with_unknown_apart_and_a_sample_that_repeats():
    hotel(10)
    run_night()
    table = frame(["gender", "household"])
    assert (str(table.dtypes["gender"]), len(table)) == ("int8", 10)
    assert (table["gender"] == UNKNOWN).sum() == 3
    assert list(frame(["age"], limit=4, seed=7).index) == list(frame(["age"], limit=4, seed=7).index)
    some = Guest.objects.order_by("pk")[:3].values("pk")
    assert len(frame(["age"], guests=some)) == 3
