from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from guests.choices import PreferenceCategory
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from reservations.choices import Motive, Origin, StayStatus
from reservations.models.hotel import Channel, Room, RoomType
from reservations.models.repeated import reads_its_booking, repeats, tells_its_charges
from reservations.models.reservation import ReservationLine
from reservations.models.spending import KEPT_SUMS, SPEND_COLUMNS, SpendByCategory
from reservations.models.touched import notes_who_was_touched
from reservations.querysets import StayQuerySet

#: What a stay says after its booking; see `reservations.models.repeated`.
REPEATED = ("room_type", "channel", "origin", "motive")


@audited(exclude=(*KEPT_SUMS, *REPEATED))
class Stay(SpendByCategory, TimeStamped):
    """One guest's presence on one line: sharers each have one, money belongs to the payer.

    `spend` is the sum of the stay's charges, `spend_…` its parts by kind of outlet; both are kept by
    `reservations.services.room_revenue` in the transaction that posts them, so that the night never sums charges.
    Motive, origin, channel and type of room are the booking's (REPEATED), copied by the database, so that neither
    the night nor a query joins millions of bookings.
    """

    # Without an index of its own: `stay_totals` begins with him.
    guest = models.ForeignKey(Guest, models.PROTECT, related_name="stays", db_index=False)
    line = models.ForeignKey(ReservationLine, models.CASCADE, related_name="stays")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="stays")
    arrival = models.DateField(_("arrival"))
    departure = models.DateField(_("departure"))
    nights = models.GeneratedField(
        # date - date is an integer in PostgreSQL; Django's own subtraction would make an interval of it.
        expression=Func("departure", "arrival", arg_joiner=" - ", template="(%(expressions)s)"),
        output_field=models.IntegerField(verbose_name=_("nights")),
        db_persist=True,
    )
    status = models.CharField(_("status"), max_length=11, choices=StayStatus, default=StayStatus.EXPECTED)
    is_payer = models.BooleanField(_("pays"), default=True)
    checked_in_at = models.DateTimeField(_("checked in"), null=True, blank=True)
    checked_out_at = models.DateTimeField(_("checked out"), null=True, blank=True)
    motive = models.CharField(
        _("motive of stay"),
        max_length=11,
        choices=Motive,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    origin = models.CharField(
        _("origin"), max_length=9, choices=Origin, blank=True, default="", db_default="", editable=False
    )
    room_type = repeats(RoomType, _("room type"))
    channel = repeats(Channel, _("channel"))
    is_synthetic = models.BooleanField(_("synthetic"), default=False)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        constraints = [
            models.UniqueConstraint(fields=["guest", "line"], name="one_stay_per_guest_and_line"),
            models.UniqueConstraint(fields=["line"], condition=Q(is_payer=True), name="one_payer_per_line"),
            models.CheckConstraint(
                condition=Q(departure__gte=F("arrival")), name="stay_departs_after_arrival"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT])
                | Q(checked_in_at__isnull=False),
                name="stay_checked_in_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status=StayStatus.CHECKED_OUT) | Q(checked_out_at__isnull=False),
                name="stay_checked_out_at_a_moment",
            ),
        ]
        indexes = [
            # What the night reads of five million stays: this index alone (after VACUUM).
            models.Index(
                fields=["guest"],
                name="stay_value",
                condition=Q(status=StayStatus.CHECKED_OUT),
                include=["arrival", "departure", "outlets_used", "spend", "motive"],
            ),
            # What combined queries sum and count of every guest, in his order: this index alone.
            models.Index(
                fields=["guest"],
                name="stay_totals",
                include=[
                    "arrival",
                    "departure",
                    "status",
                    *REPEATED,
                    "spend",
                    "spend_rooms",
                    *SPEND_COLUMNS.values(),
                ],
            ),
            models.Index(fields=["guest", "-arrival"], name="stay_guest_history"),
            models.Index(fields=["status"], name="stay_in_house", condition=Q(status=StayStatus.IN_HOUSE)),
        ]
        permissions = [
            ("override_blacklist", "May serve a blacklisted guest, with a written reason"),
            ("overbook_room_type", "May book more rooms of a type than are left"),
            ("view_arrivals_report", "May read the report of arrivals and the briefing"),
            (
                "view_diners",
                "May see who is in the house or expected, with diet and seat, and what outlets post",
            ),
            ("serve_diners", "May tick off what kitchen and outlets prepared"),
        ]
        triggers = [
            lands_on_survivor(),
            *notes_who_was_touched(),
            reads_its_booking(),
            tells_its_charges(),
        ]

    def __str__(self):
        return f"{self.guest_id} {self.arrival} – {self.departure}"


@audited()
class StayWish(TimeStamped):
    """A wish for this stay; promoted knowingly it becomes a preference for ever.

    `done_at` says that the room was prepared for it, `served_at` that kitchen and outlets were: an allergy is
    seen to in both.
    """

    line = models.ForeignKey(ReservationLine, models.CASCADE, related_name="wishes")
    guest = models.ForeignKey(Guest, models.PROTECT, related_name="stay_wishes")
    category = models.CharField(_("about"), max_length=8, choices=PreferenceCategory)
    text = models.CharField(_("wish"), max_length=200)
    noted_by = models.CharField(_("noted by"), max_length=80, blank=True, default="")
    done_at = models.DateTimeField(_("prepared"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    served_at = models.DateTimeField(_("prepared by kitchen and outlets"), null=True, blank=True)
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("wish for this stay")
        constraints = [
            models.UniqueConstraint(fields=["line", "guest", "category", "text"], name="wish_once_per_stay"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return self.text
