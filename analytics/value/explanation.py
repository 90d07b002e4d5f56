"""Why a guest stands where he stands, in words and figures, and what would move him. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from analytics.value import formulas
from analytics.value.choices import Indicator, Period, ThresholdKind, ValueClass
from analytics.value.expected_stays import DAYS_PER_WEEK
from analytics.value.models import GuestValue, StayForecast, ValueRun
from common.templatetags.hotel import day, money, number, percent
from guests.choices import Credit, IncomeBand, Industry
from reservations.choices import Motive


@dataclass(frozen=True)
class IndicatorLine:
    """One of the six: what is known (`fact`, '' if nothing), its score or None, and why it is unknown."""

    label: Any
    fact: str
    score: Decimal | None
    why_unknown: str = ""


@dataclass(frozen=True)
class Explanation:
    """`why`: sentences that lead to his class; `moves`: what would change it; `indicators`: the six of CPV."""

    why: Sequence[str]
    moves: Sequence[str]
    indicators: Sequence[IndicatorLine]


def explain(value: GuestValue, run: ValueRun) -> Explanation:
    """`value` is the guest's row of `run` (with its parameters loaded)."""
    indicators = indicator_lines(value, run)
    return Explanation(
        why=(*_why_current(value, run), *_why_incremental(value, run, indicators)),
        moves=(*_moves_of_current(value, run), *_moves_of_incremental(value, run, indicators)),
        indicators=indicators,
    )


def indicator_lines(value: GuestValue, run: ValueRun) -> list[IndicatorLine]:
    """The six in their order."""
    scores = formulas.indicator_scores(
        motive=value.motive,
        industry=value.industry,
        income_band=value.income_band,
        credit=value.credit,
        growth=value.growth_score,
        satisfaction=value.satisfaction,
        motive_scores={key: Decimal(score) for key, score in run.scales["motive"].items()},
        industry_scores={key: Decimal(score) for key, score in run.scales["industry"].items()},
        income_scores=run.parameters.income_scores,
    )
    facts = {
        Indicator.MOTIVE: _label(Motive, value.motive),
        Indicator.INDUSTRY: _label(Industry, value.industry),
        Indicator.INCOME: _label(IncomeBand, value.income_band),
        Indicator.CREDIT: _label(Credit, value.credit),
        Indicator.GROWTH: ""
        if value.growth_score is None
        else _("more room to grow than %(share)s of the guests")
        % {"share": percent(value.growth_score / 100)},
        Indicator.SATISFACTION: ""
        if value.satisfaction is None
        else _("what he answered in surveys, as of %(day)s") % {"day": day(run.business_date)},
    }
    return [
        IndicatorLine(
            label=Indicator(key).label,
            fact=facts.get(key, ""),
            score=score,
            why_unknown="" if score is not None else _why_unknown(key),
        )
        for key, score in scores.items()
    ]


def _why_unknown(key: str) -> str:
    if key == Indicator.SATISFACTION:
        return _("he has answered too little in surveys")
    return _("unknown")


def _label(choices, key) -> str:
    return "" if key is None else str(choices(key).label)


def _why_current(value: GuestValue, run: ValueRun):
    parameters = run.parameters
    yield _(
        "Stays: %(stays)s since %(first)s, the last on %(last)s. They brought %(spend)s; less the cost per guest"
        " of %(cost)s this is a historic value (CHV) of %(chv)s."
    ) % {
        "stays": value.stays,
        "first": day(value.first_stay_on),
        "last": day(value.last_stay_on),
        "spend": money(value.spend),
        "cost": money(run.cost_per_guest),
        "chv": money(value.chv),
    }
    figures = {
        "r": money(value.profit_per_stay),
        "recent": value.recent_stays,
        "p": number(value.stays_per_period, 2),
        "period": Period(parameters.period).label,
        "n": parameters.periods,
        "d": percent(parameters.discount_rate, 2),
        "ccv": money(value.ccv),
    }
    if run.forecast:
        yield from _why_by_model(value, run, run.forecast, figures)
    else:
        yield from _why_by_habit(value, figures)
    high = value.ccv >= run.ccv_from
    words = (
        _("That is high: the threshold is %(threshold)s (%(kind)s).")
        if high
        else _("That is low: the threshold is %(threshold)s (%(kind)s).")
    )
    kind = ThresholdKind(parameters.ccv_threshold).label
    yield words % {"threshold": money(run.ccv_from), "kind": kind}
    below = _share_below(value.ccv, run.summary.get("quantiles", []))
    if below:
        yield _("At least %(share)s of the guests have less.") % {"share": percent(below)}


def _why_by_habit(value: GuestValue, figures: dict):
    yield (
        _(
            "One stay brings %(r)s on average, and by his own habit (%(recent)s in the last 24 months) %(p)s stays"
            " are expected per %(period)s. Over %(n)s periods, discounted at %(d)s, his current value (CCV) is %(ccv)s."
        )
        % figures
    )
    if value.is_habit_thin:
        yield _("With a single stay the habit says next to nothing.")


