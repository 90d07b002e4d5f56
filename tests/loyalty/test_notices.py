"""What a member is to be told goes out once, by mail where he agreed to that, else in person."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from common.dates import business_date
from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Consent
from loyalty.choices import NoticeKind
from loyalty.models import Notice
from loyalty.own.models import Letter
from loyalty.own.services.letters import send_due
from loyalty.own.services.notices import queue_notices
from loyalty.services.expiry import announce_expiry
from loyalty.services.telling import note_told
from tests.factories import UserFactory
from tests.loyalty.programme import give, member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.GUEST_MESSAGES = True
    settings.POINTS_MANUAL_LIMIT = 1_000_000


def expiring(points=300, agreed=True, **guest):
    """A member of whose points some expire within the notice, as the night writes it down."""
    guest = member(**({"name": "Anna Berg", "emails": ("anna@example.com",), "language": "en"} | guest))
    give(guest, points)
    if agreed:
        Consent.objects.create(
            guest=guest,
            purpose=ConsentPurpose.PROGRAMME,
            channel=ContactChannel.EMAIL,
            is_given=True,
            source="desk",
        )
    day = guest.points_accounts.get(kind="guest").entries.get().expires_on
    announce_expiry(on=day - timedelta(days=60))
    return Notice.objects.get(guest=guest, kind=NoticeKind.POINTS_EXPIRING)


def sent() -> int:
    on, at = business_date(), timezone.now()
    queue_notices(on=on, at=at)
    return send_due(on=on, at=at)


def test_he_is_written_to_once_in_his_language_and_counts_as_told():
    notice = expiring()
    assert (sent(), sent()) == (1, 0)
    (message,) = mail.outbox
    assert message.to == ["anna@example.com"]
    assert message.subject == "Your points expire soon"
    assert "300 of your points expire" in message.body
    notice.refresh_from_db()
    assert (notice.told_by, bool(notice.told_at)) == (None, True)


@pytest.mark.parametrize(
    ("guest", "reason"), [({"agreed": False}, "refused"), ({"emails": ()}, "no-address")]
)
def test_who_cannot_or_may_not_be_written_to_is_still_to_be_told(guest, reason):
    notice = expiring(**guest)
    assert sent() == 0
    assert (Letter.objects.get().reason, mail.outbox) == (reason, [])
    notice.refresh_from_db()
    assert notice.told_at is None


def test_whom_a_colleague_has_told_gets_no_message():
    notice, by = expiring(), UserFactory()
    queue_notices(on=business_date(), at=timezone.now())
    note_told(notice=notice, by=by, at=timezone.now())
    assert sent() == 0
    assert mail.outbox == []
    assert Notice.objects.get().told_by == by
