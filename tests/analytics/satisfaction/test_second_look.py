"""What the answers suggest stands beside what the experts decided."""

import random
from decimal import Decimal

import pytest
from django.utils import timezone

from analytics.satisfaction.choices import Subject
from analytics.satisfaction.models import Weighting
from analytics.satisfaction.selectors.groups import groups_of
from analytics.satisfaction.selectors.objective import suggested
from analytics.satisfaction.selectors.weightings import lines_of
from common.dates import business_date
from feedback.choices import Scale, SurveyChannel
from feedback.models import Answer, AnswerSet, Indicator, Instrument

pytestmark = pytest.mark.django_db


@pytest.fixture
def weighting():
    return Weighting.objects.get(subject=Subject.SATISFACTION)


def answered(sets: int):
    """Answer sets in which the location is loved or hated and everything else is nearly always liked."""
    dice, indicators = random.Random(5), list(Indicator.objects.all())
    instrument = Instrument.objects.get()
    for _ in range(sets):
        one = AnswerSet.objects.create(
            instrument=instrument,
            channel=SurveyChannel.DESK,
            business_date=business_date(),
            finished_at=timezone.now(),
        )
        Answer.objects.bulk_create(
            Answer(
                answer_set=one,
                indicator=indicator,
                scale=Scale.LADDER10,
                points=Decimal(dice.choice((2, 10)) if indicator.key == "location" else dice.choice((8, 10))),
            )
            for indicator in indicators
        )


def test_without_answers_nothing_is_suggested(weighting):
    assert suggested(weighting, groups_of(weighting)) == {}
    assert all(line.spread is None for line in lines_of(weighting))


def test_too_few_answers_suggest_nothing(weighting):
    answered(29)
    assert {line.spread for line in lines_of(weighting)} == {None}


def test_what_tells_guests_apart_stands_out_and_the_weights_stay_as_they_are(weighting):
    answered(40)
    lines = {line.key: line for line in lines_of(weighting)}
    inside = [line for (group, _item), line in lines.items() if group == "environment"]
    assert sum(line.spread for line in inside) == pytest.approx(1)
    assert sum(line.component for line in inside) == pytest.approx(1)
    assert lines["environment", "location"].spread > 0.6
    assert lines["", "environment"].spread == max(line.spread for key, line in lines.items() if not key[0])
    assert lines["environment", "location"].weight == Decimal("0.333334")
