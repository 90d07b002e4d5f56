"""What people said of a text, the models learnt from it as plain data, and what the newest one reads in every text."""

from dataclasses import asdict

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from analytics.words.choices import Polarity
from analytics.words.estimator import POLARITY, ClassQuality, Estimator, Head, Quality
from feedback.models import AnswerSet, Complaint

#: How figures are stored.
FLOAT = "<f8"


class OfOneText(models.Model):
    """Something said of one text: of a guest's answers or of a complaint. `themes` are keys of criteria."""

    polarity = models.CharField(_("polarity"), max_length=8, choices=Polarity)
    themes = ArrayField(models.SlugField(max_length=40), verbose_name=_("themes"), default=list, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_set__isnull=False, complaint__isnull=True)
                | Q(answer_set__isnull=True, complaint__isnull=False),
                name="%(class)s_of_one_text",
            )
        ]


class TextLabel(OfOneText):
    """What one colleague said of a text. A second one's label of the same text tells how far people agree."""

    answer_set = models.ForeignKey(AnswerSet, models.CASCADE, null=True, related_name="text_labels")
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, related_name="text_labels")
    labelled_by = models.CharField(_("labelled by"), max_length=150)
    labelled_at = models.DateTimeField(_("labelled"), db_default=Now())

    class Meta(OfOneText.Meta):
        verbose_name = _("label of a text")
        verbose_name_plural = _("labels of texts")
        ordering = ["labelled_at", "pk"]
        constraints = [
            *OfOneText.Meta.constraints,
            models.UniqueConstraint(
                fields=["answer_set", "complaint", "labelled_by"],
                name="one_label_per_text_and_person",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.answer_set_id or self.complaint_id} {self.polarity}"


class WordsModel(models.Model):
    """One version: terms with their weights, and its quality on texts it was not trained on.

    `idf` has a little-endian double for each term, `figures` one for each class of each head and term, with the
    intercept last. `is_usable` is False where it does not beat the majority: then no figure is made of it.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    trained_at = models.DateTimeField(_("trained"))
    trained_by = models.CharField(_("trained by"), max_length=150, blank=True, default="")
    labels = models.PositiveIntegerField(_("labelled texts"))
    is_usable = models.BooleanField(_("better than the majority"))
    heads = models.JSONField()
    terms = models.JSONField()
    idf = models.BinaryField()
    figures = models.BinaryField()

    class Meta:
        verbose_name = _("model of words")
        verbose_name_plural = _("models of words")
        ordering = ["-version"]

    def __str__(self):
        return f"{self.version}"

    def keep(self, estimator: Estimator) -> None:
        """Take over what was learnt; not saved yet."""
        self.terms = list(estimator.terms)
        self.heads = [asdict(head) for head in estimator.heads]
        self.idf = estimator.idf.astype(FLOAT).tobytes()
        self.figures = estimator.figures.astype(FLOAT).tobytes()
        self.is_usable = self.quality.is_better

    @property
    def all_heads(self) -> tuple[Head, ...]:
        return tuple(_head(head) for head in self.heads)

    @property
    def quality(self) -> Quality:
        """Of the polarity."""
        return next(head.quality for head in self.all_heads if head.name == POLARITY)

    def estimator(self) -> Estimator:
        columns = len(self.terms) + 1
        return Estimator(
            tuple(self.terms),
            np.frombuffer(bytes(self.idf), FLOAT),
            self.all_heads,
            np.frombuffer(bytes(self.figures), FLOAT).reshape(-1, columns),
        )


def _head(kept: dict) -> Head:
    quality = {**kept["quality"]}
    quality["classes"] = tuple(ClassQuality(**each) for each in quality["classes"])
    return Head(kept["name"], tuple(kept["classes"]), Quality(**quality))


class TextReading(OfOneText):
    """What the newest usable model reads in a text; `sure` is its own probability, 0–1. Written at night."""

    answer_set = models.OneToOneField(AnswerSet, models.CASCADE, null=True, related_name="text_reading")
    complaint = models.OneToOneField(Complaint, models.CASCADE, null=True, related_name="text_reading")
    words_model = models.ForeignKey(WordsModel, models.CASCADE, related_name="readings")
    sure = models.FloatField()

    class Meta(OfOneText.Meta):
        verbose_name = _("reading of a text")
        verbose_name_plural = _("readings of texts")

    def __str__(self):
        return f"{self.answer_set_id or self.complaint_id} {self.polarity}"
