from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from common.audit import audited
from common.base import TimeStamped, Versioned
from guests.called import Called
from guests.choices import Calendar, Credit, Education, Gender, IncomeBand, Industry, RelationshipKind
from guests.models.landing import lands_on_survivor
from guests.querysets import GuestQuerySet


@audited()
class Guest(Called, TimeStamped, Versioned):
    """A person the hotel knows; a prospect has no stay yet.

    `name` is written as he writes it (王晓明, Jonas Müller). How he is found by name lives in NameToken, kept
    by `guests.services.names`. A channel may fill empty fields but never one listed in `confirmed_fields`.
    """

    number = models.GeneratedField(
        expression=Concat(Value("G"), LPad(Cast("id", models.CharField()), 8, Value("0"))),
        output_field=models.CharField(max_length=9, verbose_name=_("guest number")),
        db_persist=True,
        unique=True,
    )
    name = models.CharField(_("full name"), max_length=120, blank=True, default="")
    latin_name = models.CharField(_("latin name"), max_length=120, blank=True, default="")
    former_names = ArrayField(
        models.CharField(max_length=120), verbose_name=_("former names"), default=list, blank=True
    )
    salutation = models.CharField(_("likes to be addressed as"), max_length=60, blank=True, default="")
    gender = models.CharField(_("gender"), max_length=6, choices=Gender, blank=True, default="")
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    birthday_calendar = models.CharField(
        _("birthday by"), max_length=5, choices=Calendar, default=Calendar.SOLAR
    )
    nationality = CountryField(_("nationality"), blank=True, default="")
    region = models.CharField(_("region"), max_length=40, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    account = models.ForeignKey(
        "guests.Account",
        models.SET_NULL,
        verbose_name=_("employer or account"),
        null=True,
        blank=True,
        related_name="guests",
        db_index=False,  # `guest_account` holds those who have one
    )
    position = models.CharField(_("position"), max_length=80, blank=True, default="")
    industry = models.CharField(_("industry"), max_length=12, choices=Industry, blank=True, default="")
    education = models.CharField(_("education"), max_length=16, choices=Education, blank=True, default="")
    income_band = models.PositiveSmallIntegerField(
        _("monthly income (CNY)"), choices=IncomeBand, null=True, blank=True
    )
    household_size = models.PositiveSmallIntegerField(_("household size"), null=True, blank=True)
    credit = models.PositiveSmallIntegerField(_("credit"), choices=Credit, null=True, blank=True)
    membership_number = models.CharField(_("membership number"), max_length=32, null=True, blank=True)  # noqa: DJ001 unique, so empty is NULL
    referred_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("recommended by"),
        null=True,
        blank=True,
        related_name="referrals",
        db_index=False,
    )
    source = models.CharField(_("source"), max_length=40, default="desk")

    is_vip = models.BooleanField(_("VIP"), default=False)
    vip_reason = models.CharField(_("why VIP"), max_length=200, blank=True, default="")
    vip_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    vip_until = models.DateField(_("VIP until"), null=True, blank=True)

    confirmed_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    is_synthetic = models.BooleanField(_("synthetic"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_guests", db_index=False
    )
    # Who he was has been taken out of everything; what remains is counted, and stays without a name.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    created_by = models.CharField(_("entered by"), max_length=80, blank=True, default="", editable=False)

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        constraints = [
            models.UniqueConstraint(fields=["membership_number"], name="membership_number_belongs_to_one"),
            models.CheckConstraint(condition=Q(is_vip=False) | ~Q(vip_reason=""), name="vip_has_a_reason"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="guest_not_merged_into_himself"),
            models.CheckConstraint(condition=~Q(membership_number=""), name="membership_number_not_blank"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", latin_name="", birthday__isnull=True, membership_number__isnull=True),
                name="erased_guest_has_no_name",
            ),
        ]
        # Of what most guests have not, only those who have it are indexed.
        indexes = [
            models.Index(fields=["birthday"], name="guest_birthday", condition=Q(birthday__isnull=False)),
            models.Index(fields=["account"], name="guest_account", condition=Q(account__isnull=False)),
            models.Index(
                fields=["referred_by"], name="guest_referrals", condition=Q(referred_by__isnull=False)
            ),
            models.Index(fields=["vip_by"], name="guest_vip_by", condition=Q(vip_by__isnull=False)),
            models.Index(fields=["merged_into"], name="guest_merged", condition=Q(merged_into__isnull=False)),
        ]
        permissions = [
            ("reveal_document", "May see a whole document number"),
            ("blacklist_guest", "May put a guest on the blacklist"),
            ("export_guest", "May export guests"),
            ("view_confidential_note", "May read confidential notes"),
            ("export_personal_data", "May take a copy of all of a guest's data"),
            ("erase_guest", "May erase who a guest was"),
        ]

    def __str__(self):
        return self.display_name


class NameToken(models.Model):
    """One prefix-searchable spelling of a guest's name.

    王晓明 has 王晓明, 晓明, 明, wangxiaoming, xiaomingwang, wxm; Jonas Müller has jonasmuller, mullerjonas,
    muller, jm. One B-tree serves every way of typing a name, from its first letter on.
    """

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="name_tokens", db_index=False)
    token = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)  # why it matched: name, pinyin, initials, latin, former

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guest", "token"], name="name_token_once_per_guest"),
        ]
        indexes = [
            models.Index(
                fields=["token", "guest"],
                name="name_token_prefix",
                opclasses=["text_pattern_ops", "int8_ops"],
                include=["kind"],
            ),
        ]

    def __str__(self):
        return self.token


class ExternalId(models.Model):
    """What another system calls this guest; the exact way to know him again."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="external_ids")
    source = models.CharField(_("source"), max_length=40)
    external_id = models.CharField(_("number there"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="external_id_once_per_source"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.source}:{self.external_id}"


class Relationship(models.Model):
    """`guest` is to `other` what `kind` says; a companion is recorded, not counted as a stay."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="relationships", db_index=False)
    other = models.ForeignKey(Guest, models.CASCADE, related_name="related_from")
    kind = models.CharField(_("relationship"), max_length=10, choices=RelationshipKind)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guest", "other", "kind"], name="relationship_once"),
            models.CheckConstraint(condition=~Q(guest=F("other")), name="relationship_needs_two"),
        ]
        triggers = [lands_on_survivor("guest"), lands_on_survivor("other")]

    def __str__(self):
        return f"{self.guest_id} {self.kind} {self.other_id}"
