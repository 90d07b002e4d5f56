"""Whom other rules would move; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from guests.models import Guest
from loyalty.choices import GuestClass, Ladder
from loyalty.ladder import Rule, Version
from loyalty.models import Membership, Tier
from loyalty.selectors.rules import tiers_in_order
from loyalty.selectors.standings import earned
from loyalty.statements import count_class_changes

#: So many guests of each move are named.
NAMED = 8


@dataclass(frozen=True)
class Move:
    """`count` guests would go from one class or tier to another."""

    before: str
    after: str
    count: int
    named: tuple[Guest, ...]
    is_up: bool


def moves(ladder: str, said: Version, *, on: date) -> list[Move]:
    """What `said` would do if it were in force on business date `on`; the commonest move first.

    Who would fall keeps his tier for the grace: he is counted as the rules judge him today.
    """
    return _class_moves(said.rules, on) if ladder == Ladder.GUEST_CLASS else _tier_moves(said, on)


def _class_moves(rules: Sequence[Rule], on: date) -> list[Move]:
    sql, values = count_class_changes(rules, on=on, named=NAMED)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    guests = Guest.objects.in_bulk([pk for *_rest, keys in rows for pk in keys])
    order = list(GuestClass)
    return [
        Move(
            str(GuestClass(was).label),
            str(GuestClass(now).label),
            count,
            tuple(guests[pk] for pk in keys),
            order.index(GuestClass(now)) > order.index(GuestClass(was)),
        )
        for was, now, count, keys in rows
    ]


def _tier_moves(said: Version, on: date) -> list[Move]:
    tiers = tiers_in_order()
    members = Membership.objects.filter(guest__merged_into__isnull=True).values_list("guest", "tier")
    place = {tier.pk: at for at, tier in enumerate(tiers)}
    standing = earned([guest for guest, _tier in members], on=on, tiers=tiers, instead=said)
    found: dict[tuple[int, int], list[int]] = {}
    for guest, tier in members:
        today = standing[guest].today if guest in standing else 0
        if today != place[tier]:
            found.setdefault((place[tier], today), []).append(guest)
    guests = Guest.objects.in_bulk([pk for keys in found.values() for pk in keys[:NAMED]])
    rows = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return [
        _move(tiers, before, after, keys, tuple(guests[pk] for pk in keys[:NAMED]))
        for (before, after), keys in rows
    ]


def _move(tiers: list[Tier], before: int, after: int, keys: list[int], named: tuple[Guest, ...]) -> Move:
    return Move(tiers[before].name, tiers[after].name, len(keys), named, after > before)
