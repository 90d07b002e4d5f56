"""Charges arrive, are corrected and refunded; every stay keeps its own total in the same transaction.

Batch first: a fixed number of statements whatever the size. A charge is known by (source, number there), so
posting it again corrects it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from common.dates import business_date
from common.locks import lock_names
from reservations import signals
from reservations.charge_messages import ChargeSaid, read_charges
from reservations.choices import CodeKind, OutletCategory, StayStatus
from reservations.models import Charge, Outlet, QuarantineItem, Reservation, Stay
from reservations.quarantine_reasons import Doubt
from reservations.selectors.codes import Codes, load_codes
from reservations.services.push_state import waves
from reservations.services.room_revenue import recompute_spend, settle_room_charges

__all__ = ["Posted", "post_charges", "read_charges", "recompute_spend", "settle_room_charges"]

FIELDS = ("stay", "outlet", "description", "amount", "tax", "posted_at", "business_date", "refund_of")


@dataclass(frozen=True)
class Posted:
    """What became of one charge: 'created', 'changed', 'same' or 'quarantined'."""

    outcome: str
    charge: Charge | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass
class _Case:
    said: ChargeSaid
    stored: Charge | None
    charge: Charge | None = None
    outcome: str = "quarantined"
    doubts: list[Doubt] = field(default_factory=list)
    left_stay: int | None = None  # whose charge it was before


@transaction.atomic
def post_charges(*, source: str, charges: Sequence[ChargeSaid], received_at: datetime) -> list[Posted]:
    """Post charges of one source in their order; one result each.

    What cannot be placed (unknown booking, room, outlet, refunded charge) goes into quarantine.
    """
    results: dict[int, Posted] = {}
    for wave in waves(charges):
        cases = _post_wave(source, [charges[place] for place in wave], received_at)
        for place, case in zip(wave, cases, strict=True):
            results[place] = Posted(case.outcome, case.charge, tuple(case.doubts))
    return [results[place] for place in range(len(charges))]


def _post_wave(source: str, charges: Sequence[ChargeSaid], received_at: datetime) -> list[_Case]:
    numbers = {said.external_id for said in charges} | {said.refund_of for said in charges if said.refund_of}
    lock_names("charge", (f"{source}:{number}" for number in numbers))
    stored = {
        charge.external_id: charge for charge in Charge.objects.filter(source=source, external_id__in=numbers)
    }
    cases = [_Case(said, stored.get(said.external_id)) for said in charges]
    places = _Places(source, charges)
    outlets = _Outlets(source, charges)
    for case in cases:
        _place(case, places, outlets)
    placed = [case for case in cases if not case.doubts]
    _write([case for case in placed if not case.said.refund_of])
    stored |= {case.said.external_id: case.charge for case in placed if not case.said.refund_of}
    refunds = [case for case in placed if case.said.refund_of]
    for case in refunds:
        case.charge.refund_of = stored.get(case.said.refund_of)
        if case.charge.refund_of is None:
            case.doubts.append(Doubt("unknown-refund", "/refund_of", case.said.refund_of))
            case.charge, case.outcome = None, "quarantined"
    _write([case for case in refunds if not case.doubts])
    _settle(cases)
    _keep_doubts(cases, at=received_at)
    return cases


def _place(case: _Case, places: "_Places", outlets: "_Outlets") -> None:
    """The charge as it will be, or the doubts that keep it from being posted."""
    said = case.said
    outlet = outlets.find(said)
    if outlet is None:
        case.doubts.append(Doubt("unknown-outlet", "/outlet", said.outlet or said.category))
    stay = places.find(case)
    if case.doubts:
        return
    charge = case.stored or Charge(source=said.source, external_id=said.external_id)
    before = [getattr(charge, f"{name}_id" if name in ("stay", "outlet") else name) for name in FIELDS[:-1]]
    case.left_stay = charge.stay_id
    charge.stay, charge.outlet = stay, outlet
    charge.description = "" if stay.line.reservation_id in places.erased else said.description
    charge.amount, charge.tax = said.amount, said.tax
    charge.posted_at, charge.business_date = said.posted_at, business_date(said.posted_at)
    after = [getattr(charge, f"{name}_id" if name in ("stay", "outlet") else name) for name in FIELDS[:-1]]
    case.charge = charge
    case.outcome = "created" if case.stored is None else "same" if before == after else "changed"


def _write(cases: Sequence[_Case]) -> None:
    rows = [case.charge for case in cases if case.outcome != "same"]
    if rows:
        Charge.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["source", "external_id"], update_fields=FIELDS
        )


def _settle(cases: Sequence[_Case]) -> None:
    written = [case for case in cases if case.charge is not None and case.outcome != "same"]
    rooms = {c.charge.stay.line_id for c in written if c.charge.outlet.category == OutletCategory.ROOMS}
    settle_room_charges(rooms)
    recompute_spend({c.charge.stay_id for c in written} | {c.left_stay for c in written if c.left_stay})
    ended = {
        c.charge.stay_id: c.charge.stay for c in written if c.charge.stay.status == StayStatus.CHECKED_OUT
    }
    if ended:
        guests = [stay.guest_id for stay in ended.values()]
        signals.ended_stays_charged.send(Stay, stay_ids=list(ended), guest_ids=guests)


class _Places:
    """Which stay a till means by (booking, room). Loaded once for a batch: two queries."""

    def __init__(self, source: str, charges: Sequence[ChargeSaid]):
        names = {said.reservation for said in charges}
        self.source = source
        self.by_name: dict[str, list[Reservation]] = defaultdict(list)
        rows = Reservation.objects.filter(Q(external_id__in=names) | Q(confirmation__in=names))
        for row in rows.only("source", "external_id", "confirmation", "is_erased").order_by("pk"):
            for name in {row.external_id, row.confirmation} & names:
                self.by_name[name].append(row)
        #: Bookings of which nothing in free words is kept.
        self.erased = {row.pk for found in self.by_name.values() for row in found if row.is_erased}
        self.stays: dict[int, list[Stay]] = defaultdict(list)
        stays = Stay.objects.filter(
            line__reservation__in={r.pk for found in self.by_name.values() for r in found}
        )
        for stay in stays.select_related("line").order_by("line_id", "pk"):
            self.stays[stay.line.reservation_id].append(stay)

    def find(self, case: _Case) -> Stay | None:
        said = case.said
        booking = self._booking(said.reservation)
        if booking is None:
            case.doubts.append(Doubt("unknown-reservation", "/reservation", said.reservation))
            return None
        stays = self.stays[booking.pk]
        if said.line and not any(stay.line.line == said.line for stay in stays):
            case.doubts.append(Doubt("unknown-line", "/line", said.line))
            return None
        fitting = [stay for stay in stays if not said.line or stay.line.line == said.line]
        if not fitting:
            case.doubts.append(Doubt("nobody-to-charge", "/reservation", said.reservation))
            return None
        posted_to = case.stored.stay_id if case.stored else None
        return next((stay for stay in fitting if stay.pk == posted_to), None) or min(fitting, key=_likely)

    def _booking(self, name: str) -> Reservation | None:
        """Our own source first, then our confirmation number, then the only booking of that number anywhere."""
        found = self.by_name[name]
        own = [row for row in found if row.source == self.source and row.external_id == name]
        confirmed = [row for row in found if row.confirmation == name]
        if own or confirmed:
            return (own or confirmed)[0]
        return found[0] if len(found) == 1 else None


_LIKELY = (StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT, StayStatus.EXPECTED, StayStatus.VOID)


def _likely(stay: Stay) -> tuple[int, bool, int, int]:
    """Who is there bears the charge before who has left or is expected; of them the payer of the first room."""
    return _LIKELY.index(StayStatus(stay.status)), not stay.is_payer, stay.line_id, stay.pk


class _Outlets:
    """Outlets by code or, where the till knows only a category, the first of that category."""

    def __init__(self, source: str, charges: Sequence[ChargeSaid]):
        self.codes: Codes = load_codes(source, {CodeKind.OUTLET: {said.outlet for said in charges}})
        outlets = list(Outlet.objects.order_by("-pk"))
        self.by_id = {outlet.pk: outlet for outlet in outlets}
        self.by_category = {outlet.category: outlet for outlet in outlets if outlet.is_active}

    def find(self, said: ChargeSaid) -> Outlet | None:
        if not said.outlet:
            return self.by_category.get(said.category)
        known = self.codes.get(CodeKind.OUTLET, said.outlet)
        return self.by_id[known.pk] if known else None


def _keep_doubts(cases: Sequence[_Case], *, at: datetime) -> None:
    numbers = [case.said.external_id for case in cases]
    open_items = QuarantineItem.objects.filter(
        kind=QuarantineItem.Kind.CHARGE,
        source=cases[0].said.source,
        external_id__in=numbers,
        status=QuarantineItem.Status.OPEN,
    )
    doubts = {
        (case.said.external_id, doubt.reason, doubt.field[:120], doubt.value[:120]): case
        for case in cases
        for doubt in case.doubts
    }
    present = {(item.external_id, item.reason, item.field, item.value): item for item in open_items}
    answered = [item.pk for key, item in present.items() if key not in doubts]
    QuarantineItem.objects.filter(pk__in=answered).update(
        status=QuarantineItem.Status.REPLAYED, resolved_at=at
    )
    QuarantineItem.objects.bulk_create(
        [
            QuarantineItem(
                kind=QuarantineItem.Kind.CHARGE,
                source=case.said.source,
                external_id=number,
                reason=reason,
                field=pointer,
                value=value,
                payload=case.said.payload,
            )
            for (number, reason, pointer, value), case in doubts.items()
            if (number, reason, pointer, value) not in present
        ],
        ignore_conflicts=True,
    )
