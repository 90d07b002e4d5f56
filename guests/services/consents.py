"""What a guest agreed to or refused: an append-only log; the newest line of a purpose and channel counts."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Consent, Guest


@transaction.atomic
def record_consent(
    *,
    guest: Guest,
    purpose: str,
    channel: str,
    is_given: bool,
    source: str = "desk",
    wording: str = "",
    by=None,
) -> Consent:
    """Add a line; nothing already in the log is ever changed. `wording` names the text he was shown."""
    if purpose not in ConsentPurpose or channel not in ContactChannel:
        raise HotelError(_("Choose a purpose and a channel from the lists."), field="purpose")
    return Consent.objects.create(
        guest=guest,
        purpose=purpose,
        channel=channel,
        is_given=is_given,
        source=source,
        wording=wording,
        recorded_by=by,
    )
