"""What a guest agreed to or refused: an append-only log; the newest line of a purpose and channel counts."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import business_date
from common.errors import HotelError
from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Consent, Guest
from guests.selectors.contactable import WITHOUT_ASKING, has_guardian, is_child


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
    on: date | None = None,
) -> Consent:
    """Add a line; nothing already in the log is ever changed. `wording` names the text he was shown.

    Raises HotelError for a consent of somebody under 14 on `on` (default today): no offers, surveys or profile at
    all, anything else only where a parent has a file here.
    """
    if purpose not in ConsentPurpose or channel not in ContactChannel:
        raise HotelError(_("Choose a purpose and a channel from the lists."), field="purpose")
    if is_given and is_child(guest, on or business_date()):
        if purpose not in WITHOUT_ASKING:
            message = _("He is under 14: no offers, no surveys, no profile, whoever agrees.")
            raise HotelError(message, field="purpose")
        if not has_guardian(guest):
            message = _(
                "He is under 14: a parent must agree. Enter the parent under “Family and companions” first."
            )
            raise HotelError(message, field="purpose")
    return Consent.objects.create(
        guest=guest,
        purpose=purpose,
        channel=channel,
        is_given=is_given,
        source=source,
        wording=wording,
        recorded_by=by,
    )
