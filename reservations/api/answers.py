"""What a machine is answered about a booking it pushed."""

from collections.abc import Iterable
from typing import Any

from common.dates import business_date
from guests.choices import Place
from guests.models import Guest
from guests.services.arriving import Arrived
from reservations.push_messages import Message
from reservations.quarantine_reasons import Doubt
from reservations.selectors.recognition import Recognition, recognise
from reservations.services.push import Pushed


def push_answer(message: Message, pushed: Pushed, known: dict[int, Recognition]) -> dict[str, Any]:
    """Whether it was applied, whom we took its people for, what waits for staff."""
    return {
        "applied": pushed.applied,
        "reason": str(pushed.verdict),
        "people": [_person(pointer, arrived, known) for pointer, arrived in pushed.people.items() if arrived],
        "quarantined": [_doubt(doubt) for doubt in pushed.doubts],
        "warnings": message.warnings,
    }


def recognise_people(pushed: Iterable[Pushed]) -> dict[int, Recognition]:
    """Everybody named in these bookings, for answers to clients with recognition:read."""
    guests = {a.guest.pk: a.guest for one in pushed for a in one.people.values() if a}
    return recognise(guests.values(), on=business_date(), place=Place.BOOKING, with_tiers=True)


def recognition_answer(known: Recognition) -> dict[str, Any]:
    """What staff would see first; for machines that greet the guest themselves."""
    return {
        "returning": known.is_returning,
        "stays_before": known.stays_before,
        "last_departure": known.last_departure.isoformat() if known.last_departure else None,
        "vip": known.is_vip,
        "class": known.value_class.key if known.value_class else None,
        "tier": known.tier,
        "blacklisted": known.blacklist is not None,
        "alerts": [{"kind": alert.kind, "reason": alert.reason} for alert in known.alerts],
        "preferences": [{"category": wish.category, "text": wish.text} for wish in known.preferences[:10]],
    }


def _person(pointer: str, arrived: Arrived, known: dict[int, Recognition]) -> dict[str, Any]:
    guest: Guest = arrived.guest
    answer = {
        "pointer": pointer,
        "guest": guest.number,
        "match": str(arrived.band),
        "score": arrived.match.score,
        "reasons": [str(reason) for reason in arrived.match.reasons],
    }
    if guest.pk in known:
        answer["recognition"] = recognition_answer(known[guest.pk])
    return answer


def _doubt(doubt: Doubt) -> dict[str, str]:
    return {"reason": doubt.reason, "pointer": doubt.field, "value": doubt.value}
