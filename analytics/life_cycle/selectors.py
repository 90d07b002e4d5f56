"""What the pages read; everything was computed and stored at night."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from analytics.life_cycle.choices import KINDS, State
from analytics.life_cycle.models import GuestLifeCycle, LifeCycleChange, LifeCycleNight
from guests.models import Guest
from guests.query.document import Document, Term, encode

#: Nights that the trend shows, and changes that a guest's card shows.
NIGHTS_SHOWN = 30
CHANGES_SHOWN = 8


@dataclass(frozen=True)
class StateRow:
    """One state with its guests; `came` and `went` in the last night; `change` since the night before, or None."""

    key: str
    label: Any
    kind: str
    guests: int
    share: float
    came: int
    went: int
    change: int | None
    url: str


def last_night() -> LifeCycleNight | None:
    """The newest night with its counts; None before the first one."""
    return LifeCycleNight.objects.select_related("rules").first()


def nights() -> list[LifeCycleNight]:
    """The newest nights, newest first."""
    return list(LifeCycleNight.objects.all()[:NIGHTS_SHOWN])


def state_rows(shown: list[LifeCycleNight]) -> list[StateRow]:
    """The states in `shown[0]`, compared with the night before it."""
    newest, before = shown[0], shown[1] if len(shown) > 1 else None
    return [
        StateRow(
            key=state.value,
            label=state.label,
            kind=KINDS[state],
            guests=newest.counts.get(state, 0),
            share=newest.counts.get(state, 0) / max(1, newest.guests),
            came=sum(n for _was, now, n in newest.moves if now == state),
            went=sum(n for was, _now, n in newest.moves if was == state),
            change=newest.counts.get(state, 0) - before.counts.get(state, 0) if before else None,
            url=guests_url(state),
        )
        for state in State
    ]


def guests_url(state: str) -> str:
    """The guests of one state, as a combined query that can be narrowed, saved and acted on."""
    document = Document(parts=(Term("life_cycle.state", "any_of", [str(state)]),))
    return f"{reverse('guests:query')}?{urlencode({'doc': encode(document)})}"


def life_cycle_of(guest: Guest) -> GuestLifeCycle | None:
    """His row; None before the night after he was entered. Asked once for all parts of a page."""
    kept = vars(guest)
    if "shown_life_cycle" not in kept:
        kept["shown_life_cycle"] = GuestLifeCycle.objects.filter(pk=guest.pk).first()
    return kept["shown_life_cycle"]


def changes_of(guest: Guest) -> list[LifeCycleChange]:
    """His newest changes, newest first."""
    return list(LifeCycleChange.objects.filter(guest=guest).order_by("-day")[:CHANGES_SHOWN])
