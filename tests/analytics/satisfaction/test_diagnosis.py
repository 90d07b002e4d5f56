"""Samples, quarters, and the page that shows them."""

from datetime import date, timedelta
from statistics import stdev

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from analytics.satisfaction.diagnosis_charts import free_places
from analytics.satisfaction.quarters import Quarter, middle, quarter
from analytics.satisfaction.samples import Sample, difference, interval, pooled
from analytics.satisfaction.selectors.diagnosis import Question, diagnose, shown_layout
from analytics.satisfaction.services.scoring import compute_scores
from analytics.segments.models import SegmentMembership
from feedback.models import AnswerSet, Indicator
from loyalty.services.enrolling import enrol
from reservations.choices import StayStatus
from tests.analytics.satisfaction.answers import NOW, ON, answered
from tests.analytics.segments.described import tree_version
from tests.factories import GuestFactory, StayFactory

scores = st.lists(st.floats(0, 100), max_size=8)


def sample(values) -> Sample:
    mean = sum(values) / len(values) if values else None
    return Sample(len(values), mean, stdev(values) if len(values) > 1 else None)


@given(scores, scores)
def test_two_months_pooled_are_the_sample_of_both(first, second):
    both, whole = pooled([sample(first), sample(second)]), sample(first + second)
    assert both.n == whole.n
    assert both.mean == (None if whole.mean is None else pytest.approx(whole.mean, abs=1e-6))
    assert both.deviation == (None if whole.deviation is None else pytest.approx(whole.deviation, abs=1e-4))


def test_an_interval_is_students_and_stays_within_the_scale():
    found = interval(Sample(10, 70.0, 12.0))
    assert (found.low, found.high) == (pytest.approx(61.416, abs=0.001), pytest.approx(78.584, abs=0.001))
    assert interval(Sample(3, 99.0, 20.0)).high == 100
    assert interval(Sample(1, 99.0, None)) is None


def test_a_difference_is_welchs():
    found = difference(Sample(20, 60.0, 10.0), Sample(25, 68.0, 14.0))
    assert (found.low, found.high) == (pytest.approx(0.778, abs=0.01), pytest.approx(15.222, abs=0.01))


@pytest.mark.parametrize(
    ("importance", "performance", "expected"),
    [
        (0.1, 80, Quarter.KEEP_UP),
        (0.1, 40, Quarter.FIX_NOW),
        (0.01, 80, Quarter.OPPORTUNITY),
        (0.01, 40, Quarter.WATCH),
        (0.05, 60, Quarter.KEEP_UP),
    ],
)
def test_four_quarters(importance, performance, expected):
    found = quarter(importance=importance, performance=performance, importance_from=0.05, performance_from=60)
    assert found == expected


def test_the_crosshair_stands_at_the_means_or_the_medians():
    assert middle([1, 2, 9], "mean") == 4
    assert middle([1, 2, 9], "median") == 2


@pytest.fixture
def told(db):
    """Six guests about the rooms' facilities (low) and the location (high), four about the car park."""
    for at in range(6):
        answered(
            {"room_facilities": 3 + at % 2, "location": 9, "car_park": 5 if at < 4 else None},
            comment="空调很吵" if at == 0 else "",
            guest=GuestFactory(name="王小明"),
        )
    compute_scores(None, on=ON, now=NOW)


def point_of(key, question=None):
    return next(
        one for one in diagnose(question or Question(), shown_layout()).points if one.indicator.key == key
    )


def test_an_indicator_under_five_answers_has_no_figure(told):
    assert point_of("car_park").sample.n == 4
    assert not point_of("car_park").is_judged
    assert point_of("car_park").quarter is None
    assert point_of("location").quarter == Quarter.KEEP_UP
    assert point_of("room_facilities").quarter in (Quarter.FIX_NOW, Quarter.WATCH)


def test_importance_of_all_indicators_sums_to_one(told):
    assert sum(point.importance for point in diagnose(Question(), shown_layout()).points) == pytest.approx(
        1, abs=1e-5
    )


def test_only_the_months_asked_for_count(told):
    later = Question(since=date(2026, 7, 1))
    assert point_of("location", later).sample.n == 0
    assert point_of("location", Question(until=date(2026, 6, 1))).sample.n == 6


def test_guests_of_one_origin_are_counted_from_their_stays(told):
    stay = StayFactory(status=StayStatus.CHECKED_OUT, line__reservation__origin="group")
    answered({"location": 1}, guest=stay.guest, stay=stay)
    compute_scores(None, on=ON, now=NOW)
    found = point_of("location", Question(origin="group"))
    assert (found.sample.n, found.sample.mean) == (1, pytest.approx(0))
    assert point_of("location").sample.n == 7


