"""What the desk's page and management count at the top of the day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from reservations.choices import EXPECTED, Status
from reservations.models import ReservationLine, Room, Stay
from reservations.selectors.desk import UNCLAIMED_FOR, blacklisted


@dataclass(frozen=True)
class Figures:
    """What the top of the page counts, in rooms (lines) on one business date."""

    arrivals: int
    arrived: int
    arrivals_returning: int
    in_house: int
    rooms: int
    departures: int
    not_left: int
    unclaimed: int
    overstayed: int
    blacklisted: int

    @property
    def to_handle(self) -> int:
        return self.unclaimed + self.overstayed + self.blacklisted

    @property
    def occupancy(self) -> float:
        """Occupied rooms as a share of those in use, 0 … 1."""
        return self.in_house / self.rooms if self.rooms else 0.0


def figures(on: date) -> Figures:
    """The figures at the top: two queries."""
    expected_today = Q(arrival=on, status__in=EXPECTED)
    here = Q(status=Status.IN_HOUSE)
    arriving = expected_today | (here & Q(arrival=on))
    gone = Q(status=Status.CHECKED_OUT, departure=on)
    missing = Q(status__in=EXPECTED, arrival__lt=on, arrival__gte=on - UNCLAIMED_FOR)
    came_before = Stay.objects.completed().filter(guest__stays__line=OuterRef("pk"), arrival__lt=on)
    day = (
        ReservationLine.objects.filter(arriving | here | gone | missing)
        .annotate(
            returns=_both(arriving, Exists(came_before)),
            is_listed=_both(expected_today, Exists(blacklisted(on).filter(pk=OuterRef("pk")))),
        )
        .values_list("status", "arrival", "departure", "returns", "is_listed", named=True)
    )
    # Counted here: a house has some hundreds of these lines, and ten filtered counts take longer to word.
    lines = list(day)
    present = [line for line in lines if line.status == Status.IN_HOUSE]
    today = [line for line in lines if line.arrival == on and line.status != Status.CHECKED_OUT]
    left = sum(line.status == Status.CHECKED_OUT for line in lines)
    due = sum(line.departure <= on for line in present)
    return Figures(
        rooms=Room.objects.filter(is_active=True).count(),
        arrivals=len(today),
        arrived=sum(line.arrival == on for line in present),
        arrivals_returning=sum(line.returns for line in lines),
        in_house=len(present),
        departures=left + due,
        not_left=due,
        overstayed=sum(line.departure < on for line in present),
        unclaimed=sum(line.status in EXPECTED and line.arrival < on for line in lines),
        blacklisted=sum(line.is_listed for line in lines),
    )


def _both(condition: Q, exists: Exists) -> ExpressionWrapper:
    return ExpressionWrapper(condition & Q(exists), BooleanField())