def _why_by_model(value: GuestValue, run: ValueRun, forecast: StayForecast, figures: dict):
    first, last = value.first_stay_on, value.last_stay_on
    still_guest = forecast.model.still_guest(
        value.stays - 1, (last - first).days / DAYS_PER_WEEK, (run.business_date - first).days / DAYS_PER_WEEK
    )
    yield _(
        "One stay brings %(r)s on average. The %(model)s (version %(version)s, fitted to stays up to %(day)s) holds it"
        " %(share)s likely that he is still a guest, and expects %(p)s stays per %(period)s. Over %(n)s periods,"
        " discounted at %(d)s, his current value (CCV) is %(ccv)s."
    ) % {
        **figures,
        "model": run.estimator.label,
        "version": forecast.pk,
        "day": day(forecast.as_of),
        "share": percent(Decimal(str(float(still_guest)))),
    }
    if run.parameters.is_falling:
        yield _("The stays expected fall from period to period, as the model says.")
    if value.is_habit_thin:
        yield _("He has stayed once: how often he would come is known from the others alone.")


def _share_below(ccv: Decimal, quantiles: Sequence[str]) -> Decimal:
    """The largest stored share of guests whose CCV is below `ccv`."""
    below = sum(Decimal(value) < ccv for value in quantiles)
    return Decimal(below) / (len(quantiles) + 1) if quantiles else Decimal(0)


def _why_incremental(value: GuestValue, run: ValueRun, indicators: Sequence[IndicatorLine]):
    if value.cpv is None:
        yield _(
            "Nothing that shows room to grow is known of him, so his incremental value (CPV) is not high."
        )
        return
    known = sum(line.score is not None for line in indicators)
    yield _(
        "His incremental value (CPV) is %(cpv)s of 100, from %(known)s of six indicators (%(share)s of the weight)."
    ) % {"cpv": number(value.cpv, 2), "known": known, "share": percent(value.completeness)}
    words = (
        _("That is high: the threshold is %(threshold)s (%(kind)s).")
        if value.cpv >= run.cpv_from
        else _("That is low: the threshold is %(threshold)s (%(kind)s).")
    )
    kind = ThresholdKind(run.parameters.cpv_threshold).label
    yield words % {"threshold": number(run.cpv_from, 2), "kind": kind}
    if value.is_uncertain:
        yield _("Less than half of what counts is known: take this score as uncertain.")


def _moves_of_current(value: GuestValue, run: ValueRun):
    needed = stays_needed(value, run)
    period = Period(run.parameters.period).label
    if needed is None:
        if value.ccv < run.ccv_from and value.chv <= 0:
            yield _(
                "So far he has cost more than he brought: further spend of %(gap)s would make his stays profitable."
            ) % {"gap": money(-value.chv)}
        return
    figures = {"p": number(needed, 2), "now": number(value.stays_per_period, 2), "period": period}
    if value.ccv < run.ccv_from:
        yield (
            _("His current value would be high from %(p)s such stays per %(period)s on (now %(now)s).")
            % figures
        )
    else:
        yield (
            _(
                "His current value stays high while he comes at least %(p)s times per %(period)s (now %(now)s)."
            )
            % figures
        )


def stays_needed(value: GuestValue, run: ValueRun) -> Decimal | None:
    """The p at which his CCV meets the threshold with today's profit per stay; None if no p would do. A falling p:
    the one of the next period, all others in proportion."""
    if value.chv <= 0 or run.ccv_from <= 0:
        return None
    if run.forecast and run.parameters.is_falling:
        return value.stays_per_period * run.ccv_from / value.ccv if value.ccv else None
    factor = formulas.annuity(run.parameters.periods, run.parameters.discount_rate)
    with localcontext(prec=40):
        return run.ccv_from * value.stays / (value.chv * factor)


def _moves_of_incremental(value: GuestValue, run: ValueRun, indicators: Sequence[IndicatorLine]):
    unknown = [line for line in indicators if line.score is None and line.why_unknown == _("unknown")]
    if unknown:
        names = _(", ").join(str(line.label) for line in unknown)
        yield _("Not known yet: %(names)s. Asking would make the score surer and may change it.") % {
            "names": names
        }
    weak = [line for line in indicators if line.score is not None and line.score < run.cpv_from]
    if weak and value.cpv is not None and value.cpv < run.cpv_from:
        names = _(", ").join(str(line.label) for line in sorted(weak, key=lambda line: line.score))
        yield _("The score is held down by: %(names)s.") % {"names": names}


def delivered_advice(value_class: str) -> str:
    """What to do with guests of this class, until the hotel writes its own (ClassAdvice)."""
    return {
        ValueClass.HIGH: _("Protect, study, serve personally."),
        ValueClass.SECONDARY: _(
            "Find out why there is no growth: repair it if the hotel is at fault, otherwise keep."
        ),
        ValueClass.POTENTIAL: _("Keep in touch, advertise, care, develop."),
        ValueClass.LOW: _("Understand why before giving up or spending."),
    }[value_class]


def delivered_in(value_class: str, language: str) -> str:
    """The delivered advice in `language`."""
    with override(language):
        return delivered_advice(value_class)
