from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guests.models.guest import Guest


class MatchReview(models.Model):
    """Two files that may be one person: `guest` was made when data arrived, `candidate` was there before.

    `reasons` are the keys of `guests.matching.Reason`.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        MERGED = "merged", _("merged")
        DIFFERENT = "different", _("two people")

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="match_reviews")
    candidate = models.ForeignKey(Guest, models.CASCADE, related_name="match_candidacies")
    score = models.PositiveSmallIntegerField(_("score"))
    reasons = ArrayField(models.CharField(max_length=40), verbose_name=_("reasons"), default=list)
    source = models.CharField(_("source"), max_length=40, blank=True, default="")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["guest", "candidate"], name="pair_reviewed_once"),
            models.CheckConstraint(condition=~Q(guest=F("candidate")), name="review_needs_two_files"),
            models.CheckConstraint(condition=Q(score__lte=100), name="review_score_at_most_100"),
        ]
        indexes = [models.Index(fields=["status", "-score"], name="review_queue")]

    def __str__(self):
        return f"{self.guest_id} ~ {self.candidate_id} ({self.score})"
