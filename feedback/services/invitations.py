"""The outbox of invitations: whoever left is asked by e-mail, once, if he may and can be written to."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.outbox import send_all, wait_again
from feedback.choices import InvitationStatus, SurveyChannel
from feedback.models import SurveyInvitation
from feedback.services.links import make_link
from feedback.speech import language_of
from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Guest
from guests.selectors.contactable import is_child, may_contact, own_address
from reservations.choices import StayStatus
from reservations.models import Stay

log = structlog.get_logger(__name__)
#: The morning after departure, on the hotel's clock.
SENT_FROM = time(10)
#: Who left longer ago is not asked any more: a file of old bookings invites nobody.
LATEST = timedelta(days=5)
#: What other apps add below the invitation: `words(stay, on, at)` in the language that is active, '' for nothing.
Closing = Callable[[Stay, date, datetime], str]
_closings: dict[str, Closing] = {}


def register_closing(key: str, words: Closing) -> None:
    _closings[key] = words


def invite(*, stay_ids: Sequence[int], on: date) -> int:
    """Put those who have just left into the outbox; how many are new. Safe to repeat."""
    stays = Stay.objects.filter(
        pk__in=stay_ids, status=StayStatus.CHECKED_OUT, departure__gte=on - LATEST, is_synthetic=False
    )
    due = timezone.make_aware(datetime.combine(on + timedelta(days=1), SENT_FROM))
    before = SurveyInvitation.objects.filter(stay__in=stays).values_list("stay_id", flat=True)
    new = [SurveyInvitation(stay=stay, due_at=due) for stay in stays.exclude(pk__in=list(before))]
    SurveyInvitation.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def take_back(*, stay_ids: Sequence[int]) -> None:
    """A check-out was taken back: who is in the house is asked when he leaves."""
    SurveyInvitation.objects.filter(stay__in=stay_ids, status=InvitationStatus.WAITING).delete()


@transaction.atomic
def send_again(*, invitation: SurveyInvitation, on: date, at: datetime) -> None:
    """What did not go out waits once more, and is due now; whether he may be asked is looked at anew then.

    Raises HotelError where it went out, waits already, or the guest left too long ago.
    """
    held = (
        SurveyInvitation.objects.select_for_update(of=("self",)).select_related("stay").get(pk=invitation.pk)
    )
    if not held.is_unsent:
        raise HotelError(_("This invitation went out or waits already. Nothing was changed."))
    if held.stay.departure < on - LATEST:
        message = _("He left on %(day)s; who left more than %(days)s days ago is not asked any more.")
        raise HotelError(message % {"day": held.stay.departure.isoformat(), "days": LATEST.days})
    held.status, held.reason, held.attempts, held.due_at = InvitationStatus.WAITING, "", 0, at
    held.save(update_fields=["status", "reason", "attempts", "due_at"])


def send_due(*, on: date, at: datetime, limit: int = 200) -> int:
    """Send what is due; how many were sent. Each is marked as sent before it is: none goes out twice."""
    if not settings.SURVEY_INVITATIONS:
        return 0
    return send_all(lambda: _send_next(on=on, at=at), limit=limit)


def _send_next(*, on: date, at: datetime) -> bool | None:
    """True: sent, False: not sent, with the reason; None: nothing is due."""
    with transaction.atomic():
        invitation = (
            SurveyInvitation.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("stay__guest")
            .filter(status=InvitationStatus.WAITING, due_at__lte=at)
            .order_by("due_at", "pk")
            .first()
        )
        if invitation is None:
            return None
        address, reason = _address_of(invitation, on)
        token = ""
        if not reason:
            try:
                invitation.link, token = make_link(
                    channel=SurveyChannel.ONLINE, on=on, at=at, stay=invitation.stay, by="outbox"
                )
            except HotelError as error:
                reason = error.code
        invitation.status = InvitationStatus.HELD_BACK if reason else InvitationStatus.SENT
        invitation.reason, invitation.sent_at = reason, None if reason else at
        invitation.attempts += 1
        invitation.save(update_fields=["status", "reason", "sent_at", "attempts", "link"])
    if reason:
        return False
    return _mail(invitation, address, token, on, at)


def _address_of(invitation: SurveyInvitation, on: date) -> tuple[str, str]:
    """(address, '') or ('', why not)."""
    stay, guest = invitation.stay, invitation.stay.guest
    if stay.departure < on - LATEST:
        return "", "too-late"
    if is_child(guest, on):
        return "", "child"
    if not may_contact(guest, ConsentPurpose.SERVICE, ContactChannel.EMAIL, on):
        return "", "refused"
    address = own_address(guest)
    return (address, "") if address else ("", "no-address")


def _mail(invitation: SurveyInvitation, address: str, token: str, on: date, at: datetime) -> bool:
    guest = invitation.stay.guest
    with translation.override(language_of(guest) or settings.LANGUAGE_CODE):
        subject = _("How was your stay at %(hotel)s?") % {"hotel": settings.HOTEL_NAME}
        text = message_text(guest, settings.PUBLIC_URL.rstrip("/") + reverse("survey:open", args=[token]))
        text = "\n\n".join(
            filter(None, [text, *(add(invitation.stay, on, at) for add in _closings.values())])
        )
    try:
        send_mail(subject, text, None, [address])
    except OSError as error:  # whatever the mail server says, smtplib's own errors are OSErrors
        log.warning("invitation_failed", invitation=invitation.pk, error=type(error).__name__)
        _try_again(invitation, at)
        return False
    return True


def _try_again(invitation: SurveyInvitation, at: datetime) -> None:
    """Later; the link that never left opens nothing."""
    if invitation.link is not None:
        invitation.link.delete()
    wait_again(
        invitation,
        field="status",
        waiting=InvitationStatus.WAITING,
        failed=InvitationStatus.FAILED,
        at=at,
        link=None,
    )


def message_text(guest: Guest, address: str) -> str:
    """The whole message; nothing of the stay stands in it."""
    words = _(
        "Dear %(name)s,\n\nthank you for staying with us. Would you tell us how it was? It takes less than a"
        " minute:\n\n%(address)s\n\nThe link is for you alone and works once. If you would rather not be asked,"
        " just tell us.\n\n%(hotel)s"
    )
    return words % {
        "name": guest.salutation or guest.display_name,
        "address": address,
        "hotel": settings.HOTEL_NAME,
    }
