"""A night that judges only who may have moved ends like one that judges everybody."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.life_cycle import services
from analytics.life_cycle.models import GuestLifeCycle, LifeCycleNight
from analytics.value.services.counting import keep_sums
from guests.models import Guest
from reservations.choices import Status, StayStatus
from reservations.models import ReservationLine, Stay
from tests.analytics.value.night import guest, stay, stays

from .test_night import ON, Undo, booked, night

pytestmark = pytest.mark.django_db
DAYS = [20, 90, 200, 400, 541, 700]
happenings = st.lists(
    st.tuples(
        st.sampled_from(["stay", "leave", "arrive", "void", "remove", "book", "cancel", "new", "merge"]),
        st.integers(0, 20),
        st.integers(0, 400),
    ),
    max_size=4,
)
nights = st.lists(st.tuples(happenings, st.integers(0, 250), st.booleans()), min_size=1, max_size=3)


def hotel() -> None:
    """Guests who stayed once, twice, often; one in the house, one lost and booked, one who never came."""
    *some, often, here, waiting, _never = Guest.objects.bulk_create(
        Guest(name="测试") for _ in range(len(DAYS) + 4)
    )
    days = [
        (person, ago + 40 * k)
        for n, (person, ago) in enumerate(zip(some, DAYS, strict=True))
        for k in range(1 + n % 3)
    ]
    days += [(often, 140 * k + 60) for k in range(5)] + [(waiting, 1200)]
    in_house = {"status": StayStatus.IN_HOUSE, "departure": ON + timedelta(days=2), "checked_out_at": None}
    stays(
        [
            *((person, ON - timedelta(days=ago), {}) for person, ago in days),
            (here, ON - timedelta(days=1), in_house),
        ]
    )
    booked(waiting, ON + timedelta(days=30))


def happen(kind: str, which: int, ago: int, on) -> None:
    people = list(Guest.objects.filter(merged_into=None).order_by("pk"))
    person, stays = people[which % len(people)], list(Stay.objects.order_by("pk"))
    mine = Stay.objects.filter(pk=stays[which % len(stays)].pk) if stays else Stay.objects.none()
    match kind:
        case "stay":
            stay(person, on - timedelta(days=ago), 100)
        case "arrive":
            stay(person, on, 100, status=StayStatus.IN_HOUSE)
        case "leave":
            Stay.objects.filter(status=StayStatus.IN_HOUSE).update(
                status=StayStatus.CHECKED_OUT, departure=on, checked_out_at="2026-06-30T04:00Z"
            )
        case "void":
            mine.update(status=StayStatus.VOID)
        case "remove":
            mine.delete()
        case "book" if not Stay.objects.filter(guest=person, status=StayStatus.EXPECTED).exists():
            if not person.reservations.filter(external_id=f"B{person.pk}").exists():
                booked(person, on + timedelta(days=5))
        case "cancel":
            ReservationLine.objects.filter(status=Status.CONFIRMED).update(status=Status.CANCELLED)
        case "new":
            stay(guest(), on - timedelta(days=ago), 50)
        case "merge" if len(people) > 1 and person != people[0]:
            Stay.objects.filter(guest=person).update(guest=people[0])
            Guest.objects.filter(pk=person.pk).update(merged_into=people[0])


def rows() -> list[tuple]:
    return list(GuestLifeCycle.objects.order_by("pk").values_list())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=nights)
def test_whatever_happens_the_others_stand_where_they_stood(told, monkeypatch):
    monkeypatch.setattr(services, "MOST_DUE", 2)
    try:
        with transaction.atomic():
            hotel()
            on = ON
            keep_sums(on=on)
            night(on)
            with monkeypatch.context() as patched:
                patched.setattr(services, "id_ranges", lambda: pytest.fail("everybody was judged"))
                for what, later, is_counted in told:
                    for kind, which, ago in what:
                        happen(kind, which, ago, on)
                    on += timedelta(days=later)
                    if is_counted:  # otherwise the notes alone tell who was touched
                        keep_sums(on=on)
                    night(on)
            found = rows()
            LifeCycleNight.objects.update(sums_round=None)
            night(on)
            assert rows() == found
            raise Undo
    except Undo:
        pass


def test_new_rules_judge_everybody():
    person = guest()
    stay(person, ON - timedelta(days=400), 100)
    keep_sums(on=ON)
    night()
    services.change_rules(figures={"single": 100}, note="", by="")
    night(ON + timedelta(days=1))
    assert GuestLifeCycle.objects.get(guest=person).usual_days == 100
