"""What is done for a segment: begun on guests drawn by chance, and measured against those who were left alone."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from analytics.satisfaction.samples import Sample, difference
from analytics.segments import treatment_statements as statements
from analytics.segments.exceptions import NothingToLearnFrom
from analytics.segments.families import Segment
from analytics.segments.models import Treatment
from analytics.segments.selectors.gathering import gather
from analytics.segments.selectors.treatments import LEFT_ALONE, MEASURES, TREATED
from common.errors import HotelError
from common.quick import quick_session
from guests.query.building import guests_of, is_personal, require

#: Fewer guests than this tell nothing, more are no segment any more.
FEWEST, MOST = 20, 200_000
#: So long after its last day a treatment is still measured again: charges and answers come late.
AFTERWARDS = timedelta(days=30)


@transaction.atomic
def begin(
    *, segment: Segment, name: str, what: str, days: int, share: int, on: date, now: datetime, by
) -> Treatment:
    """From `on` (today) something is done for `share` percent of the segment's guests, drawn by chance; the others are
    left alone. HotelError names the field."""
    require(by, segment.document)
    if is_personal(segment.document):
        raise HotelError(_("A query that names a person is no segment."), field="segment")
    treatment = Treatment(
        name=" ".join(name.split()),
        what=what.strip(),
        segment=segment.address,
        segment_name=str(segment.title)[:120],
        document=segment.document.as_json(),
        begun_on=on,
        days=days,
        share=share,
        begun_by=by.get_username(),
        made_at=now,
    )
    try:
        treatment.full_clean(exclude=["measured_on", "results"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise HotelError(messages[0], field=field) from None
    treatment.save()
    _draw(treatment, segment, on)
    return treatment


def _draw(treatment: Treatment, segment: Segment, on: date) -> None:
    with quick_session(), connection.cursor() as cursor:
        found = gather(cursor, statements.GATHERED, guests_of(segment.document, on=on))
        if not FEWEST <= found <= MOST:
            message = _(
                "The segment has %(n)s guests. From %(fewest)s to %(most)s can be compared: choose another one."
            )
            facts = {"n": found, "fewest": FEWEST, "most": MOST}
            raise NothingToLearnFrom(message % facts, field="segment")
        cursor.execute(statements.DRAW, {"treatment": treatment.pk, "share": treatment.share})
    treatment.treated = treatment.members.filter(is_treated=True).count()
    treatment.left_alone = treatment.members.filter(is_treated=False).count()
    treatment.save(update_fields=["treated", "left_alone"])


def measure(treatment: Treatment, *, on: date) -> Treatment:
    """What came of it up to the end of business date `on`; nothing before its second day."""
    upto = min(on, treatment.last_day)
    if upto <= treatment.begun_on:
        return treatment
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(statements.SUMS, statements.parameters(treatment, upto))
        found = {is_treated: sums for is_treated, *sums in cursor.fetchall()}
    treatment.measured_on = on
    treatment.results = _compared(found.get(True), found.get(False))
    treatment.save(update_fields=["measured_on", "results"])
    return treatment


def _compared(treated: list | None, left_alone: list | None) -> dict:
    """{measure: {"treated": [n, mean, deviation], "left_alone": […], "low", "high"}}; the difference lies between the
    last two with 95 % confidence (None: too few to say)."""
    with_all, without_all = _samples(treated), _samples(left_alone)
    compared = {}
    for key in MEASURES:
        with_it, without = with_all[key], without_all[key]
        between = difference(without, with_it)
        compared[key] = {
            TREATED: [with_it.n, with_it.mean, with_it.deviation],
            LEFT_ALONE: [without.n, without.mean, without.deviation],
            "low": between.low if between else None,
            "high": between.high if between else None,
        }
    return compared


def _samples(sums: list | None) -> dict[str, Sample]:
    if sums is None:
        return dict.fromkeys(MEASURES, Sample(0, None, None))
    guests, _came, came, came_deviation, spend, spend_deviation, answered, score, score_deviation = sums
    return {
        "came": Sample(guests, came, came_deviation),
        "spend": Sample(guests, spend, spend_deviation),
        "score": Sample(answered, score, score_deviation),
    }


def measure_all(*, on: date) -> int:
    """The night: all whose days are not over yet, and for a while those whose are; how many."""
    waiting = [each for each in Treatment.objects.filter(begun_on__lt=on) if on <= each.last_day + AFTERWARDS]
    for treatment in waiting:
        measure(treatment, on=on)
    return len(waiting)


@transaction.atomic
def forget(*, treatment: Treatment) -> None:
    """Forget it with the guests it was drawn on; nothing else of them changes."""
    treatment.delete()
