"""What the surveys refuse; each message says why and what to do."""

from django.utils.translation import gettext_lazy as _

from common.errors import HotelError


class AlreadyAnswered(HotelError):
    code = "already-answered"
    default_message = _(
        "For this stay and channel there are answers already. They stay; a second set is not taken."
    )


class NotAsked(HotelError):
    """This stay, guest or channel is not surveyed."""

    code = "not-asked"


class NothingAnswered(HotelError):
    code = "nothing-answered"
    default_message = _("Nothing was answered. Choose at least one answer, or write something.")


class UnknownAnswer(HotelError):
    """An indicator that is not asked, or points that the scale does not have."""

    code = "unknown-answer"


class LinkNotValid(HotelError):
    """Unknown, expired and used alike: who holds a link learns nothing from it."""

    code = "link-not-valid"
    default_message = _("This link is not valid, or not any more.")


class NotADraft(HotelError):
    code = "not-a-draft"
    default_message = _("Only a draft can be changed. Begin a new version.")


class IncompleteSystem(HotelError):
    code = "incomplete-system"
