"""Which of several messages about one booking counts: the source's version decides, never time of receipt. Pure.

Three rules make every order of delivery end in the same state: the status comes from the highest version; the
rooms from the highest version that names rooms; a room that only an older version names is kept as cancelled.
"""

from dataclasses import dataclass
from enum import StrEnum

from reservations.choices import Status, StayStatus

CLOSED = frozenset({Status.CANCELLED, Status.NO_SHOW})
TOOK_PLACE = frozenset({Status.IN_HOUSE, Status.CHECKED_OUT})

STAY_STATUS = {
    Status.TENTATIVE: StayStatus.EXPECTED,
    Status.CONFIRMED: StayStatus.EXPECTED,
    Status.WAITLISTED: StayStatus.EXPECTED,
    Status.IN_HOUSE: StayStatus.IN_HOUSE,
    Status.CHECKED_OUT: StayStatus.CHECKED_OUT,
    Status.CANCELLED: StayStatus.VOID,
    Status.NO_SHOW: StayStatus.VOID,
}


class Verdict(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    STALE = "stale"
    CONFLICT = "conflict"
    UNORDERED = "unordered"


@dataclass(frozen=True)
class Standing:
    """What is stored of a booking: the version of its status, of its rooms (-1: none yet), its content."""

    version: int
    details_version: int
    content_hash: str


@dataclass(frozen=True)
class Decision:
    """`takes_status`: the newest word. `takes_details`: its rooms are the newest. `adds_lines`: it may only
    bring rooms that no newer message names; they are kept as cancelled."""

    verdict: Verdict
    takes_status: bool = False
    takes_details: bool = False
    adds_lines: bool = False

    @property
    def writes(self) -> bool:
        return self.takes_status or self.takes_details or self.adds_lines


def decide(
    *,
    version: int,
    is_ordered: bool,
    has_details: bool,
    content_hash: str,
    stored: Standing | None,
    forced: bool = False,
) -> Decision:
    """What to do with one message. `forced`: staff replay it, or the client proved by If-Match what it saw."""
    if stored is None:
        return Decision(Verdict.CREATED, takes_status=True, takes_details=has_details)
    is_same = content_hash == stored.content_hash
    if not is_ordered:
        version = stored.version
    if version == stored.version and (forced or is_same or not is_ordered):
        if is_same and not forced:
            return Decision(Verdict.SAME)
        if not is_ordered and not forced:
            return Decision(Verdict.UNORDERED)
        return Decision(Verdict.CHANGED, takes_status=True, takes_details=has_details)
    if version == stored.version:
        return Decision(Verdict.CONFLICT)
    if version > stored.version:
        return Decision(Verdict.CHANGED, takes_status=True, takes_details=has_details)
    if not has_details or version == stored.details_version:
        return Decision(Verdict.STALE)
    is_newest = version > stored.details_version
    return Decision(Verdict.STALE, takes_details=is_newest, adds_lines=not is_newest)


@dataclass(frozen=True)
class LineStatus:
    status: str
    keeps_desk: bool = False
    contradicts_desk: bool = False


def line_status(*, said: str, present: str, said_before: str, touched_by_desk: bool) -> LineStatus:
    """The status of a stored line after the source said `said`.

    Where staff moved on (checked in, checked out, marked a no-show) and the source merely repeats what it said
    before, staff are right. A source that cancels guests whom the desk has received is doubted.
    """
    moved_on = touched_by_desk and present != said_before
    if moved_on and said == said_before:
        return LineStatus(present, keeps_desk=True)
    if moved_on and present in TOOK_PLACE and said in CLOSED:
        return LineStatus(present, keeps_desk=True, contradicts_desk=True)
    return LineStatus(said)


def overlaps(one: tuple, other: tuple) -> bool:
    """Whether two half-open (arrival, departure) share a night; day use shares none."""
    return max(one[0], other[0]) < min(one[1], other[1])
