"""What tier members have earned, from the records of their stays as they are now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection

from loyalty.choices import Ladder
from loyalty.ladder import Version
from loyalty.models import Tier
from loyalty.selectors.rules import spans
from loyalty.statements import keys_of, member_figures


@dataclass
class Earned:
    """Places in the order of tiers: the best `kept` within the grace, and what is earned `today`, with its figures."""

    kept: int = 0
    today: int = 0
    figures: dict[str, str] = field(default_factory=dict)


def earned(
    guest_ids: Iterable[int], *, on: date, tiers: Sequence[Tier], instead: Version | None = None
) -> dict[int, Earned]:
    """Guest id → what the member has earned on business date `on`; one query for each version of the rules that was in
    force since the grace began. `instead` are rules that are only tried out.
    """
    codes = [tier.code for tier in tiers]
    found: dict[int, Earned] = {}
    guests = list(guest_ids)
    start = on - timedelta(days=settings.TIER_GRACE_DAYS)
    for span in spans(Ladder.TIER, start=start, end=on, tiers=list(tiers), instead=instead):
        keys = keys_of(span.said.rules)
        sql, values = member_figures(span.said, codes, keys, guests=guests, start=span.start, end=span.end)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            for guest, best, last, *figures in cursor.fetchall():
                row = found.setdefault(guest, Earned())
                row.kept = max(row.kept, best)
                if span.end == on:
                    row.today = last
                    row.figures = {stored_key(key): plain(n) for key, n in zip(keys, figures, strict=False)}
    return found


def stored_key(key: tuple[str, int | None]) -> str:
    """'spend:182', or 'spend:' without a window."""
    metric, window = key
    return f"{metric}:{'' if window is None else window}"


def plain(number: Decimal | int) -> str:
    """A figure as JSON keeps it: 2.5, not 2.5000000."""
    return f"{Decimal(number).normalize():f}"
