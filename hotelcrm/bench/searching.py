"""The search box at a million guests: through HTTP signed in and rendered, and its SQL alone."""

import random
import time
from collections.abc import Iterable
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from common.dates import business_date
from guests.models import Guest, GuestPhone
from guests.names import is_han, pinyin, split_han
from guests.selectors.search import search_guests
from hotelcrm.bench.http import Client, session_headers, web_server
from hotelcrm.bench.report import Figure, percentile, spread

SAMPLE, LOOKS = 60, 3
HTTP_GOAL_MS, SQL_GOAL_MS = 50, 3


def queries(chance: random.Random) -> dict[str, list[str]]:
    """What clerks type, by kind: taken from guests that exist, as far as one types before one looks."""
    last = Guest.objects.order_by("-id").values_list("id", flat=True)[0]
    ids = chance.sample(range(1, last + 1), min(SAMPLE * 4, last))
    names = [name for name in Guest.objects.filter(id__in=ids).values_list("name", flat=True) if is_han(name)]
    phones = GuestPhone.objects.filter(guest_id__in=ids).values_list("digits", flat=True)
    return {
        "a name in characters": names[:SAMPLE],
        "a given name": [split_han(name)[1] for name in names[:SAMPLE]],
        "pinyin": [pinyin(name) for name in names[:SAMPLE]],
        "pinyin, swapped": [
            " ".join(pinyin(part) for part in reversed(split_han(name))) for name in names[:SAMPLE]
        ],
        "the first letters of a name": [pinyin(name)[:4] for name in names[:SAMPLE]],
        "the last four digits of a phone": [digits[-4:] for digits in phones[:SAMPLE]],
        "a whole phone number": list(phones[:SAMPLE]),
    }


def run() -> Iterable[Figure]:
    """p50 and p95 by kind of input, and of all of them together."""
    kinds = queries(random.Random(7))
    floor = [_timed_floor() for _ in range(SAMPLE)]
    yield from spread("bare SELECT by key", floor)
    everything: list[float] = []
    quietest: list[float] = []
    for kind, texts in kinds.items():
        looks = [[_timed_sql(text) for _ in range(LOOKS)] for text in texts]
        seconds = [first for first, *_again in looks]
        everything += seconds
        quietest += map(min, looks)
        yield from spread(f"SQL: {kind}", seconds)
    yield from spread("SQL: all kinds", everything, goal_ms=SQL_GOAL_MS)
    ratio = percentile(everything, 95) / percentile(floor, 95)
    yield Figure("  against the bare SELECT, p95", ratio, "×")
    # What the statements themselves take, without what other work on this machine adds to them.
    yield from spread(f"SQL: all kinds, the quietest of {LOOKS} looks", quietest)
    everything = []
    path = reverse("search")
    with web_server() as port, Client(port, session_headers()) as client:
        for text in ("warm", "up", "both", "workers"):
            _ask(client, path, text)
        for kind, texts in kinds.items():
            seconds = [_ask(client, path, text) for text in texts]
            everything += seconds
            yield from spread(f"HTTP: {kind}", seconds)
    yield from spread("HTTP: all kinds", everything, goal_ms=HTTP_GOAL_MS)


def _timed_floor() -> float:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM guests_guest WHERE id = 4711")
        cursor.fetchall()
    return time.perf_counter() - started


def _timed_sql(text: str) -> float:
    """Seconds spent in the database by one search, rendering left out."""
    spent = 0.0

    def stopwatch(execute, sql, params, many, context):
        nonlocal spent
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += time.perf_counter() - started

    with connection.execute_wrapper(stopwatch):
        search_guests(text, on=business_date())
    return spent


def _ask(client: Client, path: str, text: str) -> float:
    answer = client.request(
        "POST",
        path,
        urlencode({"q": text}).encode(),
        Content_Type="application/x-www-form-urlencoded",
        HX_Request="true",
    )
    if answer.status != 200:
        raise RuntimeError(f"A search was answered {answer.status}.")
    return answer.seconds
