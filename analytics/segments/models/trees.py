"""Questions, the trees that answer them, and which tree the hotel's segments are made by."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.segments.choices import Pruning
from common.base import TimeStamped
from common.models import JobRun


class Question(TimeStamped):
    """What a tree is to tell apart: the scheme's segments (`target` ''), or who has one of `target_values` of an
    attribute from who has not. `attributes` may be asked, in this order."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    target = models.CharField(_("target"), max_length=40, blank=True, default="")
    target_values = ArrayField(
        models.CharField(max_length=40), verbose_name=_("values"), default=list, blank=True
    )
    attributes = ArrayField(models.CharField(max_length=40), verbose_name=_("attributes"))
    max_depth = models.PositiveSmallIntegerField(
        _("questions at most"), default=6, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    min_leaf = models.PositiveIntegerField(
        _("guests of a rule at least"),
        default=5,
        validators=[MinValueValidator(5), MaxValueValidator(100_000)],
    )
    pruning = models.CharField(_("pruning"), max_length=10, choices=Pruning, default=Pruning.AUTOMATIC)
    asked_by = models.CharField(_("asked by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="question_has_a_name"),
            models.CheckConstraint(condition=~Q(attributes=[]), name="question_has_attributes"),
            models.CheckConstraint(
                condition=Q(target="", target_values=[]) | (~Q(target="") & ~Q(target_values=[])),
                name="question_has_a_target_and_its_values",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("segments:question", args=[self.pk])

    @property
    def is_of_scheme(self) -> bool:
        return not self.target


class TreeVersion(models.Model):
    """One fitted tree; never changed. `document`: see `stored_trees`; `scores`: see `services.fitting`.

    `data` says what it learnt from: the night, numbers of guests, labels by people and by rules, the seed.
    `settings` are the question's when it was fitted.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    document = models.JSONField(_("tree"))
    scores = models.JSONField(_("scores"))
    data = models.JSONField(_("data"))
    settings = models.JSONField(_("settings"))
    fitted_at = models.DateTimeField(_("fitted"))
    fitted_by = models.CharField(_("fitted by"), max_length=150, blank=True, default="")
    job_run = models.ForeignKey(JobRun, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of a tree")
        verbose_name_plural = _("versions of trees")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="tree_version_once")]

    def __str__(self):
        return f"{self.question_id} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("segments:tree", args=[self.pk])


class Publication(models.Model):
    """From the next night on the segments are made by this version. The newest one counts; a rollback is one more."""

    version = models.ForeignKey(TreeVersion, models.PROTECT, related_name="publications")
    published_at = models.DateTimeField(_("published"))
    published_by = models.CharField(_("published by"), max_length=150)
    note = models.CharField(_("why"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("publication of a tree")
        verbose_name_plural = _("publications of trees")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.version_id} {self.published_at:%Y-%m-%d}"
