"""The kinds of data that the hotel gives a term, and what ends when it is over.

    register_kind(RetentionKind("notes", _("Notes of departments"), _("counted from …"), end=end_notes))

A kind without `end` can only be held, one without `began` can only end. Nothing ends without a rule in force:
the table is empty at first (RetentionRule).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from guests.choices import RetentionEffect
from guests.models import RetentionRule
from guests.privacy.family import Family
from guests.privacy.terms import months_before


@dataclass(frozen=True)
class RetentionKind:
    """One kind of data.

    `end(before, limit)` lets go of at most `limit` rows whose term began on or before `before`, and says how many
    it let go: less than `limit` means there are no more. `due(before)` counts them. `began(family)` is the day from
    which a legal term counts, None where he has nothing of the kind. `chunk` is how many rows go in a transaction.
    """

    key: str
    label: Any
    counted_from: Any
    end: Callable[[date, int], int] | None = None
    due: Callable[[date], int] | None = None
    began: Callable[[Family], date | None] | None = None
    chunk: int = 500


_kinds: dict[str, RetentionKind] = {}


def register_kind(kind: RetentionKind) -> None:
    _kinds[kind.key] = kind


def kinds() -> tuple[RetentionKind, ...]:
    return tuple(_kinds.values())


def kind_of(key: str) -> RetentionKind | None:
    """The kind of this key; None where no app knows it any more."""
    return _kinds.get(key)


def effects_of(kind: RetentionKind) -> list[str]:
    """What a rule about this kind may do."""
    return [
        str(effect)
        for effect, able in ((RetentionEffect.END, kind.end), (RetentionEffect.HOLD, kind.began))
        if able is not None
    ]


def due(rule: RetentionRule, on: date) -> int | None:
    """How much is over its term on `on`; None for a rule that only holds."""
    kind = kind_of(rule.kind)
    if rule.effect != RetentionEffect.END or kind is None or kind.due is None:
        return None
    return kind.due(months_before(on, rule.months))


def end_what_is_over(*, on: date, told: Callable[[str, int], None] | None = None) -> dict[str, int]:
    """Let go of everything that is over its term on `on`: {kind: rows}. Safe to kill and to repeat.

    Each chunk is one transaction; without rules nothing happens.
    """
    ended: dict[str, int] = {}
    for rule in RetentionRule.objects.filter(effect=RetentionEffect.END, is_active=True):
        kind = kind_of(rule.kind)
        if kind is None or kind.end is None:
            continue
        before, gone = months_before(on, rule.months), kind.chunk
        while gone >= kind.chunk:
            with transaction.atomic():
                gone = kind.end(before, kind.chunk)
            ended[kind.key] = ended.get(kind.key, 0) + gone
            if told:
                told(kind.key, ended[kind.key])
    return ended
