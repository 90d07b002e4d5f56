"""What a guest likes, noted by whoever hears or sees it."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.choices import Basis, PreferenceCategory
from guests.models import Guest, Preference

LONGEST = Preference._meta.get_field("text").max_length


def tidy(text: str) -> str:
    """One line without doubled spaces: the same wish typed twice is the same row."""
    return " ".join(text.split())


def checked_text(text: str) -> str:
    """`text` tidied; HotelError(field='text') when it is empty or too long to be kept."""
    tidied = tidy(text)
    if not tidied:
        raise HotelError(_("Write down what he likes, or tap one of the phrases."), field="text")
    if len(tidied) > LONGEST:
        message = _("%(length)s characters are too many: at most %(limit)s. Split it into two notes.")
        raise HotelError(message % {"length": len(tidied), "limit": LONGEST}, field="text")
    return tidied


@transaction.atomic
def note_preference(
    *,
    guest: Guest,
    category: str,
    text: str,
    basis: str = Basis.STATED,
    is_must: bool = False,
    source: str = "desk",
    noted_by: str = "",
) -> Preference:
    """Keep a preference for ever; noting it again changes nothing but strengthens it.

    What was only observed becomes stated once he says so, never the other way round; so with must-haves.
    """
    text = checked_text(text)
    if category not in PreferenceCategory:
        raise HotelError(_("Choose what the preference is about."), field="category")
    preference, is_new = Preference.objects.select_for_update().get_or_create(
        guest=guest,
        category=category,
        text=text,
        defaults={"basis": basis, "is_must": is_must, "source": source, "noted_by": noted_by},
    )
    stronger = {}
    if basis == Basis.STATED and preference.basis == Basis.OBSERVED:
        stronger["basis"] = Basis.STATED
    if is_must and not preference.is_must:
        stronger["is_must"] = True
    if not is_new and stronger:
        for name, value in stronger.items():
            setattr(preference, name, value)
        preference.save(update_fields=[*stronger, "updated_at"])
    return preference


@transaction.atomic
def drop_preference(*, preference: Preference) -> None:
    """It holds no longer; the change history keeps what it was."""
    preference.delete()
