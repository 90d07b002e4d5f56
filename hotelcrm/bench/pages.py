"""Ordinary pages of a hotel of 100 000 guests, through HTTP, signed in, rendered."""

import gzip
import random
from collections.abc import Iterable

from django.core.management import call_command
from django.urls import reverse

from common.dates import business_date
from guests.models import Guest
from hotelcrm.bench.http import Client, session_headers, web_server
from hotelcrm.bench.report import Figure, spread
from reservations.models import ReservationLine

GOAL_MS = 150
REPEATS = 60


def prepare(guests: int) -> None:
    """The demo hotel and one night, as a hotel of that size has them."""
    call_command("demo_hotel", guests=guests)
    call_command("run_nightly")


def run() -> Iterable[Figure]:
    """p50 and p95 of the guest page, the front desk and the lists, and the weight of a page."""
    on = business_date()
    arrivals = ReservationLine.objects.arriving(on).count()
    yield Figure("arrivals on the measured day", arrivals, "")
    numbers = list(Guest.objects.values_list("number", flat=True).order_by("id"))
    chance = random.Random(7)
    pages = {
        "guest page": lambda: reverse("guests:guest", args=[chance.choice(numbers)]),
        "front desk": lambda: reverse("departments:front_desk"),
        "list of guests": lambda: reverse("guests:list"),
        "value matrix": lambda: reverse("value:matrix"),
    }
    with web_server() as port, Client(port, session_headers()) as client:
        for name, address in pages.items():
            _get(client, address())  # the first builds what a worker keeps
            answers = [_get(client, address()) for _ in range(REPEATS)]
            yield from spread(name, [answer.seconds for answer in answers], goal_ms=GOAL_MS)
            weight = max(len(gzip.compress(answer.body)) for answer in answers) / 1000
            yield Figure(f"{name}, compressed", weight, "kB", goal=60)


def _get(client: Client, path: str):
    answer = client.request("GET", path)
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}.")
    return answer
