"""What staying and booking say about guests, as conditions of the combined query."""

from functools import partial

from django.db.models import Count, Func, IntegerField, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from guests.query.registry import Asked, Kind, Narrowing, register_in
from guests.query.sets import ids, within
from guests.query.totals import Rows, Total
from reservations.choices import Motive, Origin, RoomClass, Status, StayStatus
from reservations.models import Channel, Room, RoomType, Stay


def keys(choices):
    return lambda: [(str(key), label) for key, label in choices]


def named(model):
    """The codes of a list of the house with their names in the reader's language."""
    return lambda: [(row.code, row.name) for row in model.objects.all()]


def _rooms():
    return [(number, number) for number in Room.objects.values_list("number", flat=True)]


ARRIVED = Narrowing("arrived", _("arrived on"), Kind.DATE)
ROOM = Narrowing("room", _("room"), Kind.LOOKUP, _rooms)
ROOM_TYPE = Narrowing("room_type", _("room type"), Kind.CHOICE, named(RoomType))
ROOM_CLASS = Narrowing("room_class", _("class of room"), Kind.CHOICE, keys(RoomClass.choices))
ORIGIN = Narrowing("origin", _("origin"), Kind.CHOICE, keys(Origin.choices))
CHANNEL = Narrowing("channel", _("channel"), Kind.CHOICE, named(Channel))
MOTIVE = Narrowing("motive", _("motive of stay"), Kind.CHOICE, keys(Motive.choices))
#: Which stays are counted or summed.
OF_STAYS = (ARRIVED, ROOM_TYPE, ROOM_CLASS, ROOM, ORIGIN, CHANNEL, MOTIVE)


def register_all() -> None:
    _stays()
    _bookings()


#: What one index of the stays holds of each: narrowed by these a figure is made in the pass of all stays.
IN_THE_PASS = ("arrived", "room_type", "room_class", "origin", "channel", "motive")
COMPLETED = Q(status=StayStatus.CHECKED_OUT)
#: Took place or is taking place.
PRESENT = Q(status__in=[StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT])


def of_completed(figure, asked: Asked, absent: int | None = 0) -> Total:
    """`figure` of completed stays, the ones that the value counts."""
    rows, which = _parted(asked.narrowed)
    return Total(rows, figure, asked.value, which & COMPLETED, absent)  # numbers are compared first


def any_stay(narrowed, which: Q) -> QuerySet | Total:
    """Who has a stay of these: by the pass of all stays where it can say so."""
    rows, own = _parted(narrowed)
    if rows.narrowed:
        return ids(rows.queryset().filter(own, which))
    return Total(rows, partial(Count, "guest"), (1, None), own & which)


def _parted(narrowed) -> tuple[Rows, Q]:
    """What has to be looked up elsewhere narrows the rows; what a stay's own columns say, the figure."""
    own = {name: narrowed[name] for name in IN_THE_PASS if name in narrowed}
    elsewhere = tuple((name, value) for name, value in narrowed.items() if name not in own)
    return Rows(stays_narrowed, elsewhere), by_itself(own)


def by_itself(narrowed) -> Q:
    """What a stay's own columns say."""
    said = Q()
    if "arrived" in narrowed:
        said &= within("arrival", narrowed["arrived"])
    if "room_type" in narrowed:
        said &= Q(room_type__in=keyed(RoomType, code__in=narrowed["room_type"]))
    if "room_class" in narrowed:
        said &= Q(room_type__in=keyed(RoomType, room_class__in=narrowed["room_class"]))
    if "origin" in narrowed:
        said &= Q(origin__in=narrowed["origin"])
    if "channel" in narrowed:
        said &= Q(channel__in=keyed(Channel, code__in=narrowed["channel"]))
    if "motive" in narrowed:
        said &= Q(motive__in=narrowed["motive"])
    return said


def stays_narrowed(narrowed) -> QuerySet[Stay]:
    stays = Stay.objects.all()
    if "room" in narrowed:
        stays = stays.filter(room__in=keyed(Room, number__in=narrowed["room"]))
    return stays


def keyed(model, **which) -> list[int]:
    """Keys rather than a subquery: with them PostgreSQL knows how many rows to expect."""
    return list(model.objects.filter(**which).values_list("pk", flat=True))


def _ever(name: str):
    """`build` of “ever stayed …”: the condition's own value is one more narrowing, called `name`."""
    return lambda asked: any_stay({**asked.narrowed, name: asked.value}, PRESENT)


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
    return lambda asked: any_stay(asked.narrowed, PRESENT & within(field, asked.value))


def _counted(asked: Asked) -> Total:
    return of_completed(partial(Count, "guest"), asked)


def _nights(asked: Asked) -> Total:
    # From the days, not the column: these stand in the index that holds what figures of stays are made of.
    nights = Func("departure", "arrival", arg_joiner=" - ", template="(%(expressions)s)")
    return of_completed(partial(Sum, nights, output_field=IntegerField()), asked)


def _first(asked: Asked) -> Total:
    return of_completed(partial(Min, "arrival"), asked, absent=None)


def _last(asked: Asked) -> Total:
    """Of stays that are over; who is in the house has not left yet and is not lost."""
    return of_completed(partial(Max, "departure"), asked, absent=None)


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
    rows = Rows(_void_stays, (("status", status),), by_guest=False)
    return lambda asked: Total(rows, partial(Count, "guest"), asked.value)


def _void_stays(narrowed) -> QuerySet[Stay]:
    return Stay.objects.filter(status=StayStatus.VOID, line__status=narrowed["status"])
