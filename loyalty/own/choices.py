"""The fixed lists of the guest's own page and of the messages that go to guests."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CodePurpose(TextChoices):
    """What a one-time code lets him do."""

    ENTER = "enter", _("open his page")
    EMAIL = "email", _("add an e-mail address")
    ERASE = "erase", _("ask to be erased")


class Way(TextChoices):
    """How a session on the own page began."""

    LINK = "link", _("by a link")
    CODE = "code", _("by a code")


class RequestKind(TextChoices):
    CORRECTION = "correction", _("correction of his file")
    ERASURE = "erasure", _("erasure of his data")


class RequestStatus(TextChoices):
    WAITING = "waiting", _("waits for the hotel")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn by the guest")


class LetterKind(TextChoices):
    LINK = "link", _("link to his own page")
    CARD = "card", _("member card")
    CONFIRMATION = "confirmation", _("before arrival")
    THANKS = "thanks", _("thanks after departure")
    STATEMENT = "statement", _("points statement")
    NOTICE = "notice", _("tier or points about to change")


class LetterStatus(TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    HELD_BACK = "held_back", _("not sent")
    FAILED = "failed", _("failed")
