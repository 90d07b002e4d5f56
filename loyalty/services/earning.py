"""Points for stays: given when a stay has ended, taken back when it has not after all or its charges are refunded.

A stay is settled by what it is worth now and what it was given so far, so that settling it again changes nothing.
What cannot be taken back because it is spent, the guest owes: the next points go against it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, Sum

from common.money import ZERO
from loyalty.choices import AccountKind, TransactionKind
from loyalty.models import EarningRule, PointsEntry, PointsTransaction
from loyalty.points import OpenPurse, expiry_day, points_due
from loyalty.selectors.accounts import Purse, hotel_accounts, purses
from loyalty.services.ledger import Line, Posting, earn, out_of, post
from reservations.choices import OutletCategory, StayStatus
from reservations.models import Stay
from reservations.models.spending import SPEND_COLUMNS

OF_STAYS = (TransactionKind.AWARD, TransactionKind.CORRECTION)
#: Stays settled in one transaction.
CHUNK = 2000


@dataclass
class _Given:
    """What a stay was given by one rule so far, and the last time it was looked at."""

    points: int = 0
    corrections: int = 0
    award: PointsTransaction | None = None
    last: PointsTransaction | None = None


@transaction.atomic
def settle_stays(*, stay_ids: Iterable[int], on: date, at: datetime) -> int:
    """Give or take what these stays of members are worth; how many transactions that took."""
    stays = _stays(list(stay_ids))
    purse_of = purses({stay.guest_id for stay in stays}, lock=True)
    given = _given([stay.pk for stay in stays])
    rules = list(EarningRule.objects.filter(is_active=True).prefetch_related("rates"))
    issued = hotel_accounts()[AccountKind.ISSUED]
    open_purses = {guest: OpenPurse(purse.lots, purse.owed) for guest, purse in purse_of.items()}
    postings = []
    for stay in stays:
        if stay.guest_id not in purse_of:
            continue
        for rule in _rules_for(stay, rules, given[stay.pk]):
            found = _settled(stay, rule, given[stay.pk][rule.pk])
            if found is None:
                continue
            made, change = found
            made.at, made.business_date = at, on
            lines = _move(purse_of[stay.guest_id], open_purses[stay.guest_id], change, stay.departure)
            postings.append(Posting(made, [Line(issued, -change), *lines]))
    post(postings)
    return len(postings)


def settle_all(*, on: date, at: datetime, told=lambda _done: None) -> int:
    """Settle every stay of a member that was never settled, or whose charges or state have changed since."""
    settled, after = 0, 0
    while stays := unsettled(after):
        settled += settle_stays(stay_ids=stays, on=on, at=at)
        after = stays[-1]
        told(settled)
    return settled


_UNSETTLED = """
    SELECT s.id FROM reservations_stay s
    JOIN loyalty_membership m ON m.guest_id = s.guest_id
    LEFT JOIN LATERAL (
        SELECT t.figures->>'spend' AS spend, t.figures->>'ended' AS ended FROM loyalty_pointstransaction t
        WHERE t.stay_id = s.id AND t.kind IN ('award', 'correction') ORDER BY t.id DESC LIMIT 1
    ) t ON true
    WHERE s.id > %s
      AND CASE WHEN t.spend IS NULL THEN s.status = 'checked_out' AND s.departure >= m.since AND s.spend > 0
               ELSE t.spend <> s.spend::text OR (t.ended = 'true') <> (s.status = 'checked_out') END
    ORDER BY s.id LIMIT %s
"""


def unsettled(after: int) -> list[int]:
    """Keys of the next stays above `after` that are worth something else than they were given for."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSETTLED, [after, CHUNK])
        return [row[0] for row in cursor.fetchall()]


def _stays(stay_ids: list[int]) -> list[Stay]:
    """Those of members that have ended, or that points were given for."""
    settled = PointsTransaction.objects.filter(stay__in=stay_ids, kind__in=OF_STAYS).values("stay")
    rows = Stay.objects.filter(pk__in=stay_ids, guest__membership__isnull=False)
    rows = rows.filter(Q(status=StayStatus.CHECKED_OUT) | Q(pk__in=settled))
    return list(rows.select_related("guest__membership__tier").order_by("pk"))


