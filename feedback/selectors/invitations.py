"""The outbox of invitations, as people read it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.models import SurveyInvitation

#: Why nothing was sent: the code that is kept → what people read.
REASONS = {
    "too-late": _("he left too long ago"),
    "child": _("under 14"),
    "refused": _("wants no messages about his stay"),
    "no-address": _("no e-mail address of his own"),
    "mail-server": _("the mail server did not take it"),
    "already-answered": _("has answered already"),
    "not-asked": _("is not asked"),
}


def invitations() -> QuerySet[SurveyInvitation]:
    return SurveyInvitation.objects.select_related("stay__guest", "link")


def reason_of(invitation: SurveyInvitation):
    return REASONS.get(invitation.reason, invitation.reason)
