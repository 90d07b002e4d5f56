"""Guest classes and tiers: the rules, who stands where, every change with the figures that caused it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped, staff
from common.money import MoneyField
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from loyalty.choices import ChangeCause, ChangeStatus, GuestClass, Ladder, NoticeKind
from loyalty.ladder import figure_words
from reservations.models.hotel import Named


@audited()
class Tier(Named, TimeStamped):
    """One step of the membership; the lowest, with order 0, asks for nothing."""

    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    multiplier = models.DecimalField(
        _("points count so many times"),
        max_digits=4,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )
    discount_percent = models.DecimalField(
        _("off the room, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(multiplier__gte=0, multiplier__lte=10), name="tier_multiplier_0_to_10"
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100),
                name="tier_discount_is_a_percentage",
            ),
        ]


class LadderRules(models.Model):
    """One version of the rules of a ladder; versions are added, never changed. Days before `valid_from` are judged
    by the version before, and the delivered rules come first of all.

    `document` is what `loyalty.ladder.rules_of` reads: a list of {"target", "combine", "conditions": [{"metric",
    "at_least", "window"}]}; `uncounted` what `loyalty.ladder.uncounted_of` reads, of tiers only.
    """

    ladder = models.CharField(_("decides on"), max_length=5, choices=Ladder)
    document = models.JSONField(_("rules"))
    uncounted = models.JSONField(_("stays that earn no tier"), default=dict, blank=True)
    valid_from = models.DateField(_("in force from"))
    note = models.CharField(_("why"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("set on"), auto_now_add=True)
    created_by = models.CharField(_("set by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("rules of classes and tiers")
        verbose_name_plural = _("rules of classes and tiers")
        ordering = ["-valid_from", "-pk"]

    def __str__(self):
        return f"{self.ladder} {self.valid_from}"


@audited(exclude=("figures", "figures_on"))
class Membership(TimeStamped):
    """A guest who joined; his number is `guest.membership_number`.

    `figures` are those of the last evaluation, by rule, from which the page says what he still needs. `below_since`
    is the day from which on he no longer earns his tier and the grace runs. A person's decision: never below
    `floor`, never above `ceiling`, until `locked_until` (None: until it is lifted).
    """

    guest = models.OneToOneField(Guest, models.PROTECT, related_name="membership")
    tier = models.ForeignKey(Tier, models.PROTECT, verbose_name=_("tier"), related_name="+")
    since = models.DateField(_("member since"))
    tier_since = models.DateField(_("in this tier since"))
    enrolled_by = staff(_("enrolled by"))
    figures = models.JSONField(default=dict, blank=True)
    figures_on = models.DateField(_("figures of"), null=True, blank=True)
    below_since = models.DateField(_("below his tier since"), null=True, blank=True)
    floor = models.ForeignKey(
        Tier, models.PROTECT, verbose_name=_("never below"), null=True, blank=True, related_name="+"
    )
    ceiling = models.ForeignKey(
        Tier, models.PROTECT, verbose_name=_("never above"), null=True, blank=True, related_name="+"
    )
    lock_reason = models.CharField(_("why locked"), max_length=200, blank=True, default="")
    locked_by = staff(_("locked by"))
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    locked_until = models.DateField(_("locked until"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("synthetic"), default=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(floor__isnull=True, ceiling__isnull=True) | ~Q(lock_reason=""),
                name="membership_lock_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["below_since"],
                name="membership_falling",
                condition=Q(below_since__isnull=False),
            )
        ]
        triggers = [lands_on_survivor()]
        permissions = [
            ("enrol_guest", "May enrol a guest as a member"),
            ("lock_tier", "May decide on a guest's tier in spite of his figures"),
            ("review_tierchange", "May let changes of tier come into force"),
        ]

    def __str__(self):
        return f"{self.guest_id}: {self.tier_id}"

    @property
    def number(self) -> str:
        """As it stands on the card."""
        return self.guest.membership_number or ""

    def is_locked(self, on) -> bool:
        """Whether a person's decision holds on business date `on`."""
        decided = self.floor_id is not None or self.ceiling_id is not None
        return decided and (self.locked_until is None or self.locked_until >= on)


