"""The live count of combined queries at 100 000 guests: through HTTP as the builder asks, and its statement alone."""

import os
import statistics
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from common.dates import business_date
from guests.query.counting import count
from guests.query.document import Bracket, Document, Term
from hotelcrm.bench.http import Client, session_headers, web_server
from hotelcrm.bench.report import Figure, spread
from reservations.choices import OutletCategory
from reservations.models import Channel, Outlet, Room, RoomType

GOAL_MS = 300
REPEATS = 8
LONGEST_SECONDS = 60
WOMEN = Term("guest.gender", "any_of", ["female"])
DINED = Term("charges.category", "any_of", ["restaurant"])
DINED_WELL = Term("spend.charges", "between", ["500", None], {"category": ["restaurant"]})
THRICE = Term("stays.count", "between", ["3", None])
SIX_NIGHTS = Term("stays.nights", "between", ["6", None])
SPENT_WELL = Term("spend.stays", "between", ["5000", None])


def documents(on: date) -> dict[str, Document]:
    """What is asked, by what it is called: each costly kind of condition alone, then some of them joined."""
    year = [(on - timedelta(days=365)).isoformat(), None]
    room_type = [RoomType.objects.order_by("pk").values_list("code", flat=True)[0]]
    room = [Room.objects.order_by("pk").values_list("number", flat=True)[0]]
    of_type = Term("stays.room_type", "any_of", room_type)
    channel = Channel.objects.order_by("pk").values_list("code", flat=True)[0]
    outlet = (
        Outlet.objects.filter(category=OutletCategory.RESTAURANT)
        .order_by("pk")
        .values_list("code", flat=True)[0]
    )
    through = Term("stays.channel", "any_of", [channel])
    at_a_table = Term("spend.charges", "between", ["500", None], {"outlet": [outlet]})
    this_year = Term("stays.last", "last_days", "365")
    dined_this_year = Term(
        "spend.charges", "between", ["500", None], {"category": ["restaurant"], "posted": year}
    )
    single = {
        "ever in a room": Term("stays.room", "any_of", room),
        "ever in a type of room": of_type,
        "through a channel": through,
        "three stays": THRICE,
        "six nights": SIX_NIGHTS,
        "spent on stays": SPENT_WELL,
        "last stay longer ago": Term("stays.last", "longer_ago", "180"),
        "ever charged in restaurants": DINED,
        "spent in restaurants": DINED_WELL,
        "spent in restaurants within a year": dined_this_year,
        "spent in one restaurant": at_a_table,
        "booking to come": Term("bookings.future", "holds"),
    }
    joined = {
        "three joined by OR": Document("or", (WOMEN, THRICE, DINED)),
        "three sets joined by OR": Document("or", (of_type, SIX_NIGHTS, SPENT_WELL)),
        "five joined by OR": Document("or", (of_type, through, SIX_NIGHTS, at_a_table, dined_this_year)),
        "four with brackets": Document("and", (WOMEN, this_year, Bracket("or", (DINED_WELL, THRICE)))),
    }
    return {name: Document("and", (term,)) for name, term in single.items()} | joined


def run() -> Iterable[Figure]:
    """p50 and p95 of each query and of all; a bare page of the same run is what each HTTP figure contains anyway."""
    settings.QUERY_SECONDS = LONGEST_SECONDS  # here slow ones are to be timed, not stopped
    os.environ["QUERY_SECONDS"] = str(LONGEST_SECONDS)
    on = business_date()
    asked = documents(on)
    alone: list[float] = []
    through: list[float] = []
    path, headers = reverse("guests:query_count"), session_headers()
    with web_server() as port:
        with Client(port, headers) as client:
            yield from spread("bare page (/healthz)", [_get(client) for _ in range(REPEATS + 4)][4:])
        for name, document in asked.items():
            count(document, on=on)  # brings what it reads into memory
            counted = [count(document, on=on) for _ in range(REPEATS)]
            seconds = [one.seconds for one in counted]
            body = urlencode(form_of(document)).encode()
            with Client(port, headers) as client:  # one each: an idle connection is closed meanwhile
                answers = [_ask(client, path, body) for _ in range(REPEATS + 2)][2:]
            alone += seconds
            through += answers
            yield from spread(f"count alone: {name}", seconds, note=f"{counted[0].guests} guests")
            yield from spread(f"HTTP: {name}", answers, goal_ms=GOAL_MS)
    yield from spread("count alone: all", alone)
    yield from spread("HTTP: all", through, goal_ms=GOAL_MS)
    around = statistics.median(through) - statistics.median(alone)
    yield Figure("what HTTP adds to the count, p50", 1000 * around, "ms")


def form_of(document: Document) -> list[tuple[str, str]]:
    """The fields that the builder's form sends for this document."""
    fields: list[tuple[str, str]] = [("join", document.join)]
    for at, part in enumerate(document.parts):
        fields.append(("part", str(at)))
        if isinstance(part, Bracket):
            fields.append((f"join-{at}", part.join))
            for inner, term in enumerate(part.parts):
                fields += [(f"row-{at}", f"{at}-{inner}"), *_fields(term, f"{at}-{inner}")]
        else:
            fields += _fields(part, str(at))
    return fields


def _fields(term: Term, place: str) -> Iterable[tuple[str, str]]:
    yield f"if-{place}", term.key
    yield f"is-{place}", term.operator
    if term.negated:
        yield f"not-{place}", "on"
    if term.operator == "between":
        low, high = term.value
        yield from [(f"low-{place}", low or ""), (f"high-{place}", high or "")]
    elif isinstance(term.value, list):
        yield from ((f"value-{place}", key) for key in term.value)
    elif term.value is not None:
        yield f"days-{place}" if term.operator.endswith(("_days", "_ago")) else f"value-{place}", term.value
    for name, given in term.narrowed.items():
        field = f"with-{place}-{name}"
        if None in given:
            yield from [(f"{field}-low", given[0] or ""), (f"{field}-high", given[1] or "")]
        else:
            yield from ((field, key) for key in given)


def _get(client: Client) -> float:
    return client.request("GET", "/healthz").seconds


def _ask(client: Client, path: str, body: bytes) -> float:
    kind = "application/x-www-form-urlencoded"
    answer = client.request("POST", path, body, Content_Type=kind, HX_Request="true")
    if answer.status != 200:
        raise RuntimeError(f"A count was answered {answer.status}.")
    return answer.seconds
