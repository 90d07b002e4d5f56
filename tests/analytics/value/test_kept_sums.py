"""A night that reads only touched guests again ends like one that reads every stay."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.value.formulas import habit_since
from analytics.value.models import StaySums, SumsState
from analytics.value.services import counting
from analytics.value.sum_statements import KEPT_SUMS, sums_of
from common.dates import business_day_start
from guests.models import Guest
from guests.services.erasing import erase_guest
from guests.services.merging import merge_guests
from reservations.choices import Motive, StayStatus
from reservations.models import Stay, TouchedGuest

from .night import AS_OF, guest, rows_of, run_night, stay

pytestmark = pytest.mark.django_db
FEW = 4
COLUMNS = "guest_id, stays, recent, first_on, last_on, first_left_on, cents, motive"
#: What happens to a hotel between two nights; the numbers choose guests, stays and days.
happenings = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "new",
                "future",
                "removed",
                "void",
                "in_house",
                "moved",
                "paid",
                "later",
                "motive",
                "guest",
                "age",
            ]
        ),
        st.integers(0, 50),
        st.integers(0, 900),
    ),
    max_size=6,
)


@pytest.fixture(autouse=True)
def never_too_many(monkeypatch):
    monkeypatch.setattr(counting, "MOST_TOUCHED", 2)


class Undo(Exception):
    pass


def hotel() -> list[Guest]:
    people = [guest(industry=("clerk", "teacher", "")[n % 3], income_band=n + 1) for n in range(FEW)]
    for n, person in enumerate(people):
        for k in range(n + 1):
            stay(
                person,
                AS_OF - timedelta(days=5 + 180 * k + n),
                100 + 13 * n + k,
                motive=("business", "visiting")[k % 2],
            )
    # Recent today, and no longer tomorrow.
    stay(people[0], habit_since(AS_OF) + timedelta(days=1), 77)
    return people


def happen(kind: str, which: int, days: int, people: list[Guest]) -> None:
    person = people[which % FEW]
    stays = Stay.objects.order_by("pk")
    one = stays[which % stays.count()] if stays else None
    mine = Stay.objects.filter(pk=one.pk) if one else Stay.objects.none()
    match kind:
        case "new":
            stay(person, AS_OF - timedelta(days=days), days, motive=Motive.values[days % len(Motive.values)])
        case "future":
            stay(person, AS_OF + timedelta(days=days % 3), days)
        case "removed":
            mine.delete()
        case "void":
            mine.update(status=StayStatus.VOID)
        case "in_house":
            mine.update(status=StayStatus.IN_HOUSE, checked_out_at=None)
        case "moved":
            mine.update(guest=person)
        case "paid":
            mine.update(spend=D(days) - 100)
        case "later":
            until = AS_OF + timedelta(days=days % 4)
            mine.filter(arrival__lte=until).update(departure=until)
        case "motive":
            mine.update(motive="conference")
        case "guest":
            Guest.objects.filter(pk=person.pk).update(industry="manager", credit=3)
        case "age":
            Guest.objects.filter(pk=person.pk).update(birthday=AS_OF.replace(year=AS_OF.year - 14))


def whole(on: date) -> list[tuple]:
    """The rows of a night that knows no sums."""
    SumsState.objects.update(as_of=None)
    return rows_of(run_night(on))


def sums(statement: str, on: date) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY guest_id", {"as_of": on, "since": habit_since(on)})
        return cursor.fetchall()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.tuples(happenings, st.integers(0, 3)), min_size=1, max_size=3))
def test_whatever_happens_touched_guests_suffice(days):
    try:
        with transaction.atomic():
            people, on = hotel(), AS_OF
            counting.keep_sums(on=on)
            for what, later in days:
                for kind, which, ago in what:
                    happen(kind, which, ago, people)
                on += timedelta(days=later)
                counting.keep_sums(on=on)
            assert sums(KEPT_SUMS, on) == sums(f"SELECT {COLUMNS} FROM ({sums_of()}) s", on)
            assert SumsState.objects.get().wrong == 0
            raise Undo
    except Undo:
        pass


def counted_in(person: Guest) -> int:
    return StaySums.objects.get(guest=person).counted_in


def test_only_touched_guests_are_read_again():
    changed, quiet = guest(), guest()
    for person in (changed, quiet):
        stay(person, AS_OF - timedelta(days=20), 100)
    run_night(AS_OF - timedelta(days=1))
    stay(changed, AS_OF - timedelta(days=5), 100)
    run_night()
    assert (counted_in(changed), counted_in(quiet)) == (2, 1)
    assert not TouchedGuest.objects.exists()


def test_a_merged_and_an_erased_guest_are_counted_as_they_stand():
    survivor, absorbed, erased, other = (guest() for _ in range(4))
    for person in (survivor, absorbed, erased, other):
        stay(person, AS_OF - timedelta(days=20), 100)
    run_night(AS_OF - timedelta(days=1))
    merge_guests(survivor=survivor, absorbed=absorbed, by=None, reason="same person")
    erase_guest(guest=erased, basis="request", on=AS_OF, at=business_day_start(AS_OF), forced=True)
    touched = rows_of(run_night())
    assert StaySums.objects.get(guest=absorbed).stays == 0
    assert StaySums.objects.get(guest=survivor).stays == 2
    assert touched == whole(AS_OF)


def test_a_booking_that_is_only_expected_leaves_no_note():
    visit = stay(guest(), AS_OF + timedelta(days=9), 0, status=StayStatus.EXPECTED)
    Stay.objects.filter(pk=visit.pk).update(departure=AS_OF + timedelta(days=12))
    visit.delete()
    assert not TouchedGuest.objects.exists()


def test_a_night_of_an_earlier_date_leaves_the_sums_alone():
    person = guest()
    stay(person, AS_OF - timedelta(days=40), 100)
    stay(person, AS_OF - timedelta(days=5), 900)
    run_night()
    earlier = rows_of(run_night(AS_OF - timedelta(days=20)))
    assert SumsState.objects.get().as_of == AS_OF
    assert counted_in(person) == SumsState.objects.get().round == 1
    assert earlier == whole(AS_OF - timedelta(days=20))


def test_wrong_sums_are_noticed_within_a_month_and_made_again():
    person = guest()
    stay(person, AS_OF - timedelta(days=40), 100)
    run_night()
    StaySums.objects.update(spend_cents=1)
    nights = [AS_OF + timedelta(days=day) for day in range(1, 32)]
    noticed = next(on for on in nights if count_night(on).wrong)
    assert SumsState.objects.get().whole_on == noticed
    assert StaySums.objects.get().spend_cents == 10_000


def count_night(on: date) -> SumsState:
    with transaction.atomic():
        counting.keep_sums(on=on)
    return SumsState.objects.get()
