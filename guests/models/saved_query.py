"""Combined queries that are kept, lists frozen from them, and what was done to or taken from such lists."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.base import TimeStamped, Versioned
from common.models import JobRun
from guests.choices import Department
from guests.models.guest import Guest


class SavedQuery(TimeStamped, Versioned):
    """A query with a name: its owner's own, or shared with departments; a locked one only its owner changes."""

    name = models.CharField(_("name"), max_length=120)
    document = models.JSONField(_("query"))
    columns = ArrayField(models.CharField(max_length=40), verbose_name=_("columns"), default=list, blank=True)
    sort = models.CharField(_("order"), max_length=41, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("owner"), related_name="saved_queries"
    )
    shared_with = ArrayField(
        models.CharField(max_length=16, choices=Department),
        verbose_name=_("shared with"),
        default=list,
        blank=True,
    )
    is_locked = models.BooleanField(_("locked: only the owner may change it"), default=False)

    class Meta:
        verbose_name = _("saved query")
        verbose_name_plural = _("saved queries")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="query_name_once_per_owner"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_query_has_a_name"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('guests:query')}?saved={self.pk}"


class QueryDraft(models.Model):
    """A query that names a person, while its owner works on it: it may stand in no address, so this id does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    document = models.JSONField(_("query"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("draft of a query")
        indexes = [models.Index(fields=["created_at"], name="query_draft_age")]

    def __str__(self):
        return str(self.pk)


class FrozenList(models.Model):
    """The guests whom a query found at one moment; whatever is done with them is done with exactly these."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("frozen by"), related_name="+"
    )
    document = models.JSONField(_("query"))
    words = models.TextField(_("query in words"))
    count = models.PositiveIntegerField(_("guests"))
    created_at = models.DateTimeField(_("frozen at"), auto_now_add=True)

    class Meta:
        verbose_name = _("frozen list")
        verbose_name_plural = _("frozen lists")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at"], name="frozen_list_age")]
        permissions = [("export_contact", "May export whole phone numbers and e-mail addresses")]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d %H:%M} ({self.count})"

    def get_absolute_url(self) -> str:
        return reverse("guests:frozen_list", args=[self.pk])


class FrozenGuest(models.Model):
    """One guest of a frozen list."""

    frozen_list = models.ForeignKey(FrozenList, models.CASCADE, related_name="members")
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="frozen_in")

    class Meta:
        verbose_name = _("guest of a frozen list")
        constraints = [
            models.UniqueConstraint(fields=["frozen_list", "guest"], name="guest_once_per_frozen_list"),
        ]

    def __str__(self):
        return f"{self.frozen_list_id} {self.guest_id}"


class ListAction(models.Model):
    """Something done once to all guests of a frozen list. Its id comes with the form: sent twice, done once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    frozen_list = models.ForeignKey(FrozenList, models.CASCADE, related_name="actions")
    action = models.CharField(_("action"), max_length=40)
    data = models.JSONField(_("entries"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("by"), null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    changed = models.PositiveIntegerField(_("changed"), null=True)  # null: not over yet
    run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="list_action")

    class Meta:
        verbose_name = _("action on a list")
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.action} {self.frozen_list_id}"


class QueryExport(models.Model):
    """Somebody took guests out of the system: who, when, by which query, which columns, how many."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("by"), null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    document = models.JSONField(_("query"))
    words = models.TextField(_("query in words"))
    columns = ArrayField(models.CharField(max_length=40), verbose_name=_("columns"))
    format = models.CharField(_("format"), max_length=4)
    count = models.PositiveIntegerField(_("guests"))
    with_contacts = models.BooleanField(_("whole phone numbers and addresses"))

    class Meta:
        verbose_name = _("export of guests")
        verbose_name_plural = _("exports of guests")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.count}"
