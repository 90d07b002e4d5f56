"""What staying, booking and spending say about guests, as conditions of the combined query."""

from django.db.models import Count, F, Func, IntegerField, Max, Min, Q, QuerySet, Sum
from django.db.models.lookups import Exact, GreaterThan
from django.utils.translation import gettext_lazy as _

from guests.query.registry import Asked, Kind, Narrowing, register_in
from guests.query.sets import furthest, ids, summed, within
from reservations.choices import Motive, Origin, OutletCategory, RoomClass, Status, StayStatus
from reservations.models import Channel, Charge, Outlet, Room, RoomType, Stay
from reservations.models.spending import SPEND_COLUMNS


def _keys(choices):
    return lambda: [(str(key), label) for key, label in choices]


def _named(model):
    """The codes of a list of the house with their names in the reader's language."""
    return lambda: [(row.code, row.name) for row in model.objects.all()]


def _rooms():
    return [(number, number) for number in Room.objects.values_list("number", flat=True)]


ARRIVED = Narrowing("arrived", _("arrived"), Kind.DATE)
POSTED = Narrowing("posted", _("posted"), Kind.DATE)
STAY_ARRIVED = Narrowing("arrived", _("in stays that arrived"), Kind.DATE)
ROOM = Narrowing("room", _("room"), Kind.LOOKUP, _rooms)
ROOM_TYPE = Narrowing("room_type", _("room type"), Kind.CHOICE, _named(RoomType))
ROOM_CLASS = Narrowing("room_class", _("class of room"), Kind.CHOICE, _keys(RoomClass.choices))
ORIGIN = Narrowing("origin", _("origin"), Kind.CHOICE, _keys(Origin.choices))
CHANNEL = Narrowing("channel", _("channel"), Kind.CHOICE, _named(Channel))
MOTIVE = Narrowing("motive", _("motive of stay"), Kind.CHOICE, _keys(Motive.choices))
CATEGORY = Narrowing("category", _("category"), Kind.CHOICE, _keys(OutletCategory.choices))
OUTLET = Narrowing("outlet", _("outlet"), Kind.CHOICE, _named(Outlet))
#: Which stays are counted or summed.
OF_STAYS = (ARRIVED, ROOM_TYPE, ROOM_CLASS, ROOM, ORIGIN, CHANNEL, MOTIVE)


def register_all() -> None:
    _stays()
    _bookings()
    _money()


def _ended(asked: Asked) -> QuerySet[Stay]:
    """The stays that figures are made of, as those of the value: completed ones. One index holds all they need."""
    return _narrowed(Stay.objects.completed(), asked)


def _present(asked: Asked) -> QuerySet[Stay]:
    """Stays that took place or are taking place."""
    return _narrowed(Stay.objects.real(), asked)


def _narrowed(stays: QuerySet[Stay], asked: Asked) -> QuerySet[Stay]:
    narrowed = asked.narrowed
    if "arrived" in narrowed:
        stays = stays.filter(within("arrival", narrowed["arrived"]))
    if "room" in narrowed:
        stays = stays.filter(room__in=Room.objects.filter(number__in=narrowed["room"]))
    if "room_type" in narrowed:
        stays = stays.filter(line__room_type__in=RoomType.objects.filter(code__in=narrowed["room_type"]))
    if "room_class" in narrowed:
        classes = RoomType.objects.filter(room_class__in=narrowed["room_class"])
        stays = stays.filter(line__room_type__in=classes)
    if "origin" in narrowed:
        stays = stays.filter(line__reservation__origin__in=narrowed["origin"])
    if "channel" in narrowed:
        stays = stays.filter(
            line__reservation__channel__in=Channel.objects.filter(code__in=narrowed["channel"])
        )
    if "motive" in narrowed:
        stays = stays.filter(motive__in=narrowed["motive"])
    return stays


def _ever(name: str):
    """`build` of “ever stayed …”: the condition's own value is one more narrowing, called `name`."""

    def build(asked: Asked) -> QuerySet:
        narrowed = {**asked.narrowed, name: asked.value}
        return ids(_present(Asked(asked.operator, asked.value, asked.on, narrowed)))

    return build


def _stays() -> None:
    add = register_in(_("Stays"), "reservations.view_stay")
    in_period = (ARRIVED,)
    add(
        "stays.room",
        _("Ever stayed in room"),
        Kind.LOOKUP,
        _ever("room"),
        choices=_rooms,
        narrowings=in_period,
    )
    for narrowing, label in [
        (ROOM_TYPE, _("Ever stayed in a room of type")),
        (ROOM_CLASS, _("Ever stayed in a room of class")),
        (ORIGIN, _("Ever stayed, origin")),
        (CHANNEL, _("Ever stayed, channel")),
        (MOTIVE, _("Ever stayed, motive")),
    ]:
        add(
            f"stays.{narrowing.name}",
            label,
            Kind.CHOICE,
            _ever(narrowing.name),
            choices=narrowing.choices,
            narrowings=in_period,
        )
    add("stays.arrival", _("Arrived"), Kind.DATE, _dated("arrival"), narrowings=OF_STAYS[1:])
    add("stays.departure", _("Departed"), Kind.DATE, _dated("departure"), narrowings=OF_STAYS[1:])
    add("stays.count", _("Number of completed stays"), Kind.NUMBER, _counted, narrowings=OF_STAYS)
    add("stays.nights", _("Nights in all"), Kind.NUMBER, _nights, narrowings=OF_STAYS)
    add("stays.first", _("First stay began"), Kind.DATE, _first)
    add("stays.last", _("Last stay ended"), Kind.DATE, _last)
    add("stays.in_house", _("In the house now"), Kind.FLAG, _in_house)


