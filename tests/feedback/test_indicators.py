"""What is asked: delivered ready, and never changed under the answers of guests."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone, translation

from feedback.choices import Scale, SurveyChannel
from feedback.models import Answer, AnswerSet, Indicator, IndicatorSystem, InstrumentChannel
from feedback.scales import SHAPES, read_points, score

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer_set():
    return AnswerSet.objects.create(
        instrument=InstrumentChannel.objects.get(channel=SurveyChannel.ROOM).instrument,
        channel=SurveyChannel.ROOM,
        business_date=timezone.localdate(),
    )


def test_five_criteria_and_24_indicators_are_delivered_in_both_languages():
    system = IndicatorSystem.objects.get(status="published")
    counts = [c.indicators.count() for c in system.criteria.all()]
    assert counts == [3, 8, 8, 3, 2]
    parking = Indicator.objects.get(system=system, key="car_park")
    with translation.override("zh-hans"):
        assert str(parking) == "停车场"
    with translation.override("en"):
        assert str(parking) == "Car park"
    assert all(i.department for i in system.indicators.all())


def test_the_database_refuses_to_change_an_indicator_of_a_version_in_use():
    with pytest.raises(InternalError, match="only a draft"), transaction.atomic():
        Indicator.objects.filter(key="car_park").update(name_en="Parking")
    with pytest.raises(InternalError, match="only a draft"), transaction.atomic():
        Indicator.objects.filter(key="car_park")._raw_delete("default")


@pytest.mark.parametrize("scale", Scale)
def test_the_database_and_the_pure_rule_agree_on_every_score(answer_set, scale):
    indicators = Indicator.objects.all()
    shape = SHAPES[scale]
    points = [Decimal(step) for step, _word in shape.steps] + ([] if shape.whole else [Decimal("7.5")])
    Answer.objects.bulk_create(
        Answer(answer_set=answer_set, indicator=indicator, scale=scale, points=each)
        for indicator, each in zip(indicators, points, strict=False)
    )
    stored = Answer.objects.filter(answer_set=answer_set)
    assert len(stored) == len(points)
    for answer in stored:
        assert answer.score == pytest.approx(float(score(answer.points, scale)))
    assert (score(shape.lowest, scale), score(shape.highest, scale)) == (0, 100)


@pytest.mark.parametrize(
    ("scale", "points", "not_used"),
    [
        (Scale.LADDER10, 7, False),
        (Scale.LADDER5, 6, False),
        (Scale.KEYWORDS, -4, False),
        (Scale.DIRECT, 0, False),
        (Scale.LADDER5, 5, True),
        (Scale.LADDER5, None, False),
    ],
)
def test_points_that_the_scale_does_not_have_are_refused(answer_set, scale, points, not_used):
    indicator = Indicator.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(
            answer_set=answer_set, indicator=indicator, scale=scale, points=points, not_used=not_used
        )


def test_what_somebody_wrote_is_read_as_points_of_the_scale_or_not_at_all():
    assert read_points(" 8 ", Scale.LADDER10) == 8
    assert read_points("7", Scale.LADDER10) is None
    assert read_points("-3", Scale.KEYWORDS) == -3
    assert read_points("7.5", Scale.DIRECT) == Decimal("7.5")
    assert read_points("7.55", Scale.DIRECT) is None
    assert [read_points(bad, Scale.DIRECT) for bad in ("", "NaN", "Infinity", "ten", "11")] == [None] * 5
