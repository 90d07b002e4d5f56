"""Answer sets for the tests of scores."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from analytics.satisfaction.choices import Method, Status, Subject
from analytics.satisfaction.models import Weight, Weighting
from analytics.satisfaction.services.force import put_in_force
from feedback.choices import Scale, SurveyChannel
from feedback.models import Answer, AnswerSet, Indicator, IndicatorSystem, Instrument

ON = date(2026, 6, 17)
NOW = datetime(2026, 6, 18, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


def instrument(scale=Scale.DIRECT) -> Instrument:
    """One of the system in use, on the scale whose points are the easiest to choose."""
    system = IndicatorSystem.objects.get(status="published")
    found = Instrument.objects.filter(system=system, scale=scale).first()
    newest = Instrument.objects.order_by("-version").first()
    return found or Instrument.objects.create(
        version=newest.version + 1 if newest else 1,
        system=system,
        scale=scale,
        title_zh="问卷",
        title_en="Survey",
    )


def answered(answers: dict[str, float | None], *, guest=None, on=ON, comment="", finished=True, **more):
    """A set; `answers` gives points of 1 … 10 by key of the indicator, None for "not used"."""
    asked = more.pop("instrument", None) or instrument()
    made = AnswerSet.objects.create(
        guest=guest,
        instrument=asked,
        channel=SurveyChannel.IN_PERSON,
        business_date=on,
        finished_at=NOW - timedelta(days=(ON - on).days) if finished else None,
        comment=comment,
        **more,
    )
    ids = dict(Indicator.objects.filter(system=asked.system_id).values_list("key", "pk"))
    Answer.objects.bulk_create(
        Answer(
            answer_set=made,
            indicator_id=ids[key],
            scale=asked.scale,
            points=None if points is None else Decimal(str(points)),
            not_used=points is None,
        )
        for key, points in answers.items()
    )
    return made


def weigh(criteria: dict[str, str], indicators: dict[str, dict[str, str]], *, on=ON) -> Weighting:
    """A weighting in force from `on` on; who is not named weighs nothing, groups not named weigh equally."""
    system = IndicatorSystem.objects.get(status="published")
    newest = Weighting.objects.filter(subject=Subject.SATISFACTION).order_by("-version").first()
    made = Weighting.objects.create(
        subject=Subject.SATISFACTION,
        version=newest.version + 1,
        system=system,
        method=Method.DELPHI,
        name="Test",
        status=Status.AGREED,
        decided_on=on,
    )
    for criterion in system.criteria.all():
        Weight.objects.create(
            weighting=made,
            item=criterion.key,
            criterion=criterion,
            weight=Decimal(criteria.get(criterion.key, "0")),
        )
        own = list(criterion.indicators.order_by("position", "pk"))
        given = indicators.get(criterion.key, {own[0].key: "1"})
        for indicator in own:
            Weight.objects.create(
                weighting=made,
                group=criterion.key,
                item=indicator.key,
                criterion=criterion,
                indicator=indicator,
                weight=Decimal(given.get(indicator.key, "0")),
            )
    put_in_force(weighting=made, on=on, by="test")
    return made
