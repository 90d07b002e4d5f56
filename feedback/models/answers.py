"""What guests answered: a set by one guest about one stay, and its answers."""

from decimal import Decimal

from django.db import models
from django.db.models import Case, FloatField, Q, Value, When
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from common.addresses import address
from feedback.choices import Scale, SurveyChannel
from feedback.models.system import Indicator, Instrument
from feedback.scales import SHAPES
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from reservations.models import Room, Stay


def _score() -> Case:
    """`(points − lowest) / (highest − lowest) × 100` of the answer's scale; the same as `scales.score`."""
    points = Cast("points", FloatField())
    cases = [
        When(
            scale=scale,
            then=(points - Value(float(shape.lowest)))
            * Value(100.0)
            / Value(float(shape.highest - shape.lowest)),
        )
        for scale, shape in SHAPES.items()
    ]
    return Case(*cases)


def _points_of_the_scale() -> Q:
    """Which points each scale has."""
    allowed = Q(points__isnull=True)
    for scale, shape in SHAPES.items():
        if shape.whole:
            allowed |= Q(scale=scale, points__in=[Decimal(step) for step, _word in shape.steps])
        else:
            allowed |= Q(scale=scale, points__gte=shape.lowest, points__lte=shape.highest)
    return allowed


class AnswerSet(models.Model):
    """Everything one guest said at one time. `guest` and `stay` are None where nobody knows who he is.

    `finished_at` is None while he is still answering: such a set counts nowhere. `business_date` is the hotel's
    day on which he answered, `external_id` the number that a file or another system (`source`) gave it.
    """

    guest = models.ForeignKey(
        Guest,
        models.PROTECT,
        verbose_name=_("guest"),
        null=True,
        blank=True,
        related_name="answer_sets",
        db_index=False,
    )
    stay = models.ForeignKey(
        Stay, models.PROTECT, verbose_name=_("stay"), null=True, blank=True, related_name="answer_sets"
    )
    room = models.ForeignKey(
        Room, models.PROTECT, verbose_name=_("room"), null=True, blank=True, related_name="+"
    )
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="answer_sets")
    channel = models.CharField(_("channel"), max_length=9, choices=SurveyChannel)
    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    business_date = models.DateField(_("date"))
    answered_at = models.DateTimeField(_("answered"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    comment = models.TextField(_("in his own words"), blank=True, default="")
    noted_by = models.CharField(_("noted by"), max_length=150, blank=True, default="")
    source = models.SlugField(_("source"), max_length=40, blank=True, default="")
    external_id = models.CharField(_("number at the source"), max_length=80, blank=True, default="")
    imported_from = models.ForeignKey(
        "feedback.AnswerImport", models.SET_NULL, null=True, blank=True, related_name="answer_sets"
    )
    is_synthetic = models.BooleanField(_("synthetic"), default=False, db_default=False)

    class Meta:
        verbose_name = _("answers of a guest")
        verbose_name_plural = _("answers of guests")
        ordering = ["-business_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stay", "channel"],
                condition=Q(stay__isnull=False),
                name="one_answer_set_per_stay_and_channel",
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="one_answer_set_per_number_at_the_source",
            ),
            models.CheckConstraint(
                condition=Q(stay__isnull=True) | Q(guest__isnull=False),
                name="answers_about_a_stay_have_a_guest",
            ),
        ]
        indexes = [
            models.Index(fields=["guest", "-business_date"], name="answers_of_guest"),
            models.Index(
                fields=["-business_date", "-id"],
                name="answers_newest",
                condition=Q(finished_at__isnull=False),
            ),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.business_date} {self.channel}"

    def get_absolute_url(self) -> str:
        return address("feedback:answer_set", self.pk)


class Answer(models.Model):
    """One answer: points of the set's scale, or that the guest did not use what is asked about.

    Points are kept as they were answered; `score` is them on 0–100, computed by the database. There is no
    number of its own: a set has each indicator once, and there are tens of millions of them.
    """

    pk = models.CompositePrimaryKey("answer_set", "indicator")
    answer_set = models.ForeignKey(AnswerSet, models.CASCADE, related_name="answers", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="answers", db_index=False)
    scale = models.CharField(_("scale"), max_length=8, choices=Scale)
    points = models.DecimalField(_("points"), max_digits=3, decimal_places=1, null=True, blank=True)
    not_used = models.BooleanField(_("not used"), default=False)
    score = models.GeneratedField(
        expression=_score(),
        output_field=models.FloatField(_("score"), null=True),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(points__isnull=False, not_used=False) | Q(points__isnull=True, not_used=True),
                name="answer_is_points_or_not_used",
            ),
            models.CheckConstraint(condition=_points_of_the_scale(), name="answer_has_points_of_its_scale"),
        ]

    def __str__(self):
        return f"{self.answer_set_id} {self.indicator_id}: {self.points}"
