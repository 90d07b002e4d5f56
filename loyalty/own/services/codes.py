"""One-time codes. Asking never tells whether anybody is meant: the request is written down, answered, and looked at
afterwards by a worker; so the answer and the time it takes are the same for everybody.
"""

import secrets
from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from common.crypto import keyed_hash
from common.jobs import send
from guests.models import Guest
from guests.selectors.contactable import own_address
from loyalty.own.choices import CodePurpose
from loyalty.own.exceptions import TooManyCodes
from loyalty.own.mail import Message, deliver
from loyalty.own.models import OwnCode
from loyalty.own.models.access import hash_of, new_key
from loyalty.own.selectors.people import Reached, Target, page_owner, reached_by, target_of
from loyalty.own.sms import gateway

log = structlog.get_logger(__name__)

LIVES = timedelta(minutes=10)
DIGITS, MOST_TRIES = 6, 5
#: In an hour: for one address or number, and for the whole house.
A_TARGET, THE_HOUSE = 3, 600
#: So many requests are looked at in one go.
AT_ONCE = 200
TASK = "loyalty.own.tasks.send_codes"


@transaction.atomic
def ask_code(
    *,
    target: Target,
    language: str,
    at: datetime,
    purpose: str = CodePurpose.ENTER,
    guest: Guest | None = None,
) -> str:
    """Write down that somebody wants a code for `target`; the ticket with which he can use it.

    `guest` is who asks from within his page. Raises TooManyCodes by what was asked, never by who is known.
    """
    target_hash = keyed_hash("own-code", target.value)
    recent = OwnCode.objects.filter(asked_at__gt=at - timedelta(hours=1))
    if recent.filter(target_hash=target_hash).count() >= A_TARGET or recent.count() >= THE_HOUSE:
        raise TooManyCodes
    ticket = new_key()
    OwnCode.objects.create(
        ticket_hash=hash_of(ticket),
        purpose=purpose,
        guest=guest,
        target=target.value,
        target_hash=target_hash,
        language=language,
        asked_at=at,
        expires_at=at + LIVES,
    )
    transaction.on_commit(lambda: send(TASK))
    return ticket


def ask_erasing_code(*, guest: Guest, language: str, at: datetime) -> str:
    """The ticket of a code sent to his own address; '' where he has none."""
    address = own_address(guest)
    if not address:
        return ""
    return ask_code(
        target=Target(address, True), language=language, at=at, purpose=CodePurpose.ERASE, guest=guest
    )


def send_waiting(*, on: date, at: datetime) -> int:
    """Look at what was asked and send the codes; how many requests were looked at. A mail server that is down is
    tried again, as long as the code would still be valid."""
    for done in range(AT_ONCE):
        if not _send_next(on, at):
            return done
    return AT_ONCE


@transaction.atomic
def _send_next(on: date, at: datetime) -> bool:
    waiting = OwnCode.objects.select_for_update(skip_locked=True, of=("self",)).select_related("guest")
    row = waiting.filter(looked_at__isnull=True, expires_at__gt=at).order_by("asked_at").first()
    if row is None:
        return False
    target = target_of(str(row.target or ""))
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    reached = _reached(row, target, on) if target else Reached()
    if reached.guest is not None:
        row.guest, row.code_hash = reached.guest, _hash(row, code)
    row.looked_at = at
    if row.purpose != CodePurpose.EMAIL:
        row.target = None
    row.save(update_fields=["guest", "code_hash", "looked_at", "target"])
    try:
        with transaction.atomic():
            _tell(row, target, reached, code)
    except OSError as error:
        log.warning("own_code_not_sent", error=type(error).__name__)
        transaction.set_rollback(True)
        return False
    return True


def _reached(row: OwnCode, target: Target, on: date) -> Reached:
    if row.purpose == CodePurpose.ENTER:
        return reached_by(target, on)
    owner = page_owner(row.guest, on) if row.guest else None
    return Reached(owner, target.value) if owner else Reached()


def _tell(row: OwnCode, target: Target | None, reached: Reached, code: str) -> None:
    with translation.override(row.language or settings.LANGUAGE_CODE):
        if reached.several:
            words = _(
                "Somebody asked for a code to open a guest’s page at %(hotel)s. Several guests gave us this address,"
                " so we cannot send one here. Please ask us for a link of your own."
            )
            deliver(reached.address, Message(_subject(), (words % {"hotel": settings.HOTEL_NAME},)))
            return
        if reached.guest is None or target is None:
            return
        words = _("Your code for %(hotel)s: %(code)s") % {"hotel": settings.HOTEL_NAME, "code": code}
        by_text = gateway() if not target.is_email else None
        if by_text is not None:
            by_text.send(target.value, words)
        elif reached.address:
            rest = _("It is valid for ten minutes and works once. If you did not ask for it, do nothing.")
            deliver(reached.address, Message(_subject(), (words, rest)))


def _subject() -> str:
    return _("Your code for %(hotel)s") % {"hotel": settings.HOTEL_NAME}


@transaction.atomic
def use_code(
    *, ticket: str, code: str, on: date, at: datetime, purpose: str = CodePurpose.ENTER
) -> OwnCode | None:
    """The request whose code this is, used up by it, with its `guest`; None for a wrong, old or used code, after
    MOST_TRIES, and where nobody was meant, all alike. Each try counts.
    """
    rows = OwnCode.objects.select_for_update(of=("self",)).select_related("guest")
    row = rows.filter(ticket_hash=hash_of(ticket), purpose=purpose).first()
    if row is None:
        return None
    OwnCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    fits = secrets.compare_digest(row.code_hash or hash_of(new_key()), _hash(row, code.strip()))
    is_open = row.used_at is None and row.expires_at > at and row.tries < MOST_TRIES
    owner = page_owner(row.guest, on) if fits and is_open and row.guest else None
    if owner is None:
        return None
    row.guest, row.used_at = owner, at
    row.save(update_fields=["used_at"])
    return row


def _hash(row: OwnCode, code: str) -> str:
    return keyed_hash("own-code", row.ticket_hash, code)


def forget_codes(*, as_of: datetime) -> int:
    """Requests whose codes are of no use any more and count for no limit."""
    return OwnCode.objects.filter(asked_at__lt=as_of - timedelta(days=1)).delete()[0]
