import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from guests.choices import Basis, ConsentPurpose, ContactChannel, Department, PreferenceCategory
from guests.models.guest import Guest
from guests.models.landing import lands_on_survivor


@audited()
class Preference(TimeStamped):
    """Something he likes or must have, for ever; a wish for one stay is a reservations.StayWish."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="preferences", db_index=False)
    category = models.CharField(_("about"), max_length=8, choices=PreferenceCategory)
    text = models.CharField(_("preference"), max_length=200)
    basis = models.CharField(_("how we know"), max_length=8, choices=Basis, default=Basis.STATED)
    is_must = models.BooleanField(_("must have (allergy, health)"), default=False)
    source = models.CharField(_("source"), max_length=40, default="desk")
    noted_by = models.CharField(_("noted by"), max_length=80, blank=True, default="")

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["guest", "category", "text"], name="preference_once_per_guest"),
            models.CheckConstraint(condition=~models.Q(text=""), name="preference_says_something"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return self.text


class Consent(models.Model):
    """One line of the append-only log: he agreed to, or refused, one purpose by one channel.

    The database refuses to change or delete a line. A merge may move it to the survivor's file; an erasure alone
    takes it away (with `pgtrigger.ignore`).
    """

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField(_("purpose"), max_length=10, choices=ConsentPurpose)
    channel = models.CharField(_("channel"), max_length=6, choices=ContactChannel)
    is_given = models.BooleanField(_("agreed"))
    source = models.CharField(_("source"), max_length=40, default="desk")
    wording = models.CharField(_("wording"), max_length=40, blank=True, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        indexes = [models.Index(fields=["guest", "purpose", "channel", "-at"], name="consent_newest")]
        triggers = [
            lands_on_survivor(),
            pgtrigger.Trigger(
                name="consents_are_only_added",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=(
                    "IF TG_OP = 'UPDATE' AND (NEW.id, NEW.purpose, NEW.channel, NEW.is_given, NEW.source, NEW.wording,"
                    " NEW.at) IS NOT DISTINCT FROM (OLD.id, OLD.purpose, OLD.channel, OLD.is_given, OLD.source,"
                    " OLD.wording, OLD.at) AND COALESCE(NEW.recorded_by_id = OLD.recorded_by_id,"
                    " NEW.recorded_by_id IS NULL) THEN RETURN NEW; END IF;"
                    " RAISE EXCEPTION 'A line of the log of consents is never changed: add a new one.'"
                    " USING ERRCODE = 'restrict_violation';"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.purpose}/{self.channel}: {self.is_given}"


@audited()
class Note(TimeStamped):
    """A department's note on a guest; confidential ones need a permission of their own."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="notes")
    department = models.CharField(_("department"), max_length=16, choices=Department)
    text = models.TextField(_("note"), max_length=2000)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("note")
        ordering = ["-created_at"]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return self.text[:40]
