"""Which free room suits a guest, and why: pure scoring of rooms against what is known of him.

A preference is a phrase of the clerk's (高层, far from the lift); the words below tie phrases to features of
rooms. Points: the type he booked counts most, then what he must have, what he said, what we saw, then rooms
he slept in before. Each reason can be read out; what speaks against a room is said as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from common.wording import say as _

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


@dataclass(frozen=True)
class Proposal:
    """A room with its score, what speaks for it and what against; both in the reader's language."""

    room: FreeRoom
    score: int
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]


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
    points = 0
    reasons: list[str] = []
    conflicts: list[str] = []
    judged = (_by_type, _by_wishes, _by_history, _by_holding)
    for gained, reason in (found for judge in judged for found in judge(room, wanted)):
        points += gained
        (reasons if gained > 0 else conflicts).append(reason)
    if room.is_occupied:
        points += OCCUPIED
        conflicts.append(_("still occupied"))
    return Proposal(room, points, tuple(reasons), tuple(conflicts))


def _by_type(room: FreeRoom, wanted: Wanted) -> list[tuple[int, str]]:
    if wanted.type_id is None or room.type_id == wanted.type_id:
        return []
    if room.rank >= wanted.rank:
        steps = max(1, room.rank - wanted.rank)
        return [(UPGRADE_PER_RANK * steps, _("an upgrade: %(type)s") % {"type": room.type_name})]
    steps = wanted.rank - room.rank
    return [(DOWNGRADE_PER_RANK * steps, _("less than he booked: %(type)s") % {"type": room.type_name})]


def _by_wishes(room: FreeRoom, wanted: Wanted) -> list[tuple[int, str]]:
    found = []
    for key, wish in wanted.features.items():
        name = FEATURES[key][0]
        if key in room.features:
            said = _("as he likes it: %(feature)s") if wish.is_observed else _("he asked for it: %(feature)s")
            found.append((wish.points, said % {"feature": name}))
        elif OPPOSITES.get(key) in room.features:
            found.append((-wish.points, _("against his wish: not %(feature)s") % {"feature": name}))
        elif wish.is_must:
            found.append((-wish.points, _("he needs it: no %(feature)s") % {"feature": name}))
    return found


def _by_history(room: FreeRoom, wanted: Wanted) -> list[tuple[int, str]]:
    if room.number in wanted.troubled:
        return [(TROUBLE, _("a note about him complains of this room"))]
    if room.number in wanted.rooms_before:
        return [
            (SAME_ROOM, _("he stayed here before (%(times)s)") % {"times": wanted.rooms_before[room.number]})
        ]
    return []


def _by_holding(room: FreeRoom, wanted: Wanted) -> list[tuple[int, str]]:
    if room.held_for is None:
        return []
    if room.held_for in wanted.guests:
        return [(HELD_FOR_HIM, _("his favourite room, held for him"))]
    return [(HELD_FOR_ANOTHER, room.held)]
