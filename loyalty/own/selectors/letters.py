"""The outbox of messages to guests, as people read it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loyalty.own.models import Letter

#: Why nothing was sent: the code that is kept → what people read.
REASONS = {
    "no-page": _("under 14, without a name, or erased"),
    "refused": _("does not want such messages"),
    "told": _("was told in person, or it is over"),
    "not-expected": _("does not come any more, or came already"),
    "too-late": _("he left too long ago"),
    "invited": _("was thanked with the invitation to answer"),
    "no-address": _("no e-mail address of his own"),
    "mail-server": _("the mail server did not take it"),
}


def letters() -> QuerySet[Letter]:
    return Letter.objects.select_related("guest")


def reason_of(letter: Letter):
    return REASONS.get(letter.reason, letter.reason)
