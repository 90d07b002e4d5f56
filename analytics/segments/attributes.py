"""The attributes that describe every guest, in the order in which pages show them. Pure.

The stored code of a value is its place in `values`, from 0; what is not known is NULL, which is something else
than "never" or "none". Codes are stored every night: append values, never reorder them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import ValueClass
from guests.choices import Credit, Education, Gender, IncomeBand, Industry
from reservations.choices import Motive, RoomClass, WhyThisHotel

Words = str | Promise


@dataclass(frozen=True)
class Value:
    """One value of an attribute: its stable key and its name."""

    key: str
    title: Words


@dataclass(frozen=True)
class Attribute:
    """`ordered`: the codes rise with what is meant; `banded`: the hotel sets the bands (see `bands`).

    `definition` says how it is derived, `source` from where.
    """

    key: str
    family: str
    title: Words
    values: tuple[Value, ...]
    definition: Words
    source: Words
    ordered: bool = False
    banded: bool = False

    def code(self, key: str) -> int:
        """The stored code of the value `key`; KeyError if there is none."""
        for code, value in enumerate(self.values):
            if value.key == key:
                return code
        raise KeyError(f"{self.key} has no value {key!r}")

    def title_of(self, code: int | None) -> Words:
        return _("unknown") if code is None or code < 0 else self.values[code].title


FAMILIES: dict[str, Words] = {
    "population": _("population"),
    "behaviour": _("behaviour"),
    "consumption": _("consumption"),
    "perception": _("perception"),
    "value": _("guest value"),
}

_FILE = _("guest file")
_AS_FILED = _("As his file says.")
_STAYS = _("completed stays")
_BOOKINGS = _("reservation of the last completed stay")
_SUMS = _("charges of completed stays, as kept with each stay")
_COMPLAINTS = _("complaints")
_VALUE = _("guest value of the same night")


def _of(choices: Iterable[tuple[Any, Words]]) -> tuple[Value, ...]:
    return tuple(Value(str(key), title) for key, title in choices)


def _values(**titles: Words) -> tuple[Value, ...]:
    return tuple(Value(key.strip("_"), title) for key, title in titles.items())


#: Provinces told apart, with the first letters by which a file's region is known; all others are "other".
PROVINCES: dict[str, tuple[Words, tuple[str, ...]]] = {
    "hunan": (_("Hunan"), ("湖南", "Hunan")),
    "guangdong": (_("Guangdong"), ("广东", "Guangdong")),
    "hubei": (_("Hubei"), ("湖北", "Hubei")),
    "jiangxi": (_("Jiangxi"), ("江西", "Jiangxi")),
    "beijing": (_("Beijing"), ("北京", "Beijing")),
    "shanghai": (_("Shanghai"), ("上海", "Shanghai")),
    "zhejiang": (_("Zhejiang"), ("浙江", "Zhejiang")),
}
#: Quarters of the guests when they were frozen.
_LEVELS = _values(very_low=_("very low"), low=_("low"), high=_("high"), very_high=_("very high"))
_LEVELS_AND_NONE = (Value("none", _("none")), *_LEVELS)
_USES = _values(never=_("never"), first=_("first time"), seldom=_("seldom"), often=_("often"))
_USE = _("In how many of his completed stays he spent there: in none, in one, seldom, often.")
_SPENT = _("What he spent there in all his completed stays.")


def _use(key: str, title: Words) -> Attribute:
    return Attribute(key, "behaviour", title, _USES, _USE, _SUMS, ordered=True, banded=True)


def _spend(key: str, title: Words) -> Attribute:
    return Attribute(key, "consumption", title, _LEVELS_AND_NONE, _SPENT, _SUMS, ordered=True, banded=True)


def _money(key: str, title: Words, definition: Words, source: Words = _SUMS) -> Attribute:
    return Attribute(key, "consumption", title, _LEVELS, definition, source, ordered=True, banded=True)


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("gender", "population", _("gender"), _of(Gender.choices), _AS_FILED, _FILE),
    Attribute(
        "age",
        "population",
        _("age"),
        _values(
            under_20=_("youngest"),
            from_20=_("young"),
            from_30=_("middle"),
            from_40=_("older"),
            from_50=_("oldest"),
        ),
        _("Full years on the night’s business date, by the birthday of his file."),
        _FILE,
        ordered=True,
        banded=True,
    ),
    Attribute(
        "country",
        "population",
        _("country"),
        _values(domestic=_("domestic"), foreign=_("foreign")),
        _("Domestic: nationality China, with Hong Kong, Macao and Taiwan."),
        _FILE,
    ),
    Attribute(
        "region",
        "population",
        _("region"),
        (*(Value(key, title) for key, (title, _starts) in PROVINCES.items()), Value("other", _("other"))),
        _("By the beginning of the region in his file; a foreigner without one is “other”."),
        _FILE,
    ),
    Attribute(
        "household",
        "population",
        _("household size"),
        _values(small=_("small"), medium=_("medium"), large=_("large")),
        _("Persons of his household, as his file says."),
        _FILE,
        ordered=True,
        banded=True,
    ),
    Attribute(
        "income",
        "population",
        _("monthly income (CNY)"),
        _of(IncomeBand.choices),
        _("The income band of his file."),
        _FILE,
        ordered=True,
    ),
    Attribute("industry", "population", _("industry"), _of(Industry.choices), _AS_FILED, _FILE),
    Attribute(
        "education", "population", _("education"), _of(Education.choices), _AS_FILED, _FILE, ordered=True
    ),
    Attribute(
        "motive",
        "behaviour",
        _("motive of stay"),
        _of(Motive.choices),
        _("The most frequent motive of his completed stays; of equals the first of the list."),
        _STAYS,
    ),
    Attribute(
        "why_hotel",
        "behaviour",
        _("why this hotel"),
        _of(WhyThisHotel.choices),
        _("The reason given in the reservation of his last completed stay."),
        _BOOKINGS,
    ),
    Attribute(
        "stays",
        "behaviour",
        _("stays so far"),
        _values(
            prospect=_("prospect"),
            first=_("first stay"),
            before=_("has stayed before"),
            frequent=_("frequent"),
        ),
        _("Stays completed or going on; a prospect has none yet."),
        _("completed and present stays"),
        ordered=True,
        banded=True,
    ),
    Attribute(
        "frequency",
        "behaviour",
        _("frequency of stays"),
        _values(none=_("none lately"), seldom=_("seldom"), sometimes=_("sometimes"), often=_("often")),
        _("Stays begun in the last 24 months per year, quarter or month (setting), from his first stay on."),
        _STAYS,
        ordered=True,
        banded=True,
    ),
    Attribute(
        "length_of_stay",
        "behaviour",
        _("length of stay"),
        _values(short=_("short"), medium=_("medium"), long=_("long")),
        _("Nights per completed stay."),
        _STAYS,
        ordered=True,
        banded=True,
    ),
    Attribute(
        "room_class",
        "behaviour",
        _("room class"),
        _of(RoomClass.choices),
        _("The class of the room type of his last completed stay."),
        _BOOKINGS,
        ordered=True,
    ),
    _use("use_restaurant", _("use of restaurants")),
    _use("use_telecom", _("use of telecom")),
    _use("use_entertainment", _("use of entertainment")),
    _use("use_conference", _("use of conference rooms")),
    Attribute("credit", "behaviour", _("credit"), _of(Credit.choices), _AS_FILED, _FILE, ordered=True),
    _money(
        "spend_lodging", _("spend on lodging"), _("What his completed stays came to without all outlets.")
    ),
    _money(
        "spend_per_stay", _("average spend per stay"), _("What his completed stays came to, by their number.")
    ),
    _money("spend_total", _("total spend"), _("What his completed stays came to.")),
    _money("profit_total", _("total profit"), _("His historic value (CHV)."), _VALUE),
    _spend("spend_food", _("spend on food and beverage")),
    _spend("spend_telecom", _("spend on telecom")),
    _spend("spend_entertainment", _("spend on entertainment")),
    _spend("spend_conference", _("spend on conferences")),
    Attribute(
        "satisfaction",
        "perception",
        _("satisfaction"),
        _values(
            very_dissatisfied=_("very dissatisfied"),
            dissatisfied=_("dissatisfied"),
            neutral=_("neutral"),
            satisfied=_("satisfied"),
            very_satisfied=_("very satisfied"),
        ),
        _("His score of 0 – 100 once he has answered enough questions for one."),
        _("scores of the same night"),
        ordered=True,
        banded=True,
    ),
    Attribute(
        "complaints",
        "perception",
        _("complaints"),
        _values(none=_("none"), few=_("few"), many=_("many")),
        _("Complaints noted of him, whatever became of them."),
        _COMPLAINTS,
        ordered=True,
        banded=True,
    ),
    Attribute(
        "requests",
        "perception",
        _("personal requests"),
        _values(no=_("no"), yes=_("yes")),
        _(
            "Whether his last reservation has a special request, or his file a wish or a preference of service."
        ),
        _("reservations, wishes and guest file"),
        ordered=True,
    ),
    Attribute(
        "value_class",
        "value",
        _("value class"),
        _of((key, ValueClass(key).label) for key in ("high", "potential", "secondary", "low")),
        _("The class of guest value shown since the same night."),
        _VALUE,
    ),
)
BY_KEY: dict[str, Attribute] = {attribute.key: attribute for attribute in ATTRIBUTES}
