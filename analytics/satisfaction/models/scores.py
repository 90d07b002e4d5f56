"""Scores: derived from the answers and a weighting, written by SQL alone, and never edited.

Rows of one weighting are never touched by another: new weights add rows. There are millions of them, so the
database does not check each key while the night writes; an answer set takes its rows along when it is deleted.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.choices import Level
from analytics.satisfaction.models.weighting import Weighting
from analytics.satisfaction.score_statements import place_column
from feedback.choices import MOST_INDICATORS
from feedback.models import AnswerSet, IndicatorSystem
from guests.models import Guest


class Sheet(models.Model):
    """The answers of one finished set in one row, written when it is finished: q01 … are the scores (0–100) of its
    system's indicators in the order of their ids, None for what was not used or not answered.

    A column for each place and not an array: taking 24 figures out of an array takes longer than all arithmetic.
    """

    answer_set = models.OneToOneField(
        AnswerSet, models.CASCADE, primary_key=True, db_constraint=False, related_name="sheet"
    )
    system = models.ForeignKey(
        IndicatorSystem, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    business_date = models.DateField(_("date"))

    class Meta:
        verbose_name = _("sheet of answers")
        verbose_name_plural = _("sheets of answers")
        indexes = [models.Index(fields=["business_date"], name="sheets_by_day")]

    def __str__(self):
        return str(self.answer_set_id)


for _place in range(1, MOST_INDICATORS + 1):
    Sheet.add_to_class(place_column(_place), models.FloatField(null=True))


class AnswerSetScore(models.Model):
    """What one set comes to under one weighting; `answers` is the number of indicators with points.

    Partitioned by weighting: new weights build a table of their own and attach it whole.
    """

    pk = models.CompositePrimaryKey("weighting_id", "answer_set_id")
    weighting = models.ForeignKey(
        Weighting, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    answer_set = models.ForeignKey(
        AnswerSet, models.CASCADE, db_constraint=False, db_index=False, related_name="scores"
    )
    score = models.FloatField(_("score"))
    answers = models.PositiveSmallIntegerField(_("answers"))

    class Meta:
        verbose_name = _("score of an answer set")
        verbose_name_plural = _("scores of answer sets")

    def __str__(self):
        return f"{self.answer_set_id}: {self.score}"


class Scoring(models.Model):
    """One finished computation: the newest one is what pages show. `weighting` is that of the system in use."""

    weighting = models.ForeignKey(Weighting, models.PROTECT, related_name="scorings")
    as_of = models.DateField(_("business date"))
    finished_at = models.DateTimeField(_("finished"))
    sets = models.PositiveIntegerField(_("answer sets"))
    guests = models.PositiveIntegerField(_("guests"))

    class Meta:
        verbose_name = _("computation of scores")
        verbose_name_plural = _("computations of scores")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.as_of}: {self.sets}"


class GuestSatisfaction(models.Model):
    """The mean of a guest's sets, each under the weights in force of its system; `answers` are indicators with
    points in all of them, `last_on` the day of the newest set. Partitioned by weighting, as scores of sets are."""

    pk = models.CompositePrimaryKey("guest_id", "weighting_id")
    guest = models.ForeignKey(
        Guest, models.PROTECT, db_constraint=False, db_index=False, related_name="satisfactions"
    )
    weighting = models.ForeignKey(
        Weighting, models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    score = models.FloatField(_("satisfaction"))
    sets = models.PositiveIntegerField(_("answer sets"))
    answers = models.PositiveIntegerField(_("answers"))
    last_on = models.DateField(_("last asked"))

    class Meta:
        verbose_name = _("satisfaction of a guest")
        verbose_name_plural = _("satisfaction of guests")

    def __str__(self):
        return f"{self.guest_id}: {self.score}"


class MonthScore(models.Model):
    """A month's sample of one level: of all, a criterion, a department or an indicator (`key`)."""

    weighting = models.ForeignKey(Weighting, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(_("month"))
    level = models.CharField(_("level"), max_length=10, choices=Level)
    key = models.CharField(max_length=40, blank=True, default="")
    n = models.PositiveIntegerField(_("answers"))
    mean = models.FloatField(_("mean"), null=True)
    deviation = models.FloatField(_("standard deviation"), null=True)

    class Meta:
        verbose_name = _("score of a month")
        verbose_name_plural = _("scores of months")
        constraints = [
            models.UniqueConstraint(fields=["weighting", "month", "level", "key"], name="one_score_a_month")
        ]
        permissions = [
            ("view_diagnosis", "Can see what guests think of his own department"),
            ("view_whole_diagnosis", "Can see what guests think of every department"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.level} {self.key}: {self.mean}"


class ScoredMonth(models.Model):
    """Of which sets a month's figures are: their number, and a fingerprint of who said which of them. A month whose
    sets are others by now is computed anew."""

    pk = models.CompositePrimaryKey("weighting_id", "month")
    weighting = models.ForeignKey(Weighting, models.PROTECT, db_index=False, related_name="+")
    month = models.DateField(_("month"))
    sets = models.PositiveIntegerField(_("answer sets"))
    fingerprint = models.BigIntegerField()

    class Meta:
        verbose_name = _("month that was scored")
        verbose_name_plural = _("months that were scored")

    def __str__(self):
        return f"{self.month:%Y-%m}: {self.sets}"
