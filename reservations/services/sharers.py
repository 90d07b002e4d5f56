"""Several people in one room: one more comes, one leaves before the others, another one pays."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from common.money import ZERO
from guests.choices import Place
from reservations import signals
from reservations.choices import EXPECTED, Handover, OutletCategory, Status, StayStatus
from reservations.exceptions import LastInTheRoom, NotExpected, NotInHouse, PayerNeeded
from reservations.models import Charge, Outlet, ReservationLine, Stay
from reservations.services.blacklist import require_nobody_blacklisted
from reservations.services.changes import save_line
from reservations.services.locking import Locked, lock_line, refusals_in_words
from reservations.services.room_revenue import PART_SOURCE, recompute_spend
from reservations.services.stays import tell
from reservations.services.stops import require_alerts_read


def add_sharer(
    *,
    line_id: int,
    guest_id: int,
    on: date,
    at: datetime,
    user=None,
    blacklist_reason: str = "",
    may_override_blacklist: bool = False,
) -> Stay:
    """One more guest for the room; in an occupied room he is checked in at once. He pays only if nobody does.

    Naming the first guest of an unnamed room is the same act. Raises BlacklistStop, AlertUnread, NotExpected.
    """
    with refusals_in_words():
        locked = lock_line(line_id)
        line = locked.line
        if line.status not in (*EXPECTED, Status.IN_HOUSE):
            raise NotExpected()
        require_nobody_blacklisted(
            guest_ids=[guest_id],
            at=at,
            user=user,
            reason=blacklist_reason,
            may_override=may_override_blacklist,
        )
        place = Place.CHECK_IN if line.status == Status.IN_HOUSE else Place.BOOKING
        require_alerts_read(guest_ids=[guest_id], places=[place], on=on, user=user)
        known = next((stay for stay in locked.stays if stay.guest_id == guest_id), None)
        if known is not None and known.status == StayStatus.CHECKED_OUT:
            raise NotExpected(_("He has left this room already. Take his leaving back instead."))
        if known is not None and known.status == StayStatus.VOID:
            Stay.objects.filter(pk=known.pk).update(status=StayStatus.EXPECTED)
        stay, created = Stay.objects.get_or_create(
            line=line,
            guest_id=guest_id,
            defaults={
                "room": line.room,
                "arrival": max(line.arrival, on) if line.status == Status.IN_HOUSE else line.arrival,
                "departure": line.departure,
                "is_payer": not any(other.is_payer for other in locked.stays),
            },
        )
        if line.status == Status.IN_HOUSE and stay.status == StayStatus.EXPECTED:
            stay.arrival = max(line.arrival, min(on, line.departure))
            stay.status, stay.room, stay.checked_in_at = StayStatus.IN_HOUSE, line.room, at
            stay.save(update_fields=["arrival", "status", "room", "checked_in_at", "updated_at"])
            tell(signals.stay_started, [stay])
        if created:
            line.adults = max(line.adults, len(locked.stays) + 1)
            save_line(line, "adults")
    return stay


def leave_alone(
    *,
    line_id: int,
    stay_id: int,
    on: date,
    at: datetime,
    user=None,
    new_payer_stay_id: int | None = None,
    handover: str = Handover.FROM_NOW,
    keeps_paying: bool = False,
) -> Stay:
    """One guest leaves on business date `on`, the others stay in their room.

    A payer who leaves names who pays instead (`new_payer_stay_id`, with `handover` as in `change_payer`), or
    has settled the room to the end (`keeps_paying`). Raises NotInHouse, LastInTheRoom, PayerNeeded, AlertUnread.
    """
    with refusals_in_words():
        locked = lock_line(line_id)
        if locked.line.status != Status.IN_HOUSE:
            raise NotInHouse()
        leaving = _stay_of(locked, stay_id)
        if leaving.status != StayStatus.IN_HOUSE:
            raise NotInHouse(_("%(name)s is not in this room.") % {"name": leaving.guest.display_name})
        if not any(stay.status == StayStatus.IN_HOUSE and stay != leaving for stay in locked.stays):
            raise LastInTheRoom()
        require_alerts_read(guest_ids=[leaving.guest_id], places=[Place.CHECK_OUT], on=on, user=user)
        if leaving.is_payer and new_payer_stay_id is not None:
            _hand_over(locked, _stay_of(locked, new_payer_stay_id), handover, on, at)
        elif leaving.is_payer and not keeps_paying:
            raise PayerNeeded(field="payer")
        leaving.status = StayStatus.CHECKED_OUT
        leaving.departure, leaving.checked_out_at = max(on, leaving.arrival), at
        leaving.save(update_fields=["status", "departure", "checked_out_at", "updated_at"])
        tell(signals.stay_completed, [leaving])
    return leaving


def take_leaving_back(*, line_id: int, stay_id: int) -> Stay:
    """He has not left after all: with the others again until they leave. Who pays stays as it was decided.

    Raises NotInHouse when he has not left, or when the others have left too.
    """
    with refusals_in_words():
        locked = lock_line(line_id)
        line, stay = locked.line, _stay_of(locked, stay_id)
        if line.status != Status.IN_HOUSE:
            raise NotInHouse(_("The whole room has been checked out. Take that back first."))
        if stay.status != StayStatus.CHECKED_OUT:
            raise NotInHouse(_("%(name)s has not left.") % {"name": stay.guest.display_name})
        stay.status, stay.checked_out_at = StayStatus.IN_HOUSE, None
        stay.room_id, stay.departure = line.room_id, max(line.departure, stay.arrival)
        stay.save(update_fields=["status", "checked_out_at", "room", "departure", "updated_at"])
        tell(signals.stay_reopened, [stay])
    return stay


def change_payer(
    *, line_id: int, stay_id: int, on: date, at: datetime, handover: str = Handover.FROM_NOW
) -> ReservationLine:
    """The guest of `stay_id` pays for the room: what comes from now on, or (EVERYTHING) the folio so far too.

    From now on means: charges posted already stay where they are, and the nights before `on` are posted to
    who paid until now. Raises NotExpected where the line is closed or the new payer is not of the party.
    """
    with refusals_in_words():
        locked = lock_line(line_id)
        if locked.line.status not in (*EXPECTED, Status.IN_HOUSE):
            raise NotExpected(
                _("This room is closed: who paid is settled. To change it, take the check-out back first.")
            )
        _hand_over(locked, _stay_of(locked, stay_id), handover, on, at)
        save_line(locked.line)
        signals.reservation_changed.send(ReservationLine, reservation_ids=[locked.line.reservation_id])
    return locked.line


def _stay_of(locked: Locked, stay_id: int) -> Stay:
    found = next((stay for stay in locked.stays if stay.pk == stay_id), None)
    if found is None:
        raise NotExpected(
            _("This guest does not belong to this room. Choose one of its guests."), field="payer"
        )
    return found


def _hand_over(locked: Locked, heir: Stay, handover: str, on: date, at: datetime) -> None:
    if heir.status not in (StayStatus.EXPECTED, StayStatus.IN_HOUSE):
        raise NotExpected(
            _("%(name)s has left or does not come. Choose somebody who stays.")
            % {"name": heir.guest.display_name},
            field="payer",
        )
    payer = next((stay for stay in locked.stays if stay.is_payer), None)
    if payer == heir:
        return
    if payer is not None:
        payer.is_payer = False
        payer.save(update_fields=["is_payer", "updated_at"])
    heir.is_payer = True
    heir.save(update_fields=["is_payer", "updated_at"])
    if payer is None:
        return
    if handover == Handover.EVERYTHING:
        Charge.objects.filter(stay=payer).update(stay=heir)
    else:
        _post_nights_so_far(locked, payer, on, at)
    recompute_spend([payer.pk, heir.pk])


def _post_nights_so_far(locked: Locked, payer: Stay, on: date, at: datetime) -> None:
    """The nights before `on` that nobody has paid yet, as a charge of `payer`.

    Nothing where a system posts room charges: those have their bearer already.
    """
    charges = Charge.objects.filter(stay__line=locked.line)
    if charges.filter(outlet__category=OutletCategory.ROOMS, is_from_nights=False).exists():
        return
    outlet = Outlet.objects.filter(category=OutletCategory.ROOMS).order_by("-is_active", "pk").first()
    slept = locked.line.nights_sold.filter(date__lt=on).values_list("amount", flat=True)
    posted = charges.filter(source=PART_SOURCE).values_list("amount", flat=True)
    due: Decimal = sum(slept, ZERO) - sum(posted, ZERO)
    if outlet is None or due <= 0 or locked.line.status != Status.IN_HOUSE:
        return
    Charge.objects.create(
        stay=payer,
        source=PART_SOURCE,
        external_id=f"{locked.line.pk}/{on.isoformat()}/{payer.pk}",
        outlet=outlet,
        amount=due,
        posted_at=at,
        business_date=on,
        is_from_nights=True,
    )
