"""Fields by which a form names another guest."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.dates import business_date
from common.wording import listed
from guests.models import Guest
from guests.selectors.file import survivor_of
from guests.selectors.search import search_guests

#: Ways of finding that are a guess: a person has to confirm them.
GUESSED = frozenset({"similar", "sounds_like"})


class GuestField(forms.CharField):
    """Another guest, by number or by anything the search box knows him by; cleans to the Guest or None.

    Whatever fits several, or only nearly, is refused with their numbers. A merged file stands for
    the one that took it up.
    """

    def __init__(self, **kwargs):
        super().__init__(max_length=100, **kwargs)

    def prepare_value(self, value):
        """The number, whether the form holds a guest, his key or what was typed."""
        if isinstance(value, Guest):
            return value.number
        if isinstance(value, int):
            return Guest.objects.filter(pk=value).values_list("number", flat=True).first() or ""
        return value

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        known = Guest.objects.select_related("merged_into").filter(number=typed.upper()).first()
        if known:
            return survivor_of(known)
        finds = [item for item in search_guests(typed, on=business_date()) if item.guest]
        found = {item.guest.pk: item.guest for item in finds}
        if len(found) == 1 and finds[0].why not in GUESSED:
            return next(iter(found.values()))
        if not found:
            words = _("Nobody was found for “%(typed)s”. Enter the guest's number, or look for him first.")
            raise forms.ValidationError(words % {"typed": typed})
        names = listed(f"{guest.number} {guest.display_name}" for guest in [*found.values()][:5])
        words = _("“%(typed)s” may be: %(names)s. Enter the number of the one you mean.")
        raise forms.ValidationError(words % {"typed": typed, "names": names})
