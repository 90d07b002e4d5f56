from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils.translation import gettext_lazy as _

from common.addresses import address
from common.audit import audited
from common.base import TimeStamped, Versioned
from common.money import MoneyField
from guests.models import Account, Guest
from guests.models.landing import lands_on_survivor
from reservations.choices import HOLDS_ROOM, Board, Motive, Origin, Status, WhyThisHotel
from reservations.models.hotel import Channel, Room, RoomType
from reservations.models.repeated import tells_its_stays, tells_its_stays_the_room_type
from reservations.querysets import LineQuerySet


@audited(exclude=("content_hash", "details_version"))
class Reservation(TimeStamped, Versioned):
    """A promise of rooms for dates, as its source knows it; rooms, people and money hang on its lines.

    `version` is the source's own counter and decides the order of pushes, not the time of receipt. A
    cancellation that arrives before its booking is a reservation without lines.
    """

    source = models.CharField(_("source"), max_length=40)
    external_id = models.CharField(_("number at the source"), max_length=120)
    confirmation = models.GeneratedField(
        expression=Concat(Value("R"), LPad(Cast("id", models.CharField()), 8, Value("0"))),
        output_field=models.CharField(max_length=9, verbose_name=_("confirmation number")),
        db_persist=True,
        unique=True,
    )
    version = models.BigIntegerField(_("version"), default=0)
    # The version whose rooms these are: a message that only cancels does not know them.
    details_version = models.BigIntegerField(default=-1, db_default=-1, editable=False)
    source_updated_at = models.DateTimeField(_("changed at the source"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.CONFIRMED)
    booked_at = models.DateTimeField(_("booked at"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=9, choices=Origin, blank=True, default="")
    channel = models.ForeignKey(Channel, models.PROTECT, verbose_name=_("channel"), null=True, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"), null=True, blank=True)
    group = models.CharField(_("group"), max_length=120, blank=True, default="")
    motive = models.CharField(_("motive of stay"), max_length=11, choices=Motive, blank=True, default="")
    why_this_hotel = models.CharField(
        _("why this hotel"), max_length=11, choices=WhyThisHotel, blank=True, default=""
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    special_requests = ArrayField(
        models.CharField(max_length=300), verbose_name=_("special requests"), default=list, blank=True
    )
    remarks = models.TextField(_("remarks"), max_length=2000, blank=True, default="")
    # What a source counts by itself and we do not (repeat counters of an import, agent codes …).
    attributes = models.JSONField(_("further facts from the source"), default=dict, blank=True)
    booker = models.ForeignKey(
        Guest, models.PROTECT, verbose_name=_("booked by"), null=True, blank=True, related_name="booked"
    )
    guest = models.ForeignKey(
        Guest, models.PROTECT, verbose_name=_("guest"), null=True, blank=True, related_name="reservations"
    )
    is_synthetic = models.BooleanField(_("synthetic"), default=False)
    # One of its people was erased: what a source says about people and in free words is not stored any more.
    is_erased = models.BooleanField(default=False, db_default=False, editable=False)
    created_by = models.CharField(_("taken by"), max_length=80, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="reservation_once_per_source"),
        ]
        indexes = [models.Index(fields=["external_id"], name="reservation_external_id")]
        triggers = [
            lands_on_survivor("guest", may_be_empty=True),
            lands_on_survivor("booker", may_be_empty=True),
            tells_its_stays(),
        ]

    def __str__(self):
        return self.confirmation or self.external_id

    def get_absolute_url(self) -> str:
        return address("reservations:reservation", self.confirmation)


@audited(exclude=("source_version", "source_status"))
class ReservationLine(TimeStamped, Versioned):
    """One room of a reservation from `arrival` to `departure` (exclusive); day use has zero nights."""

    # Here and below without an index of its own where one that is needed anyway begins with the same column.
    reservation = models.ForeignKey(Reservation, models.CASCADE, related_name="lines", db_index=False)
    line = models.CharField(_("line"), max_length=40, default="1")
    room_type = models.ForeignKey(
        RoomType, models.PROTECT, verbose_name=_("room type"), null=True, blank=True
    )  # null: its code is in quarantine
    room = models.ForeignKey(
        Room,
        models.PROTECT,
        verbose_name=_("room"),
        null=True,
        blank=True,
        related_name="lines",
        db_index=False,
    )
    arrival = models.DateField(_("arrival"))
    departure = models.DateField(_("departure"))
    adults = models.PositiveSmallIntegerField(_("adults"), default=1)
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    babies = models.PositiveSmallIntegerField(_("babies"), default=0)
    rate_plan = models.CharField(_("rate plan"), max_length=40, blank=True, default="")
    board = models.CharField(_("board"), max_length=10, choices=Board, blank=True, default="")
    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.CONFIRMED)
    amount = MoneyField(_("room amount"), default=0)  # sum of its nights, kept with them
    # What the source last said of this room, and when by its own count; staff may have moved on since.
    source_version = models.BigIntegerField(default=-1, db_default=-1, editable=False)
    source_status = models.CharField(max_length=11, blank=True, default="", db_default="", editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("reserved room")
        verbose_name_plural = _("reserved rooms")
        constraints = [
            models.UniqueConstraint(fields=["reservation", "line"], name="line_once_per_reservation"),
            models.CheckConstraint(
                condition=Q(departure__gte=F("arrival")), name="line_departs_after_arrival"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.IN_HOUSE) | Q(room__isnull=False), name="line_in_house_has_a_room"
            ),
            # A room can physically hold one party: the last word between two clerks.
            models.UniqueConstraint(
                fields=["room"], condition=Q(status=Status.IN_HOUSE), name="one_party_per_room_in_house"
            ),
            ExclusionConstraint(
                name="room_promised_once",
                expressions=[
                    ("room", RangeOperators.EQUAL),
                    (
                        Func("arrival", "departure", function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=HOLDS_ROOM, room__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["arrival"], name="line_arrival"),
            models.Index(fields=["departure"], name="line_departure"),
            models.Index(fields=["room", "-arrival"], name="line_room_history"),
            models.Index(fields=["status"], name="line_in_house", condition=Q(status=Status.IN_HOUSE)),
        ]
        triggers = [tells_its_stays_the_room_type()]

    def __str__(self):
        return f"{self.reservation_id}/{self.line}"

    @property
    def nights(self) -> int:
        return (self.departure - self.arrival).days


class RoomNight(models.Model):
    """One sold night of a line and what it was sold for."""

    line = models.ForeignKey(ReservationLine, models.CASCADE, related_name="nights_sold", db_index=False)
    date = models.DateField(_("night of"))
    amount = MoneyField(_("amount"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "date"], name="night_sold_once_per_line")]

    def __str__(self):
        return f"{self.line_id} {self.date}"
