"""The change history says of what a guest changes on his own page that he did it himself."""

import pghistory
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

#: How the page is named where systems and desks are ("source" of contacts, preferences, consents).
SOURCE = "own_page"


def by_the_guest():
    """A block in which every change is his, whoever else may have a session in this browser."""
    with translation.override(settings.LANGUAGE_CODE):
        name = _("the guest himself")
    return pghistory.context(user=None, user_name=name)
