"""The improvement circle: planned, done, measured; never closed without a measured or a stated reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from analytics.satisfaction.choices import ImprovementStatus
from analytics.satisfaction.improvement_verdicts import Verdict, judge
from analytics.satisfaction.models import Improvement
from analytics.satisfaction.samples import Sample
from analytics.satisfaction.services import improvements as circle
from analytics.satisfaction.services.scoring import compute_scores
from common.errors import HotelError
from feedback.models import Indicator
from tests.analytics.satisfaction.answers import NOW, ON, answered

DONE = ON - timedelta(days=100)
AFTER = ON
KEY = "room_facilities"


def opened(on=DONE) -> Improvement:
    return circle.open_improvement(
        indicator=Indicator.objects.get(key=KEY),
        department="rooms",
        what="New fans",
        who="Li",
        due_on=on,
        on=on,
        by="boss",
    )


def done() -> Improvement:
    return circle.note_done(improvement=opened(), done_on=DONE, on=DONE)


def told(points, *, days: int) -> None:
    for each in points:
        answered({KEY: each}, on=DONE + timedelta(days=days))


samples = st.builds(Sample, st.integers(0, 30), st.floats(0, 100), st.floats(0.1, 50))


@given(samples, samples)
def test_before_and_after_changed_places_turn_the_verdict_round(before, after):
    turned = {Verdict.IMPROVED: Verdict.WORSE, Verdict.WORSE: Verdict.IMPROVED}
    verdict, _change = judge(before, after, fewest=5)
    assert judge(after, before, fewest=5)[0] == turned.get(verdict, verdict)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([3, 4, 3, 4, 3, 4], [8, 9, 8, 9, 8, 9], Verdict.IMPROVED),
        ([8, 9, 8, 9, 8, 9], [3, 4, 3, 4, 3, 4], Verdict.WORSE),
        ([3, 9, 3, 9, 3, 9], [4, 8, 4, 8, 5, 9], Verdict.UNCHANGED),
    ],
)
def test_the_night_after_the_last_day_measures_and_closes(before, after, expected):
    one = done()
    told(before, days=-10)
    told(after, days=20)
    answered({KEY: 1}, on=DONE)  # the day itself belongs to neither side
    answered({KEY: 1}, on=DONE - timedelta(days=91))
    answered({KEY: 1}, on=DONE + timedelta(days=91))
    circle.measure_all(on=DONE + timedelta(days=90))
    one.refresh_from_db()
    assert (one.status, one.verdict) == (ImprovementStatus.DONE, "")
    circle.measure_all(on=DONE + timedelta(days=91))
    one.refresh_from_db()
    assert (one.status, one.verdict, one.before_n, one.after_n) == (ImprovementStatus.CLOSED, expected, 6, 6)
    assert one.low < one.after_mean - one.before_mean < one.high


@pytest.mark.django_db
def test_too_few_answers_close_nothing_and_more_of_them_may_come():
    one = done()
    told([3, 4, 3, 4, 3], days=-10)
    told([8, 9, 8, 9], days=20)
    circle.measure_all(on=AFTER)
    one.refresh_from_db()
    assert (one.status, one.verdict) == (ImprovementStatus.DONE, Verdict.TOO_FEW)
    told([9], days=30)
    circle.measure_all(on=AFTER)
    one.refresh_from_db()
    assert (one.status, one.verdict) == (ImprovementStatus.CLOSED, Verdict.IMPROVED)


@pytest.mark.django_db
def test_only_a_reason_closes_what_was_not_measured():
    one = opened()
    with pytest.raises(HotelError):
        circle.close_improvement(improvement=one, reason="  ", on=ON, by="boss")
    circle.close_improvement(improvement=one, reason="No money", on=ON, by="boss")
    one.refresh_from_db()
    assert (one.status, one.reason) == (ImprovementStatus.CLOSED, "No money")
    with pytest.raises(HotelError):
        circle.close_improvement(improvement=one, reason="again", on=ON, by="boss")


@pytest.mark.django_db
@pytest.mark.parametrize("verdict", ["", Verdict.TOO_FEW])
def test_the_database_closes_nothing_without_a_reason(verdict):
    one = opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        Improvement.objects.filter(pk=one.pk).update(
            status=ImprovementStatus.CLOSED, closed_on=ON, verdict=verdict, measured_on=ON
        )


@pytest.mark.django_db
@pytest.mark.parametrize("day", [DONE - timedelta(days=1), ON + timedelta(days=1)])
def test_nothing_is_done_before_it_was_opened_or_tomorrow(day):
    with pytest.raises(HotelError) as refused:
        circle.note_done(improvement=opened(), done_on=day, on=ON)
    assert refused.value.field == "done_on"


@pytest.mark.django_db
def test_the_circle_on_its_pages(signed_in):
    for at in range(6):
        answered({KEY: 2, "location": 9 - at % 2})
    compute_scores(None, on=ON, now=NOW)
    client = signed_in("management")
    one = Indicator.objects.get(key=KEY)
    address = reverse("satisfaction:improvement_new", args=[one.pk]) + "?since=2026-01"
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"department": "rooms", "what": "X", "who": "Li", "due_on": "2020-01-01"})
    assert "due_on" in wrong.context["form"].errors
    answer = client.post(
        address, {"department": "rooms", "what": "Fans", "who": "Li", "due_on": "2099-01-01"}
    )
    made = Improvement.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.answers, made.quarter, made.performance) == (6, "watch", pytest.approx(100 / 9))
    edit = reverse("satisfaction:improvement_edit", args=[made.pk])
    client.post(edit, {"department": "rooms", "what": "Fans 2", "who": "Li", "due_on": "2099-01-02"})
    assert client.get(made.get_absolute_url()).status_code == 200
    refused = client.post(reverse("satisfaction:improvement_done", args=[made.pk]), {"done_on": "2099-01-01"})
    assert refused.status_code == 422
    client.post(reverse("satisfaction:improvement_done", args=[made.pk]), {"done_on": made.opened_on})
    made.refresh_from_db()
    assert (made.status, made.what) == (ImprovementStatus.DONE, "Fans 2")
    silent = client.post(reverse("satisfaction:improvement_close", args=[made.pk]), {"reason": ""})
    assert silent.status_code == 422
    client.post(reverse("satisfaction:improvement_close", args=[made.pk]), {"reason": "Rebuilt"})
    made.refresh_from_db()
    assert made.status == ImprovementStatus.CLOSED
    assert client.get(reverse("satisfaction:improvements")).status_code == 200