def _given(stay_ids: list[int]) -> dict[int, dict[int, _Given]]:
    given: dict[int, dict[int, _Given]] = defaultdict(lambda: defaultdict(_Given))
    rows = PointsTransaction.objects.filter(stay__in=stay_ids, kind__in=OF_STAYS)
    for row in rows.order_by("pk"):
        each = given[row.stay_id][row.rule_id]
        each.last = row
        if row.kind == TransactionKind.AWARD:
            each.award = row
        else:
            each.corrections += 1
    sums = PointsEntry.objects.filter(
        transaction__in=rows.order_by().values("pk"), account__kind=AccountKind.ISSUED
    ).values_list("transaction__stay", "transaction__rule")
    for stay, rule, points in sums.annotate(points=Sum("points")):
        given[stay][rule].points = -points
    return given


def _rules_for(stay: Stay, rules: list[EarningRule], given: dict[int, _Given]) -> Iterator[EarningRule]:
    joined = stay.guest.membership.since
    for rule in rules:
        until = rule.valid_until or date.max
        in_force = rule.valid_from <= stay.departure <= until and stay.departure >= joined
        if in_force or given[rule.pk].award is not None:
            yield rule


def _settled(stay: Stay, rule: EarningRule, given: _Given) -> tuple[PointsTransaction, int] | None:
    """The transaction that makes it right, and the points it moves; None where all is right."""
    spend = spend_by_category(stay)
    figures = _figures(stay, rule, given, spend)
    rates = {name: Decimal(text) for name, text in figures["rates"].items()}
    due = points_due(spend, rates, Decimal(figures["times"])) if figures["ended"] else 0
    if given.award is None:
        award = PointsTransaction(kind=TransactionKind.AWARD, cause=f"award:{stay.pk}:{rule.pk}")
        award.stay, award.rule, award.figures = stay, rule, figures
        return (award, due) if due else None
    change = due - given.points
    if not change and given.last.figures == figures:
        return None
    made = PointsTransaction(
        kind=TransactionKind.CORRECTION,
        cause=f"correction:{stay.pk}:{rule.pk}:{given.corrections + 1}",
        stay=stay,
        rule=rule,
        reverses=given.award,
        figures=figures,  # also without a change of points: from now on these figures are settled
    )
    return made, change


def _move(purse: Purse, kept: OpenPurse, change: int, departure: date) -> list[Line]:
    """The guest's own lines of a change of his points."""
    day = expiry_day(departure, settings.POINTS_MONTHS)
    if change >= 0:
        return earn(purse, kept, change, day)
    found = kept.take_back(-change, first=day)
    return [*out_of(purse.account, found.lots), Line(purse.debt, -found.short)]


def spend_by_category(stay: Stay) -> dict[str, Decimal]:
    """What was spent in each kind of outlet; what no other kind got is the room's."""
    spend = {str(kind): getattr(stay, column) for kind, column in SPEND_COLUMNS.items()}
    return {str(OutletCategory.ROOMS): stay.spend - sum(spend.values(), ZERO)} | spend


def _figures(stay: Stay, rule: EarningRule, given: _Given, spend: dict[str, Decimal]) -> dict[str, Any]:
    """What is computed from; rates and multiplier stay those of the award."""
    if given.award is not None:
        kept = {name: given.award.figures[name] for name in ("rates", "times")}
    else:
        rates = {each.category: str(each.per_unit) for each in rule.rates.all()}
        kept = {
            "rates": rates,
            "times": str(stay.guest.membership.tier.multiplier if rule.is_multiplied else Decimal(1)),
        }
    return {
        "spend": str(stay.spend),
        "ended": stay.status == StayStatus.CHECKED_OUT,
        "parts": {kind: str(amount) for kind, amount in spend.items() if amount},
        **kept,
    }
