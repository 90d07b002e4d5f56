"""Who was asked, in which round, and what each said. What one expert said is shown to himself alone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.models.weighting import Weighting


class Expert(models.Model):
    """A colleague (`user`), or an outsider by name, who answers by a signed link.

    `link_issue` stands in the link: one more makes the older link worthless.
    """

    weighting = models.ForeignKey(Weighting, models.CASCADE, related_name="experts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="expertises"
    )
    name = models.CharField(_("name"), max_length=80)
    link_issue = models.PositiveSmallIntegerField(default=1)
    invited_at = models.DateTimeField(_("invited"), db_default=Now())
    invited_by = models.CharField(_("invited by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["weighting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["weighting", "user"], condition=Q(user__isnull=False), name="one_expert_per_colleague"
            ),
            models.UniqueConstraint(fields=["weighting", "name"], name="one_expert_per_name"),
        ]

    def __str__(self):
        return self.name


class Round(models.Model):
    """A time in which experts answer. `outcome` is written when it is closed:

    {"experts": n, "groups": {group: {"agreed": bool, "ratio": CR of all together or null,
    "items": {item: {"weight", "median", "lower", "upper", "mean", "variation"}}}}}
    """

    weighting = models.ForeignKey(Weighting, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    opened_by = models.CharField(_("opened by"), max_length=150, blank=True, default="")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=150, blank=True, default="")
    outcome: Any = models.JSONField(_("outcome"), null=True, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["weighting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["weighting", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["weighting"], condition=Q(closed_at__isnull=True), name="one_open_round"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome__isnull=True)
                | Q(closed_at__isnull=False, outcome__isnull=False),
                name="a_closed_round_has_an_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.weighting_id} · {self.number}"

    @property
    def is_agreed(self) -> bool:
        """Whether every group of siblings is agreed upon; False while the round is open."""
        return bool(self.outcome) and all(group["agreed"] for group in self.outcome["groups"].values())


class Reply(models.Model):
    """One expert's sheet in one round; only what is handed in counts."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="replies")
    expert = models.ForeignKey(Expert, models.CASCADE, related_name="replies")
    begun_at = models.DateTimeField(_("begun"), db_default=Now())
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply of an expert")
        verbose_name_plural = _("replies of experts")
        ordering = ["round", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "expert"], name="one_reply_per_round")]

    def __str__(self):
        return f"{self.round_id} · {self.expert_id}"


class Opinion(models.Model):
    """Delphi: points for one sibling; they count as a share of the points of its group."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="opinions")
    group = models.CharField(max_length=40, blank=True, default="")
    item = models.CharField(max_length=40)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["reply", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "group", "item"], name="one_opinion_per_sibling"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100), name="opinion_from_0_to_100_points"
            ),
        ]

    def __str__(self):
        return f"{self.group}/{self.item}: {self.points}"


class Judgement(models.Model):
    """A comparison of two siblings: steps from −8 to 8 on Saaty's scale, or the first's points (0 … 4) of four."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="judgements")
    group = models.CharField(max_length=40, blank=True, default="")
    first = models.CharField(max_length=40)
    second = models.CharField(max_length=40)
    answer = models.SmallIntegerField(_("answer"))

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ["reply", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "group", "first", "second"], name="one_judgement_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(answer__gte=-8, answer__lte=8), name="judgement_is_on_its_scale"
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="two_different_siblings"),
        ]

    def __str__(self):
        return f"{self.first} : {self.second} = {self.answer}"