def _dated(field: str):
    return lambda asked: ids(_present(asked).filter(within(field, asked.value)))


def _counted(asked: Asked) -> QuerySet:
    return summed(_ended(asked), Count("guest"), asked.value)


def _nights(asked: Asked) -> QuerySet:
    # From the days, not the column: these stand in the index that holds the completed stays.
    nights = Func("departure", "arrival", arg_joiner=" - ", template="(%(expressions)s)")
    return summed(_ended(asked), Sum(nights, output_field=IntegerField()), asked.value)


def _first(asked: Asked) -> QuerySet:
    return furthest(Stay.objects.completed(), Min("arrival"), asked.value)


def _last(asked: Asked) -> QuerySet:
    """Of stays that are over; who is in the house has not left yet and is not lost."""
    ended = Stay.objects.completed()
    return furthest(ended, Max("departure"), asked.value)


def _in_house(asked: Asked) -> QuerySet:
    return ids(Stay.objects.filter(status=StayStatus.IN_HOUSE))


# --- Bookings --------------------------------------------------------------------------------------------
def _bookings() -> None:
    add = register_in(_("Bookings"), "reservations.view_stay")
    add("bookings.future", _("Has a booking to come"), Kind.FLAG, _expected)
    add("bookings.arrival", _("Expected to arrive"), Kind.DATE, _arriving)
    add("bookings.no_shows", _("No-shows"), Kind.NUMBER, _void(Status.NO_SHOW))
    add("bookings.cancelled", _("Cancelled bookings"), Kind.NUMBER, _void(Status.CANCELLED))


def _expected(asked: Asked) -> QuerySet:
    return ids(Stay.objects.filter(status=StayStatus.EXPECTED, arrival__gte=asked.on))


def _arriving(asked: Asked) -> QuerySet:
    expected = Stay.objects.filter(status=StayStatus.EXPECTED)
    return ids(expected.filter(within("arrival", asked.value)))


def _void(status: Status):
    def build(asked: Asked) -> QuerySet:
        stays = Stay.objects.filter(status=StayStatus.VOID, line__status=status)
        return summed(stays, Count("pk"), asked.value)

    return build


# --- Money -----------------------------------------------------------------------------------------------
def _money() -> None:
    add = register_in(_("Spending"), "reservations.view_stay")
    add("spend.stays", _("Spent on stays"), Kind.MONEY, _spent, narrowings=OF_STAYS)
    add(
        "spend.charges",
        _("Spent in outlets"),
        Kind.MONEY,
        _charged,
        narrowings=(CATEGORY, OUTLET, STAY_ARRIVED, POSTED),
        permission="reservations.view_charge",
    )
    for narrowing, label in [
        (CATEGORY, _("Ever charged in category")),
        (OUTLET, _("Ever charged in outlet")),
    ]:
        add(
            f"charges.{narrowing.name}",
            label,
            Kind.CHOICE,
            _ever_charged(narrowing.name),
            choices=narrowing.choices,
            narrowings=(STAY_ARRIVED, POSTED),
        )


def _spent(asked: Asked) -> QuerySet:
    return summed(_ended(asked), Sum("spend"), asked.value)


def _charged(asked: Asked) -> QuerySet:
    if _needs_charges(asked.narrowed):
        return summed(_charges(asked.narrowed), Sum("amount"), asked.value, guest="stay__guest")
    kept = _kept_sum(asked.narrowed)
    # A stay without such charges adds nothing to the sum, but half of the work.
    return summed(_stays_charged(asked.narrowed).exclude(Exact(kept, 0)), Sum(kept), asked.value)


def _ever_charged(name: str):
    """More than was given back, where the stays' own sums can say it; any charge, where only charges can."""

    def build(asked: Asked) -> QuerySet:
        narrowed = {**asked.narrowed, name: asked.value}
        if _needs_charges(narrowed):
            return ids(_charges(narrowed), "stay__guest")
        paid = Q()
        for category in narrowed["category"]:
            paid |= Q(GreaterThan(_kept_of(category), 0))
        return ids(_stays_charged(narrowed).filter(paid))

    return build


def _needs_charges(narrowed) -> bool:
    """Each stay keeps its sums by category: only single outlets and days of posting are read from charges."""
    return "outlet" in narrowed or "posted" in narrowed


def _stays_charged(narrowed) -> QuerySet[Stay]:
    stays = Stay.objects.all()
    return stays.filter(within("arrival", narrowed["arrived"])) if "arrived" in narrowed else stays


def _kept_sum(narrowed):
    """What a stay keeps of the asked categories; of all of them where none is asked."""
    if "category" not in narrowed:
        return F("spend")
    first, *more = [_kept_of(category) for category in narrowed["category"]]
    return sum(more, first)


def _kept_of(category: str):
    if category != OutletCategory.ROOMS:
        return F(SPEND_COLUMNS[OutletCategory(category)])
    beside_the_room = [F(column) for column in SPEND_COLUMNS.values()]
    return F("spend") - sum(beside_the_room[1:], beside_the_room[0])


def _charges(narrowed) -> QuerySet[Charge]:
    charges = Charge.objects.all()
    if "category" in narrowed:
        charges = charges.filter(outlet__in=_outlets(category__in=narrowed["category"]))
    if "outlet" in narrowed:
        charges = charges.filter(outlet__in=_outlets(code__in=narrowed["outlet"]))
    if "posted" in narrowed:
        charges = charges.filter(within("business_date", narrowed["posted"]))
    if "arrived" in narrowed:
        charges = charges.filter(within("stay__arrival", narrowed["arrived"]))
    return charges


def _outlets(**which) -> list[int]:
    """Keys rather than a subquery: with them PostgreSQL knows how many charges to expect."""
    return list(Outlet.objects.filter(**which).values_list("pk", flat=True))
