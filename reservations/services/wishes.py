"""Wishes for one stay: noted at the desk or by anybody who hears them, kept for ever when staff say so."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.choices import Basis, PreferenceCategory
from guests.models import Guest, Preference
from guests.services.preferences import checked_text, note_preference
from reservations.models import StayWish
from reservations.selectors.wishes import stays_at_hand


@transaction.atomic
def note_wish(*, guest: Guest, stay_id: int, category: str, text: str, noted_by: str = "") -> StayWish:
    """Keep a wish for a stay that is going on or coming; the same wish twice is kept once.

    Raises HotelError where `stay_id` is not such a stay of `guest`.
    """
    text = checked_text(text)
    if category not in PreferenceCategory:
        raise HotelError(_("Choose what the wish is about."), field="category")
    stay = stays_at_hand(guest).filter(pk=stay_id).first()
    if stay is None:
        message = _("This stay is over or cancelled. Keep the wish for ever, or choose another stay.")
        raise HotelError(message, field="stay")
    wish, _is_new = StayWish.objects.get_or_create(
        line_id=stay.line_id, guest=guest, category=category, text=text, defaults={"noted_by": noted_by}
    )
    return wish


@transaction.atomic
def promote_wish(*, guest: Guest, wish_id: int, by: str = "") -> Preference:
    """Make it a preference for ever; the wish itself stays with its stay."""
    wish = StayWish.objects.filter(pk=wish_id, guest=guest).first()
    if wish is None:
        raise HotelError(_("This wish is no longer there. Open the guest again."), code="wish-gone")
    return note_preference(
        guest=guest, category=wish.category, text=wish.text, basis=Basis.STATED, noted_by=by, source="stay"
    )
