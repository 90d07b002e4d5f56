"""Which free room suits a guest, and why: pure scoring of rooms against what is known of him.

A preference is a phrase of the clerk's (高层, far from the lift); the words below tie phrases to features of
rooms. Points: the type he booked counts most, then what he must have, what he said, what we saw, then rooms
he slept in before. Each reason can be read out; what speaks against a room is said as well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, gettext_noop

from common.wording import say

MUST, STATED, OBSERVED = 60, 20, 12
SAME_ROOM = 10
UPGRADE_PER_RANK, DOWNGRADE_PER_RANK = -40, -90
TROUBLE, OCCUPIED = -50, -200
#: A room held for somebody is given before a dearer one, and after every other of its type.
HELD_FOR_HIM, HELD_FOR_ANOTHER = 25, -30

#: Feature of a room → (its name, words by which people ask for it). Longer words are tried first.
FEATURES: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "high_floor": (gettext_lazy("high floor"), ("高层", "高楼层", "高樓層", "楼层高", "high floor", "upper floor")),
    "low_floor": (gettext_lazy("low floor"), ("低层", "低楼层", "楼层低", "low floor", "lower floor")),
    "far_from_lift": (
        gettext_lazy("far from the lift"),
        ("远离电梯", "离电梯远", "far from the lift", "far from lift", "away from"),
    ),
    "near_lift": (gettext_lazy("near the lift"), ("靠近电梯", "近电梯", "电梯旁", "near the lift", "near lift")),
    "quiet": (gettext_lazy("quiet"), ("安静", "怕吵", "清静", "quiet", "light sleeper")),
    "twin": (gettext_lazy("twin beds"), ("双床", "两张床", "twin", "two beds")),
    "king": (gettext_lazy("king-size bed"), ("大床", "king", "double bed", "large bed")),
    "non_smoking": (gettext_lazy("non-smoking"), ("无烟", "禁烟", "不吸烟", "non-smoking", "no smoking")),
    "smoking": (gettext_lazy("smoking allowed"), ("吸烟", "可抽烟", "smoking")),
    "river_view": (gettext_lazy("river view"), ("江景", "河景", "river view")),
    "bathtub": (gettext_lazy("bathtub"), ("浴缸", "bathtub", "bath tub")),
    "accessible": (gettext_lazy("accessible"), ("无障碍", "轮椅", "accessible", "wheelchair")),
}  # fmt: skip
OPPOSITES = {
    "high_floor": "low_floor", "low_floor": "high_floor", "near_lift": "far_from_lift",
    "far_from_lift": "near_lift", "twin": "king", "king": "twin", "smoking": "non_smoking",
    "non_smoking": "smoking",
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """One preference or wish as it was written down."""

    text: str
    is_must: bool = False
    is_observed: bool = False

    @property
    def points(self) -> int:
        if self.is_must:
            return MUST
        return OBSERVED if self.is_observed else STATED


@dataclass(frozen=True)
class FreeRoom:
    """A room that could be given; `rank` orders the types, the better the higher.

    `held_for` is the guest for whom it is held as long as that hurts nobody, `held` says so in words.
    """

    id: int
    number: str
    floor: int
    type_id: int
    type_name: str
    rank: int
    features: frozenset[str]
    is_occupied: bool = False
    out_of_order_until: date | None = None
    held_for: int | None = None
    held: str = ""


@dataclass(frozen=True)
class Wanted:
    """What was booked and what is known of the guest.

    `rooms_before` maps room numbers to how often he slept there, `troubled` names rooms that a note about
    him complains of. `guests` are the keys of who takes the room.
    """

    type_id: int | None
    rank: int
    wishes: Sequence[Wish] = ()
    rooms_before: Mapping[str, int] = field(default_factory=dict)
    troubled: frozenset[str] = frozenset()
    guests: frozenset[int] = frozenset()

    @cached_property
    def features(self) -> Mapping[str, Wish]:
        """Feature → the weightiest wish that asks for it."""
        asked: dict[str, Wish] = {}
        for wish in self.wishes:
            key = feature_asked_for(wish.text)
            if key and (key not in asked or wish.points > asked[key].points):
                asked[key] = wish
        return asked


class Fact(NamedTuple):
    """What speaks for a room, with points below zero against it. Put into words when they are read: of the rooms that
    are judged few are proposed."""

    points: int
    text: str
    values: Mapping[str, Any] = {}

    @property
    def words(self) -> str:
        return say(self.text) % self.values


@dataclass(frozen=True)
class Proposal:
    """A room with its score; what speaks for it and what against, in the reader's language."""

    room: FreeRoom
    score: int
    facts: Sequence[Fact]

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        return tuple(fact.words for fact in self.facts if fact.points > 0)

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        return tuple(fact.words for fact in self.facts if fact.points <= 0)