class TierChange(models.Model):
    """A guest goes, or is to go, from one tier to another, with the figures that caused it.

    `before` None: he joined. A staged one is not in force; there is one at most for each guest.
    """

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="tier_changes")
    before = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="+")
    after = models.ForeignKey(Tier, models.PROTECT, related_name="+")
    cause = models.CharField(_("cause"), max_length=8, choices=ChangeCause)
    status = models.CharField(_("status"), max_length=9, choices=ChangeStatus)
    day = models.DateField(_("business date"))
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    staged_at = models.DateTimeField(_("found"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = staff(_("decided by"))

    class Meta:
        verbose_name = _("change of tier")
        verbose_name_plural = _("changes of tier")
        ordering = ["-staged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["guest"],
                condition=Q(status=ChangeStatus.STAGED),
                name="one_staged_tier_change",
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=True) | ~Q(before=F("after")), name="tier_change_changes"
            ),
        ]
        indexes = [models.Index(fields=["day", "after"], name="tier_change_day")]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.guest_id} {self.day}: {self.before_id} → {self.after_id}"

    @property
    def told(self) -> list[str]:
        """The figures that caused it, in the reader's language."""
        return [figure_words(key, value) for key, value in self.figures.items()]


class ServiceClass(models.Model):
    """The guest class of one guest, written by the night alone and only where something differs.

    No row: a new guest. `why` names what decided: 'vip' (a person), or target and number of the rule ('business:2').
    """

    guest = models.OneToOneField(Guest, models.CASCADE, primary_key=True, related_name="service_class")
    guest_class = models.CharField(_("guest class"), max_length=8, choices=GuestClass)
    since = models.DateField(_("since"))
    why = models.CharField(max_length=20)
    stays = models.PositiveIntegerField(_("stays"))
    spend = MoneyField(_("spend"))

    class Meta:
        verbose_name = _("guest class")
        verbose_name_plural = _("guest classes")
        indexes = [models.Index(fields=["guest_class"], name="service_class_of")]

    def __str__(self):
        return f"{self.guest_id}: {self.guest_class}"


class ClassChange(models.Model):
    """In the night of `day` a guest went from one class to another; with the figures that caused it."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="class_changes", db_index=False)
    day = models.DateField(_("night of"))
    was = models.CharField(_("class before"), max_length=8, choices=GuestClass)
    now = models.CharField(_("class after"), max_length=8, choices=GuestClass)
    why = models.CharField(max_length=20)
    stays = models.PositiveIntegerField(_("stays"))
    spend = MoneyField(_("spend"))

    class Meta:
        verbose_name = _("change of guest class")
        verbose_name_plural = _("changes of guest class")
        constraints = [
            models.UniqueConstraint(fields=["guest", "day"], name="one_class_change_a_night"),
        ]
        indexes = [models.Index(fields=["day", "now"], name="class_change_day")]

    def __str__(self):
        return f"{self.guest_id} {self.day}: {self.was} → {self.now}"


class Notice(models.Model):
    """What a guest is to be told about his membership. `key` makes sure that it is said once. Who was told has
    `told_at`: by `told_by`, or by a message where that is None.
    """

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="loyalty_notices")
    kind = models.CharField(_("about"), max_length=12, choices=NoticeKind)
    key = models.CharField(max_length=40)
    day = models.DateField(_("business date"))
    due_on = models.DateField(_("takes effect on"), null=True, blank=True)
    #: What the message is filled with: {"tier"} or {"points"}.
    figures = models.JSONField(default=dict)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    told_by = staff(_("told by"))

    class Meta:
        verbose_name = _("notice to a member")
        verbose_name_plural = _("notices to members")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["guest", "kind", "key"], name="loyalty_notice_once"),
        ]
        indexes = [
            models.Index(fields=["day"], name="loyalty_notice_open", condition=Q(told_at__isnull=True))
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.guest_id} {self.kind} {self.key}"
