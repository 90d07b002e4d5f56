"""The outbox of greetings: each goes out once, on its day, by a channel he agreed to and in his language."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.outbox import send_all, wait_again
from feedback.speech import language_of
from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Guest, GuestPhone
from guests.selectors.contactable import may_contact, own_address
from loyalty.caring import filled
from loyalty.giving_choices import MessageStatus, TaskStatus
from loyalty.models import Care, CareRule
from loyalty.own.sms import gateway
from reservations.selectors.warnings import blacklist_of

log = structlog.get_logger(__name__)
#: A greeting that could not go out on its day still does on the next; later it would only annoy.
LATEST = timedelta(days=1)
#: What people do by themselves where no machine can.
BY_PEOPLE = (ContactChannel.PHONE, ContactChannel.SMS, ContactChannel.LETTER)


@dataclass(frozen=True)
class Way:
    """How a guest is reached: by `channel` at `address`; without an address a person does it; or `reason` why not."""

    channel: str = ""
    address: str = ""
    reason: str = ""


def send_due(*, on: date, at: datetime, limit: int = 500) -> int:
    """Send what is due; how many were sent. Each is marked as sent before it is: none goes out twice."""
    if not settings.GUEST_MESSAGES:
        return 0
    return send_all(lambda: _send_next(on, at), limit=limit)


def _send_next(on: date, at: datetime) -> bool | None:
    """True: sent, False: not by us, or not at all; None: nothing is due."""
    with transaction.atomic():
        care = (
            Care.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("guest")
            .filter(message=MessageStatus.WAITING, due_at__lte=at)
            .order_by("due_at", "pk")
            .first()
        )
        if care is None:
            return None
        way = _too_late(care, on) or way_to(care.guest, on)
        care.language = language_of(care.guest) or settings.LANGUAGE_CODE
        care.channel, care.reason, care.attempts = way.channel, way.reason, care.attempts + 1
        care.message = MessageStatus.SENT if way.address else MessageStatus.BY_PERSON
        care.sent_at = at if way.address else None
        if way.reason:
            care.message = MessageStatus.HELD_BACK
        elif not way.address and care.task == TaskStatus.NONE:
            care.task = TaskStatus.OPEN
        care.save()
    return _deliver(care, way.address, at) if way.address else False


def way_to(guest: Guest, on: date) -> Way:
    """How this guest may be greeted on `on`: by e-mail, by text message where the hotel sends any, else by a person."""
    if guest.is_synthetic:
        return Way(reason="synthetic")
    if blacklist_of([guest.pk], on=on).exists():
        return Way(reason="blacklist")
    address = own_address(guest)
    if address and may_contact(guest, ConsentPurpose.MARKETING, ContactChannel.EMAIL, on):
        return Way(ContactChannel.EMAIL, address)
    for channel in BY_PEOPLE:
        if may_contact(guest, ConsentPurpose.MARKETING, channel, on):
            return Way(channel, _number(guest) if channel == ContactChannel.SMS and gateway() else "")
    agreed = may_contact(guest, ConsentPurpose.MARKETING, ContactChannel.EMAIL, on)
    return Way(reason="no-address" if agreed else "not-agreed")


def _number(guest: Guest) -> str:
    phones = GuestPhone.objects.filter(guest=guest, is_shared=False)
    return phones.order_by("-is_primary", "pk").values_list("number", flat=True).first() or ""


def _too_late(care: Care, on: date) -> Way | None:
    return Way(reason="too-late") if care.day < on - LATEST else None


def _deliver(care: Care, address: str, at: datetime) -> bool:
    rule = CareRule.objects.get(pk=care.occasion)
    subject, text = greeting(rule, care.guest, care.language)
    try:
        if care.channel == ContactChannel.EMAIL:
            send_mail(subject, text, None, [address])
        else:
            gateway().send(address, text)
    except OSError as error:  # whatever the server says, smtplib's own errors are OSErrors
        log.warning("greeting_failed", care=care.pk, error=type(error).__name__)
        wait_again(care, field="message", waiting=MessageStatus.WAITING, failed=MessageStatus.FAILED, at=at)
        return False
    return True


def greeting(rule: CareRule, guest: Guest | None, language: str) -> tuple[str, str]:
    """(subject, text) for a guest; without one for trying it out."""
    subject, text, gift = rule.words(language)
    with translation.override(language):
        values = {
            "name": (guest.salutation or guest.display_name) if guest else _("guest"),
            "hotel": settings.HOTEL_NAME,
            "occasion": rule.get_occasion_display(),
            "gift": gift,
        }
    return filled(subject, values), filled(text, values)


def send_test(*, rule: CareRule, language: str, to: str) -> None:
    """The greeting as a guest would get it, to a colleague's own address.

    Raises HotelError where he has none, or the mail server did not take it.
    """
    if not to:
        raise HotelError(_("Your own account has no e-mail address: ask the CRM centre to enter it."))
    subject, text = greeting(rule, None, language)
    try:
        send_mail(subject, text, None, [to])
    except OSError as error:
        log.warning("greeting_test_failed", error=type(error).__name__)
        raise HotelError(_("The mail server did not take it. Try again later."), code="mail-server") from None
