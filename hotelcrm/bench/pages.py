"""Ordinary pages of a hotel of 100 000 guests with 120 arrivals, through HTTP, signed in, rendered."""

import gzip
import random
import re
from collections.abc import Iterable
from datetime import date

from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from common.dates import business_date
from guests.models import Guest
from hotelcrm.bench.filling import keys_and_indexes_afterwards
from hotelcrm.bench.http import Answer, Client, processor_seconds, session_headers, web_server
from hotelcrm.bench.report import Figure, spread
from hotelcrm.demo import fill_beside_bookings
from reservations.choices import EXPECTED
from reservations.demo.hotel import build_demo_hotel
from reservations.models import ReservationLine

GOAL_MS, LATER_KB, FIRST_KB = 150, 60, 300
ARRIVALS = 120
REPEATS = 60
SEED = 1
#: What the browser fetches with the first page: style sheets, scripts, pictures and the icons of our own.
_ASSETS = re.compile(rb'(?:href|src)="/static/([^"#]+)')
#: Kept compressed already.
_PACKED = (".woff2", ".png", ".jpg", ".webp")


def prepare(guests: int) -> None:
    """The demo hotel on a day of 120 arrivals and one night, as a hotel of that size has them.

    Without what no measured page shows: people's labels of guests' words, of which a model learns.
    """
    on = business_date()
    with keys_and_indexes_afterwards(), transaction.atomic():
        hotel = build_demo_hotel(on=on, guests=guests, seed=SEED)
    with transaction.atomic():
        fill_beside_bookings(on=on, since=hotel.first_day, seed=SEED)
    fill_the_day(on)
    call_command("run_nightly")


def fill_the_day(on: date) -> None:
    """Let the next expected bookings come today, each for as long as it was, until there are ARRIVALS."""
    missing = ARRIVALS - ReservationLine.objects.arriving(on).count()
    coming = ReservationLine.objects.filter(status__in=EXPECTED, arrival__gt=on).order_by("arrival", "pk")
    lines = list(coming.values_list("pk", flat=True)[: max(0, missing)])
    with connection.cursor() as cursor:
        for table, key in (("reservations_stay", "line_id"), ("reservations_reservationline", "id")):
            cursor.execute(
                f"UPDATE {table} SET departure = %s + (departure - arrival), arrival = %s"
                f" WHERE {key} = ANY(%s)",
                [on, on, lines],
            )
        cursor.execute("VACUUM ANALYZE")


def run() -> Iterable[Figure]:
    """p50 and p95 of each page beside the barest one, and what a browser must load."""
    arrivals = ReservationLine.objects.arriving(business_date()).count()
    yield Figure("arrivals on the measured day", arrivals, "", goal=ARRIVALS, at_least=True)
    numbers = list(Guest.objects.values_list("number", flat=True).order_by("id"))
    chance = random.Random(7)
    desk = reverse("departments:front_desk")
    pages = {
        "guest page": lambda: reverse("guests:guest", args=[chance.choice(numbers)]),
        "front desk, arrivals": lambda: desk,
        "front desk, in house": lambda: f"{desk}?show=in_house",
        "front desk, departures": lambda: f"{desk}?show=departures",
        "arrivals report": lambda: reverse("departments:arrivals"),
        "briefing": lambda: reverse("departments:briefing"),
        "set-up list": lambda: reverse("departments:rooms"),
        "tables of kitchen and outlets": lambda: reverse("departments:food_beverage"),
        "list of guests": lambda: reverse("guests:list"),
        "list of reservations": lambda: reverse("reservations:list"),
        "value matrix": lambda: reverse("value:matrix"),
    }
    with web_server() as port, Client(port, session_headers()) as client:
        yield from spread("bare page (/healthz)", [_get(client, "/healthz").seconds for _ in range(REPEATS)])
        for name, address in pages.items():
            for _ in range(4):
                _get(client, address())  # the first of each worker builds what it keeps
            before = processor_seconds()
            answers = [_get(client, address()) for _ in range(REPEATS)]
            processor = 1000 * (processor_seconds() - before) / REPEATS
            yield from spread(name, [answer.seconds for answer in answers], goal_ms=GOAL_MS)
            yield Figure(f"{name}, processor time of the web server", processor, "ms")
            yield Figure(f"{name}, compressed", max(map(_weight, answers)), "kB", goal=LATER_KB)
        first = _get(client, desk)
    yield Figure("first view of the desk with all it loads", _weight(first) + _assets(first), "kB", FIRST_KB)


def _get(client: Client, path: str) -> Answer:
    answer = client.request("GET", path)
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}.")
    return answer


def _weight(answer: Answer) -> float:
    return len(gzip.compress(answer.body)) / 1000


def _assets(answer: Answer) -> float:
    """Kilobytes of everything the page refers to, each compressed as the server would."""
    total = 0
    for name in {match.decode() for match in _ASSETS.findall(answer.body)}:
        path = finders.find(name)
        if path is None:
            raise RuntimeError(f"The page refers to /static/{name}, which does not exist.")
        with open(path, "rb") as file:
            content = file.read()
        total += len(content if name.endswith(_PACKED) else gzip.compress(content))
    return total / 1000
