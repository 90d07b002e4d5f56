"""How a guest is asked without signing in: links, codes in the rooms, tablets, and the outbox of invitations."""

import hashlib
import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from feedback.choices import InvitationStatus, SurveyChannel
from feedback.models.answers import AnswerSet
from reservations.models import Room, Stay


def new_token() -> str:
    """192 random bits for an address; only its hash is stored."""
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """SHA-256: the token is random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


class SurveyLink(models.Model):
    """One permission to answer, once: who holds the token answers for `stay` (or, without one, for nobody known)."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    stay = models.ForeignKey(Stay, models.CASCADE, null=True, blank=True, related_name="survey_links")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=9, choices=SurveyChannel)
    answer_set = models.ForeignKey(AnswerSet, models.CASCADE, null=True, blank=True, related_name="links")
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    created_by = models.CharField(_("made by"), max_length=150, blank=True, default="")
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("survey link")
        indexes = [models.Index(fields=["expires_at"], name="survey_link_expiry")]

    def __str__(self):
        return f"{self.channel} {self.expires_at:%Y-%m-%d %H:%M}"


class RoomSurveyCode(models.Model):
    """What the QR code on the card of a room says. Printed for everybody who enters the room, so it is no secret
    and kept readable, to print the card again; a new code makes the old card worthless.
    """

    room = models.OneToOneField(Room, models.CASCADE, primary_key=True, related_name="survey_code")
    code = models.CharField(max_length=40, unique=True, default=new_token)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("survey code of a room")

    def __str__(self):
        return f"{self.room_id}"


class SurveyTablet(models.Model):
    """A tablet at the desk: it holds a token of its own and no person's session. `link` is the survey that
    the desk has started on it; the tablet opens it seconds later (`link_taken_at`) and ends it by returning to
    its start.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    link = models.ForeignKey(SurveyLink, models.SET_NULL, null=True, blank=True, related_name="+")
    link_taken_at = models.DateTimeField(null=True, blank=True)
    paired_at = models.DateTimeField(_("set up"), db_default=Now())
    paired_by = models.CharField(_("set up by"), max_length=150, blank=True, default="")
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("survey tablet")
        verbose_name_plural = _("survey tablets")
        ordering = ["name"]

    def __str__(self):
        return self.name


class SurveyInvitation(models.Model):
    """The outbox: a guest who left is asked by e-mail. The link's token is made when the message is sent."""

    stay = models.OneToOneField(Stay, models.CASCADE, related_name="survey_invitation")
    status = models.CharField(
        _("status"), max_length=9, choices=InvitationStatus, default=InvitationStatus.WAITING
    )
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    link = models.ForeignKey(SurveyLink, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("survey invitation")
        verbose_name_plural = _("survey invitations")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="invitation_waiting",
                condition=models.Q(status=InvitationStatus.WAITING),
            ),
        ]

    def __str__(self):
        return f"{self.stay_id} {self.status}"

    @property
    def is_unsent(self) -> bool:
        """It was tried, and nothing went out."""
        return self.status in (InvitationStatus.HELD_BACK, InvitationStatus.FAILED)
