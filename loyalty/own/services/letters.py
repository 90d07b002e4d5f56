"""The outbox of messages to guests: put in once, sent when due, with the reason where nothing went out."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common.dates import month_start
from common.errors import HotelError
from common.outbox import AGAIN_AFTER, send_all, wait_again
from feedback.choices import InvitationStatus
from feedback.models import SurveyInvitation
from feedback.speech import language_of
from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Guest, GuestEmail
from guests.selectors.contactable import contactable, may_contact, own_address
from loyalty.models import PointsAccount
from loyalty.own.choices import LetterKind, LetterStatus
from loyalty.own.mail import deliver
from loyalty.own.models import Letter
from loyalty.own.selectors.people import page_owner
from loyalty.own.selectors.wording import message_of
from loyalty.own.services.links import make_link
from loyalty.own.services.notices import note_sent, untold
from reservations.choices import Status, StayStatus
from reservations.models import Stay

log = structlog.get_logger(__name__)

#: Confirmations go out 48 hours before this hour of the day of arrival; thanks from this hour of the next morning.
ARRIVES_AT, THANKED_FROM = time(14), time(10, 30)
BEFORE_ARRIVAL = timedelta(hours=48)
#: In the first days of a month the statements of the one before are made, should a night have been missed.
STATEMENT_DAYS = 5
LATEST, BATCH = timedelta(days=5), 1000
#: What he agreed to, or did not refuse, for a message to be sent; what he asked for at the desk needs nothing.
CONSENT = {
    LetterKind.CONFIRMATION: ConsentPurpose.SERVICE,
    LetterKind.THANKS: ConsentPurpose.SERVICE,
    LetterKind.STATEMENT: ConsentPurpose.PROGRAMME,
    LetterKind.NOTICE: ConsentPurpose.PROGRAMME,
}


def queue_letter(*, guest: Guest, kind: str, at: datetime) -> Letter:
    """A message that somebody at the desk sends: due now. Raises HotelError for who has no address of his own."""
    if not own_address(guest):
        raise HotelError(_("He has no e-mail address of his own. Enter one, or show him the code."))
    key = timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
    return Letter.objects.get_or_create(guest=guest, kind=kind, key=key, defaults={"due_at": at})[0]


def queue_confirmations(*, on: date, at: datetime) -> int:
    """Those who arrive within 48 hours and pay are written to once a stay; how many stays were looked at."""
    soon = timezone.localtime(at + BEFORE_ARRIVAL)
    last = soon.date() if soon.time() >= ARRIVES_AT else soon.date() - timedelta(days=1)
    stays = Stay.objects.filter(
        line__arrival__gt=on,
        line__arrival__lte=last,
        line__status=Status.CONFIRMED,
        status=StayStatus.EXPECTED,
        is_payer=True,
        is_synthetic=False,
    ).exclude(letters__kind=LetterKind.CONFIRMATION)
    return _queue(LetterKind.CONFIRMATION, stays, at)


def queue_thanks(*, stay_ids: Iterable[int], on: date) -> int:
    """Who paid and has left is thanked the next morning."""
    stays = Stay.objects.filter(
        pk__in=stay_ids,
        status=StayStatus.CHECKED_OUT,
        is_payer=True,
        departure__gte=on - LATEST,
        is_synthetic=False,
    )
    return _queue(
        LetterKind.THANKS,
        stays,
        timezone.make_aware(datetime.combine(on + timedelta(days=1), THANKED_FROM)),
    )


def take_back_thanks(*, stay_ids: Iterable[int]) -> None:
    """A check-out was taken back."""
    Letter.objects.filter(stay__in=stay_ids, kind=LetterKind.THANKS, status=LetterStatus.WAITING).delete()


def _queue(kind: str, stays, due_at: datetime) -> int:
    if not settings.GUEST_MESSAGES:
        return 0
    rows = [
        Letter(guest_id=guest, kind=kind, key=str(stay), stay_id=stay, due_at=due_at)
        for stay, guest in stays.values_list("pk", "guest")
    ]
    Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return len(rows)


def queue_statements(*, on: date, at: datetime, told=lambda: None) -> int:
    """Statements of the month before `on`, in the first days of a month: for members with points who agreed."""
    if not settings.GUEST_MESSAGES or on.day > STATEMENT_DAYS:
        return 0
    key = f"{month_start(on) - timedelta(days=1):%Y-%m}"
    accounts = PointsAccount.objects.filter(guest=OuterRef("pk")).exclude(balance=0)
    addresses = GuestEmail.objects.filter(guest=OuterRef("pk"), is_masked=False, is_shared=False)
    members = Guest.objects.current().filter(
        Exists(accounts), Exists(addresses), membership__isnull=False, is_synthetic=False
    )
    wanted = contactable(members, ConsentPurpose.PROGRAMME, ContactChannel.EMAIL, on)
    made_before = Letter.objects.filter(guest=OuterRef("pk"), kind=LetterKind.STATEMENT, key=key)
    ids = wanted.filter(~Exists(made_before)).values_list("pk", flat=True)
    made, batch = 0, []
    for pk in ids.order_by("pk").iterator(chunk_size=BATCH):
        batch.append(Letter(guest_id=pk, kind=LetterKind.STATEMENT, key=key, due_at=at))
        if len(batch) == BATCH:
            made += _write(batch, told)
    return made + _write(batch, told)


def _write(batch: list[Letter], told) -> int:
    Letter.objects.bulk_create(batch, ignore_conflicts=True)
    told()
    count = len(batch)
    batch.clear()
    return count


def send_due(*, on: date, at: datetime, limit: int = 200) -> int:
    """Send what is due; how many were sent. Each is marked as sent before it is: none goes out twice."""
    return send_all(lambda: _send_next(on, at), limit=limit)


def _send_next(on: date, at: datetime) -> bool | None:
    """True: sent, False: not now or not at all; None: nothing is due."""
    with transaction.atomic():
        waiting = Letter.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            status=LetterStatus.WAITING, due_at__lte=at
        )
        letter = (
            waiting.select_related("guest", "stay__line__reservation", "stay__line__room_type")
            .order_by("due_at", "pk")
            .first()
        )
        if letter is None:
            return None
        if letter.kind == LetterKind.THANKS and _is_being_invited(letter):
            Letter.objects.filter(pk=letter.pk).update(due_at=at + AGAIN_AFTER)
            return False
        reason = _reason_against(letter, on)
        address = "" if reason else own_address(letter.guest)
        reason = reason or ("" if address else "no-address")
        letter.status = LetterStatus.HELD_BACK if reason else LetterStatus.SENT
        letter.reason, letter.sent_at = reason, None if reason else at
        letter.attempts += 1
        letter.save(update_fields=["status", "reason", "sent_at", "attempts"])
    return False if reason else _mail(letter, address, on, at)


def _is_being_invited(letter: Letter) -> bool:
    """The invitation to the survey says thanks as well: it goes first."""
    if not settings.SURVEY_INVITATIONS:
        return False
    return SurveyInvitation.objects.filter(stay=letter.stay_id, status=InvitationStatus.WAITING).exists()


def _reason_against(letter: Letter, on: date) -> str:
    guest, stay = letter.guest, letter.stay
    if page_owner(guest, on) is None:
        return "no-page"
    purpose = CONSENT.get(LetterKind(letter.kind))
    if purpose and not may_contact(guest, purpose, ContactChannel.EMAIL, on):
        return "refused"
    if letter.kind == LetterKind.NOTICE and not untold().filter(pk=int(letter.key), due_on__gte=on).exists():
        return "told"
    if stay is None:
        return ""
    if letter.kind == LetterKind.CONFIRMATION and (stay.status != StayStatus.EXPECTED or stay.arrival < on):
        return "not-expected"
    if letter.kind == LetterKind.THANKS:
        if stay.departure < on - LATEST:
            return "too-late"
        if SurveyInvitation.objects.filter(stay=stay, status=InvitationStatus.SENT).exists():
            return "invited"
    return ""


def _mail(letter: Letter, address: str, on: date, at: datetime) -> bool:
    link = make_link(guest=letter.guest, at=at)
    with translation.override(language_of(letter.guest) or settings.LANGUAGE_CODE):
        message = message_of(letter, link, on)
        try:
            deliver(address, message)
        except OSError as error:  # whatever the mail server says, smtplib's own errors are OSErrors
            log.warning("letter_failed", letter=letter.pk, error=type(error).__name__)
            wait_again(
                letter, field="status", waiting=LetterStatus.WAITING, failed=LetterStatus.FAILED, at=at
            )
            return False
    if letter.kind == LetterKind.NOTICE:
        note_sent(letter, at)
    return True
