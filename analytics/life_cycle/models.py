"""Where every guest stands, who moved when, the hotel's thresholds, and the nights' counts."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analytics.life_cycle.choices import State
from analytics.life_cycle.rules import Thresholds
from guests.models import Guest

FEWEST_DAYS, MOST_DAYS = MinValueValidator(1), MaxValueValidator(3650)


class LifeCycleRules(models.Model):
    """One version of the thresholds; versions are added, never changed, and the newest one counts."""

    at_risk = models.PositiveSmallIntegerField(
        _("at risk after so much of his usual interval, %"),
        default=150,
        validators=[MinValueValidator(100), MaxValueValidator(1000)],
    )
    lost = models.PositiveSmallIntegerField(
        _("lost after so much of it, %"),
        default=300,
        validators=[MinValueValidator(100), MaxValueValidator(2000)],
    )
    single = models.PositiveSmallIntegerField(
        _("interval assumed of who stayed once, days"), default=365, validators=[FEWEST_DAYS, MOST_DAYS]
    )
    shortest = models.PositiveSmallIntegerField(
        _("shortest interval that counts, days"), default=30, validators=[FEWEST_DAYS, MOST_DAYS]
    )
    longest = models.PositiveSmallIntegerField(
        _("longest interval that counts, days"), default=730, validators=[FEWEST_DAYS, MOST_DAYS]
    )
    loyal_stays = models.PositiveSmallIntegerField(
        _("loyal from so many stays"), default=5, validators=[MinValueValidator(2), MaxValueValidator(500)]
    )
    loyal_days = models.PositiveSmallIntegerField(
        _("within so many days"), default=730, validators=[FEWEST_DAYS, MOST_DAYS]
    )
    outlets = models.PositiveSmallIntegerField(
        _("several outlets: kinds beside the room"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
    )
    note = models.CharField(_("why"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("set on"), auto_now_add=True)
    created_by = models.CharField(_("set by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("rules of the life-cycle")
        verbose_name_plural = _("rules of the life-cycle")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(lost__gt=F("at_risk")), name="lost_after_at_risk"),
            models.CheckConstraint(
                condition=Q(longest__gte=F("shortest")), name="longest_not_below_shortest"
            ),
        ]

    def __str__(self):
        return f"{self.pk}: {self.at_risk} % / {self.lost} %"

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(
            at_risk=self.at_risk,
            lost=self.lost,
            single=self.single,
            shortest=self.shortest,
            longest=self.longest,
            loyal_stays=self.loyal_stays,
            loyal_days=self.loyal_days,
            outlets=self.outlets,
        )


class GuestLifeCycle(models.Model):
    """Where one guest stands. Written by the night's SQL alone, and only where something differs.

    `at_risk_on` and `lost_on` say when he becomes so unless he comes: they do not change from night to night.
    """

    guest = models.OneToOneField(Guest, models.CASCADE, primary_key=True, related_name="life_cycle")
    state = models.CharField(_("life-cycle"), max_length=10, choices=State)
    since = models.DateField(_("since"))
    previous = models.CharField(_("before that"), max_length=10, choices=State, blank=True, default="")
    usual_days = models.PositiveIntegerField(_("usual interval, days"), null=True)
    at_risk_on = models.DateField(_("at risk from"), null=True)
    lost_on = models.DateField(_("lost from"), null=True)

    class Meta:
        verbose_name = _("life-cycle of a guest")
        verbose_name_plural = _("life-cycles of guests")
        indexes = [models.Index(fields=["state", "since"], name="life_cycle_state")]

    def __str__(self):
        return f"{self.guest_id}: {self.state}"


class LifeCycleChange(models.Model):
    """In the night of `day` a guest went from one state, in which he had been since `was_since`, to another."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="life_cycle_changes", db_index=False)
    day = models.DateField(_("night of"))
    was = models.CharField(_("state before"), max_length=10, choices=State)
    was_since = models.DateField(_("since"))
    now = models.CharField(_("state after"), max_length=10, choices=State)

    class Meta:
        verbose_name = _("change of life-cycle")
        verbose_name_plural = _("changes of life-cycle")
        constraints = [
            models.UniqueConstraint(fields=["guest", "day"], name="one_life_cycle_change_a_night"),
            models.CheckConstraint(condition=~Q(was=F("now")), name="life_cycle_change_changes"),
        ]
        indexes = [models.Index(fields=["day", "now"], name="life_cycle_change_day")]

    def __str__(self):
        return f"{self.guest_id} {self.day}: {self.was} → {self.now}"


class LifeCycleNight(models.Model):
    """What the managers' page shows of one night: computed once and stored."""

    business_date = models.DateField(_("business date"), unique=True)
    finished_at = models.DateTimeField(_("finished"))
    rules = models.ForeignKey(LifeCycleRules, models.PROTECT, null=True, related_name="nights")
    guests = models.PositiveIntegerField(_("guests"))
    #: What had changed up to this round of the sums of stays (analytics.value) was seen; NULL: unknown.
    sums_round = models.PositiveIntegerField(null=True)
    #: {state: guests}
    counts = models.JSONField(default=dict)
    #: [[was, now, guests]]
    moves = models.JSONField(default=list)

    class Meta:
        verbose_name = _("night of the life-cycle")
        verbose_name_plural = _("nights of the life-cycle")
        ordering = ["-business_date"]

    def __str__(self):
        return str(self.business_date)
