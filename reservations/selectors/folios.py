"""What a guest has spent: a stay's charges by outlet category, and what its nights will still cost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Sum

from common.money import ZERO
from guests.models import Guest
from reservations.choices import OutletCategory, StayStatus
from reservations.models import Charge, ReservationLine, Stay
from reservations.rates import nights_after_change

#: Stays of one guest shown with their folios; the older ones are counted.
SHOWN_STAYS = 20


@dataclass(frozen=True)
class Section:
    """The charges of one outlet category, oldest first."""

    category: OutletCategory
    charges: tuple[Charge, ...]
    amount: Decimal


@dataclass(frozen=True)
class Folio:
    """The folio of one line: charges of all its stays (money belongs to the payer).

    `nights` is what its nights will still cost when it leaves on the day asked about: nothing where a system
    posts room charges, else what has not been posted yet, and falls to `payer`. `shares` is what each of the
    line's guests bears of the total.
    """

    sections: tuple[Section, ...]
    posted: Decimal
    nights: Decimal
    payer: Guest | None
    shares: tuple[tuple[Guest, Decimal], ...]

    @property
    def has_several_payers(self) -> bool:
        return len(self.shares) > 1

    @property
    def total(self) -> Decimal:
        return self.posted + self.nights


@dataclass(frozen=True)
class StayFolio:
    """One stay on the guest page: `shares` are (category, amount), largest first."""

    stay: Stay
    shares: tuple[tuple[OutletCategory, Decimal], ...]


def folio_of(line: ReservationLine, *, leaving_on: date) -> Folio:
    """What the line's people pay when they leave on `leaving_on`; three queries at most."""
    charges = list(
        Charge.objects.filter(stay__line=line)
        .select_related("outlet", "stay__guest")
        .order_by("posted_at", "pk")
    )
    sections = _sections(charges)
    sold = dict(line.nights_sold.values_list("date", "amount"))
    nights = sum(nights_after_change(sold, line.arrival, max(leaving_on, line.arrival)).values(), ZERO)
    rooms = [charge for charge in charges if charge.outlet.category == OutletCategory.ROOMS]
    if any(not charge.is_from_nights for charge in rooms):
        nights = ZERO
    else:
        nights -= sum((charge.amount for charge in rooms), ZERO)
    posted = sum((section.amount for section in sections), ZERO)
    payer = _payer_of(line, charges)
    borne = [(charge.stay.guest, charge.amount) for charge in charges]
    if payer is not None and nights:
        borne.append((payer, nights))
    return Folio(sections, posted, nights, payer, _added_up(borne))


def _payer_of(line: ReservationLine, charges: Iterable[Charge]) -> Guest | None:
    charged = next((charge.stay for charge in charges if charge.stay.is_payer), None)
    payer = charged or line.stays.filter(is_payer=True).select_related("guest").first()
    return payer.guest if payer else None


def _added_up(borne: Iterable[tuple[Guest, Decimal]]) -> tuple[tuple[Guest, Decimal], ...]:
    sums: dict[Guest, Decimal] = defaultdict(lambda: ZERO)
    for guest, amount in borne:
        sums[guest] += amount
    return tuple(sums.items())


def sections_of(stay: Stay) -> tuple[Section, ...]:
    """What was posted to this guest's own account of the stay; one query. Who shares with a payer has nothing."""
    charges = Charge.objects.filter(stay=stay).select_related("outlet").order_by("posted_at", "pk")
    return _sections(charges)


def _sections(charges: Iterable[Charge]) -> tuple[Section, ...]:
    grouped: dict[str, list[Charge]] = defaultdict(list)
    for charge in charges:
        grouped[charge.outlet.category].append(charge)
    return tuple(
        Section(category, tuple(grouped[category]), sum((c.amount for c in grouped[category]), ZERO))
        for category in OutletCategory
        if category in grouped
    )


def stays_with_folios(guest: Guest) -> tuple[list[StayFolio], int]:
    """The newest stays of a guest with their spend by category, and how many there are; three queries."""
    stays = guest.stays.exclude(status=StayStatus.VOID)
    newest = list(
        stays.select_related("room", "line__room_type", "line__reservation").order_by("-arrival", "-pk")[
            :SHOWN_STAYS
        ]
    )
    shares = _shares(stay.pk for stay in newest)
    total = len(newest) if len(newest) < SHOWN_STAYS else stays.count()
    return [StayFolio(stay, shares.get(stay.pk, ())) for stay in newest], total


def _shares(stay_ids: Iterable[int]) -> dict[int, tuple]:
    found: dict[int, list] = defaultdict(list)
    amounts = (
        Charge.objects.filter(stay__in=[*stay_ids])
        .values("stay", "outlet__category")
        .annotate(amount=Sum("amount"))
        .order_by("stay", "-amount")
    )
    for row in amounts:
        found[row["stay"]].append((OutletCategory(row["outlet__category"]), row["amount"]))
    return {stay: tuple(shares) for stay, shares in found.items()}


def line_with_people(line_id: int) -> ReservationLine | None:
    """A line with its booking, room and named stays (`present`, payer first), or None."""
    present = Stay.objects.exclude(status=StayStatus.VOID).select_related("guest").order_by("-is_payer", "pk")
    return (
        ReservationLine.objects.select_related("room__room_type", "room_type", "reservation__guest")
        .prefetch_related(Prefetch("stays", present, to_attr="present"))
        .filter(pk=line_id)
        .first()
    )