@lru_cache(maxsize=2_000)  # the same phrases come back all day
def feature_asked_for(text: str) -> str | None:
    """The feature that a written preference asks for; None for one that no room can answer (荞麦枕)."""
    lowered = text.casefold()
    words = ((word, key) for key, (_name, phrases) in FEATURES.items() for word in phrases)
    found = [(len(word), key) for word, key in words if word in lowered]
    return max(found)[1] if found else None


def propose(rooms: Iterable[FreeRoom], wanted: Wanted, *, limit: int | None = 5) -> list[Proposal]:
    """The best rooms first; equally good ones in the order of their numbers, so that the same day reads alike."""
    proposals = sorted((score(room, wanted) for room in rooms), key=lambda p: (-p.score, p.room.number))
    return proposals[:limit]


def best(rooms: Iterable[FreeRoom], wanted: Wanted) -> Proposal | None:
    """The first of `propose`, for lists of many guests: rooms that are alike to him are judged once."""
    known, decisive = wanted.rooms_before.keys() | wanted.troubled, _asked_or_opposed(wanted)
    alike: dict[tuple, FreeRoom] = {}
    for room in rooms:
        own = room.number if room.number in known else ""
        likeness = (room.type_id, room.is_occupied, own, room.held_for, room.features & decisive)
        if likeness not in alike or room.number < alike[likeness].number:
            alike[likeness] = room
    return next(iter(propose(alike.values(), wanted, limit=1)), None)


def _asked_or_opposed(wanted: Wanted) -> frozenset[str]:
    asked = frozenset(wanted.features)
    return asked | {OPPOSITES[key] for key in asked if key in OPPOSITES}


def score(room: FreeRoom, wanted: Wanted) -> Proposal:
    """How well `room` answers `wanted`; 0 is a room of the right type about which nothing else is known."""
    facts = [
        *_by_type(room, wanted),
        *_by_wishes(room, wanted),
        *_by_history(room, wanted),
        *_by_holding(room, wanted),
    ]
    if room.is_occupied:
        facts.append(Fact(OCCUPIED, gettext_noop("still occupied")))
    return Proposal(room, sum(fact.points for fact in facts), facts)


def _by_type(room: FreeRoom, wanted: Wanted) -> Iterator[Fact]:
    if wanted.type_id is None or room.type_id == wanted.type_id:
        return
    said = {"type": room.type_name}
    if room.rank >= wanted.rank:
        steps = max(1, room.rank - wanted.rank)
        yield Fact(UPGRADE_PER_RANK * steps, gettext_noop("an upgrade: %(type)s"), said)
    else:
        steps = wanted.rank - room.rank
        yield Fact(DOWNGRADE_PER_RANK * steps, gettext_noop("less than he booked: %(type)s"), said)


def _by_wishes(room: FreeRoom, wanted: Wanted) -> Iterator[Fact]:
    for key, wish in wanted.features.items():
        said = {"feature": FEATURES[key][0]}
        if key in room.features and wish.is_observed:
            yield Fact(wish.points, gettext_noop("as he likes it: %(feature)s"), said)
        elif key in room.features:
            yield Fact(wish.points, gettext_noop("he asked for it: %(feature)s"), said)
        elif OPPOSITES.get(key) in room.features:
            yield Fact(-wish.points, gettext_noop("against his wish: not %(feature)s"), said)
        elif wish.is_must:
            yield Fact(-wish.points, gettext_noop("he needs it: no %(feature)s"), said)


def _by_history(room: FreeRoom, wanted: Wanted) -> Iterator[Fact]:
    if room.number in wanted.troubled:
        yield Fact(TROUBLE, gettext_noop("a note about him complains of this room"))
    elif room.number in wanted.rooms_before:
        said = {"times": wanted.rooms_before[room.number]}
        yield Fact(SAME_ROOM, gettext_noop("he stayed here before (%(times)s)"), said)


def _by_holding(room: FreeRoom, wanted: Wanted) -> Iterator[Fact]:
    if room.held_for is None:
        return
    if room.held_for in wanted.guests:
        yield Fact(HELD_FOR_HIM, gettext_noop("his favourite room, held for him"))
    else:
        yield Fact(HELD_FOR_ANOTHER, "%(held)s", {"held": room.held})