def test_guests_of_a_segment_and_of_a_tier_are_looked_at_down_to_the_answer(told, signed_in):
    guests = [each.guest for each in AnswerSet.objects.order_by("pk")[:3]]
    tier = enrol(guest=guests[0], by=None, on=ON).tier.code
    version = tree_version()
    for guest in guests[1:]:
        SegmentMembership.objects.create(guest=guest, version=version, leaf=1, segment="diner", since=ON)
    assert point_of("location", Question(tier=tier)).sample.n == 1
    assert point_of("location", Question(segment="diner")).sample.n == 2
    assert point_of("location", Question(segment="diner", tier=tier)).sample.n == 0
    indicator = reverse("satisfaction:indicator", args=[point_of("location").indicator.pk])
    page = signed_in("management").get(indicator, {"since": "2026-01", "segment": "diner"})
    assert {each.answer_set.guest for each in page.context["heard"]} == set(guests[1:])


def test_labels_of_the_chart_cover_neither_each_other_nor_a_point():
    alone, crowded = (
        (10.0, 2.5, "停车场"),
        [(50.0, 2.5, "客房设施"), (50.4, 2.5, "餐厅设施"), (50.8, 2.5, "会议设施")],
    )
    places = free_places([alone, None, *crowded, *crowded], (0, 0), (100, 10))
    assert places[:2] == ["right", ""]
    assert places[2:5] == ["top", "right", "bottom"], "to the right of the first stands the third one's point"
    assert places[5:] == ["left", "", ""], "there is no room left"
    assert free_places([(95.0, 2.5, "停车场")], (0, 0), (100, 10), (190, 330)) == ["right"]
    assert free_places([(95.0, 2.5, "Handling of complaints")], (0, 0), (100, 10), (190, 330)) == ["left"], (
        "edge"
    )


def test_a_value_class_before_the_first_night_has_nobody(told):
    assert point_of("location", Question(value_class="high")).sample.n == 0


def test_the_page_shows_quarters_and_says_what_is_too_little(told, signed_in):
    page = signed_in("management").get(reverse("satisfaction:diagnosis"), {"since": "2026-01"})
    assert page.status_code == 200
    text = page.content.decode()
    assert "diagnosis-option" in text
    found = page.context["found"]
    assert {one.quarter for one in found.points} >= {Quarter.KEEP_UP, None}
    assert found.overall.sample.n == 6


def test_the_page_says_so_before_the_first_answer(signed_in, db):
    assert signed_in("management").get(reverse("satisfaction:diagnosis")).status_code == 200


def test_a_wrong_month_is_named_and_the_rest_still_shown(told, signed_in):
    page = signed_in("management").get(reverse("satisfaction:diagnosis"), {"since": "2026-13"})
    assert page.status_code == 200
    assert "2026-13" in page.content.decode()


def test_a_department_reads_of_its_own_indicators_alone(told, signed_in):
    client = signed_in("rooms")
    page = client.get(reverse("satisfaction:diagnosis"), {"since": "2026-01", "department": "management"})
    assert {one.indicator.department for one in page.context["found"].points} == {"rooms"}
    others = Indicator.objects.exclude(department="rooms").first()
    assert client.get(reverse("satisfaction:indicator", args=[others.pk])).status_code == 403


def test_a_point_leads_to_its_answers_and_words(told, signed_in):
    one = Indicator.objects.get(key="room_facilities")
    address = reverse("satisfaction:indicator", args=[one.pk])
    text = signed_in("management").get(address, {"since": "2026-06"}).content.decode()
    assert "空调很吵" in text
    assert "王小明" in text
    low = signed_in("management").get(address, {"since": "2026-06", "low": ""})
    assert len(low.context["heard"]) == 6
    assert len(signed_in("management").get(address, {"since": "2027-06"}).context["heard"]) == 0


def test_words_of_guests_are_for_those_who_may_read_answers(told, signed_in):
    one = Indicator.objects.get(key="room_facilities")
    page = signed_in("rooms").get(reverse("satisfaction:indicator", args=[one.pk]), {"since": "2026-06"})
    assert page.status_code == 200
    assert "空调很吵" not in page.content.decode()


def test_queries_of_the_page_do_not_grow_with_the_answers(told, signed_in, django_assert_max_num_queries):
    client = signed_in("management")
    for at in range(10):
        answered({"location": 5}, on=ON - timedelta(days=31 * at))
    compute_scores(None, on=ON, now=NOW)
    with django_assert_max_num_queries(25):
        client.get(reverse("satisfaction:diagnosis"), {"since": "2025-01"})
