"""The fixed lists of surveys; the keys are stored and are those of the API."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SystemStatus(TextChoices):
    """Of a version of the indicator system: at most one is published, the others are past or being written."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in use")
    RETIRED = "retired", _("past")


class Scale(TextChoices):
    """The ways to answer; see `feedback.scales` for their points."""

    LADDER10 = "ladder10", _("ladder, 10 to 2")
    LADDER5 = "ladder5", _("ladder, 5 to 1")
    KEYWORDS = "keywords", _("keywords, 3 to −3")
    DIRECT = "direct", _("a number from 1 to 10")


class SurveyChannel(TextChoices):
    """The way an answer set reached us."""

    DESK = "desk", _("tablet at the front desk")
    ROOM = "room", _("QR code in the room")
    ONLINE = "online", _("link after departure")
    IN_PERSON = "in_person", _("asked in person")
    API = "api", _("another system")
    IMPORT = "import", _("file")


#: The channels by which the hotel itself asks, each with an instrument of its own.
ASKED_BY_US = (SurveyChannel.DESK, SurveyChannel.ROOM, SurveyChannel.ONLINE, SurveyChannel.IN_PERSON)


class InvitationStatus(TextChoices):
    """Of an invitation to answer after departure, waiting in the outbox."""

    WAITING = "waiting", _("to be sent")
    SENT = "sent", _("sent")
    HELD_BACK = "held_back", _("not sent")
    FAILED = "failed", _("failed")


#: A survey takes under a minute, and a row of scores has so many places.
MOST_INDICATORS = 60
