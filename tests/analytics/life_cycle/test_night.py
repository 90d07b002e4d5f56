"""The night's SQL says what the rules say, tells every move once, and may be repeated."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.life_cycle.choices import State
from analytics.life_cycle.models import GuestLifeCycle, LifeCycleChange, LifeCycleNight
from analytics.life_cycle.rules import Thresholds, Visit, standing
from analytics.life_cycle.services import change_rules, compute, rules_in_force
from common.errors import HotelError
from guests.models import Guest
from reservations.choices import Status, StayStatus
from reservations.models import Reservation, ReservationLine, Stay
from tests.analytics.value.night import guest, stay, stays

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)

visits = st.lists(
    st.tuples(st.integers(0, 1600), st.integers(0, 9), st.sets(st.sampled_from(["restaurant", "shop"]))),
    max_size=6,
)
people = st.lists(st.tuples(visits, st.booleans(), st.booleans()), min_size=1, max_size=6)
rules = st.fixed_dictionaries(
    {
        "at_risk": st.integers(100, 200),
        "lost": st.integers(201, 400),
        "single": st.integers(5, 500),
        "shortest": st.integers(1, 60),
        "longest": st.integers(60, 700),
        "loyal_stays": st.integers(2, 4),
        "loyal_days": st.integers(100, 900),
        "outlets": st.integers(1, 2),
    }
)


class Undo(Exception):
    pass


def night(on: date = ON) -> LifeCycleNight | None:
    return compute(None, on=on, now=timezone.now())


def booked(person, arrival: date) -> None:
    reservation = Reservation.objects.create(source="test", external_id=f"B{person.pk}", guest=person)
    line = ReservationLine.objects.create(
        reservation=reservation,
        arrival=arrival,
        departure=arrival + timedelta(days=1),
        status=Status.CONFIRMED,
    )
    Stay.objects.create(
        guest=person, line=line, arrival=arrival, departure=line.departure, status=StayStatus.EXPECTED
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hotel=people, chosen=rules)
def test_any_guest_stands_in_sql_where_he_stands_in_python(hotel, chosen):
    try:
        with transaction.atomic():
            compare(hotel, Thresholds(**chosen))
            raise Undo
    except Undo:
        pass


def compare(hotel, thresholds: Thresholds) -> None:
    change_rules(figures=vars(thresholds), note="", by="")
    people = Guest.objects.bulk_create(Guest(name="测试") for _ in hotel)
    visited = []
    for person, (seen, is_booked, here) in zip(people, hotel, strict=True):
        last = max(range(len(seen)), key=lambda at: (-seen[at][0], at)) if seen else None
        for at, (ago, nights, used) in enumerate(seen):
            arrival = ON - timedelta(days=ago)
            told = {f"spend_{kind}": 10 for kind in used} | {"departure": arrival + timedelta(days=nights)}
            if here and at == last:
                told |= {"status": StayStatus.IN_HOUSE, "checked_out_at": None}
            visited.append((person, arrival, told))
        if is_booked:
            booked(person, ON + timedelta(days=3))
    stays(visited)
    known = defaultdict(list)
    for row in Stay.objects.exclude(status=StayStatus.EXPECTED):
        known[row.guest_id].append(Visit(row.arrival, row.departure, row.outlets_used))
    expected = {
        person.pk: standing(known[person.pk], booked=is_booked, on=ON, thresholds=thresholds)
        for person, (_seen, is_booked, _here) in zip(people, hotel, strict=True)
    }
    night()
    found = {row.guest_id: row for row in GuestLifeCycle.objects.filter(guest_id__in=expected)}
    for pk, wanted in expected.items():
        row = found[pk]
        assert (row.state, row.usual_days, row.at_risk_on, row.lost_on) == (
            wanted.state,
            wanted.usual,
            wanted.at_risk_on,
            wanted.lost_on,
        )


def states(person) -> tuple:
    row = GuestLifeCycle.objects.get(guest=person)
    return row.state, row.since, row.previous


def moves(person) -> list[tuple]:
    return list(
        LifeCycleChange.objects.filter(guest=person)
        .order_by("day")
        .values_list("day", "was", "was_since", "now")
    )


class TestNightAfterNight:
    @pytest.fixture
    def person(self, db):
        person = guest()
        stay(person, ON - timedelta(days=100), 100)
        return person

    def test_the_first_night_knows_since_when_without_telling_a_change(self, person):
        night()
        assert states(person) == (State.FIRST_STAY, ON - timedelta(days=100), "")
        assert moves(person) == []

    def test_a_move_is_told_with_what_was_before(self, person):
        night()
        stay(person, ON, 100)
        night(ON + timedelta(days=1))
        assert states(person) == (State.RETURNING, ON + timedelta(days=1), State.FIRST_STAY)
        assert moves(person) == [
            (ON + timedelta(days=1), State.FIRST_STAY, ON - timedelta(days=100), State.RETURNING)
        ]

    def test_a_night_that_is_repeated_tells_the_same_once(self, person):
        night()
        stay(person, ON, 100)
        first = [night(ON + timedelta(days=1)), states(person), moves(person)]
        again = [night(ON + timedelta(days=1)), states(person), moves(person)]
        assert again == first
        assert LifeCycleNight.objects.get(business_date=ON + timedelta(days=1)).moves == [
            [State.FIRST_STAY, State.RETURNING, 1]
        ]

    def test_what_turned_out_wrong_the_same_night_is_taken_back(self, person):
        night()
        before = states(person)
        wrong = stay(person, ON, 100)
        night(ON + timedelta(days=1))
        wrong.delete()
        night(ON + timedelta(days=1))
        assert states(person) == before
        assert moves(person) == []

    def test_a_quiet_night_writes_nothing(self, person):
        night()
        seen = list(GuestLifeCycle.objects.extra(select={"x": "xmin::text"}).values_list("pk", "x"))
        night(ON + timedelta(days=1))
        assert list(GuestLifeCycle.objects.extra(select={"x": "xmin::text"}).values_list("pk", "x")) == seen

    def test_an_earlier_night_changes_nothing_any_more(self, person):
        night()
        assert night(ON - timedelta(days=1)) is None
        assert LifeCycleNight.objects.count() == 1

    def test_a_merged_file_is_counted_once(self, person):
        other = guest()
        night()
        Guest.objects.filter(pk=other.pk).update(merged_into=person)
        assert night(ON + timedelta(days=1)).guests == 1
        assert not GuestLifeCycle.objects.filter(guest=other).exists()


def test_the_counts_are_those_of_the_rows(db):
    for days in [[], [10], [10, 200], [900, 1000]]:
        person = guest()
        for ago in days:
            stay(person, ON - timedelta(days=ago), 50)
    found = night()
    assert found.guests == 4
    assert found.counts == {State.PROSPECT: 1, State.FIRST_STAY: 1, State.RETURNING: 1, State.LOST: 1}


class TestRules:
    def test_versions_are_added_and_the_newest_counts(self, db):
        change_rules(figures={"lost": 400}, note="春季", by="manager")
        change_rules(figures={"at_risk": 200}, note="", by="manager")
        assert (rules_in_force().lost, rules_in_force().at_risk) == (400, 200)

    @pytest.mark.parametrize(
        ("figures", "field"),
        [({"lost": 150}, "lost"), ({"longest": 20}, "longest"), ({"at_risk": 20}, "at_risk")],
    )
    def test_figures_that_do_not_go_together_are_refused_by_field(self, db, figures, field):
        with pytest.raises(HotelError) as refused:
            change_rules(figures=figures, note="", by="")
        assert refused.value.field == field

    def test_an_unchanged_version_is_not_stored(self, db):
        with pytest.raises(HotelError):
            change_rules(figures={"lost": 300}, note="", by="")
