"""The one search box at a million guests: the SQL a query costs, and the same asked through HTTP.

The limit is the bare statement by a primary key, measured in the same run: nothing can be quicker than that.
"""

import random
import time
from collections.abc import Callable, Iterable

from django.db import connection, reset_queries
from django.test.utils import override_settings
from django.urls import reverse

from common.dates import business_date
from guests.models import Guest, GuestPhone, NameToken
from guests.selectors.search import search_guests
from hotelcrm.bench.http import Client, session_headers, web_server
from hotelcrm.bench.people import load_people
from hotelcrm.bench.report import Figure, spread

SQL_GOAL_MS = 3
HTTP_GOAL_MS = 50
REPEATS = 60


def prepare(guests: int) -> None:
    """An empty database becomes one of `guests` people."""
    load_people(guests)


def samples(kind: str, count: int, chance: random.Random) -> list[str]:
    """`count` things that people of this database would be looked for by."""
    most = Guest.objects.order_by("-pk").values_list("pk", flat=True)[0]
    ids = [chance.randrange(1, most + 1) for _ in range(count)]
    return [text for text in (SAMPLES[kind](pk) for pk in ids) if text]


def _name(pk: int) -> str:
    return Guest.objects.get(pk=pk).name


def _token(pk: int, kinds: tuple[str, ...]) -> str:
    tokens = NameToken.objects.filter(guest=pk, kind__in=kinds).order_by("pk")
    return tokens.values_list("token", flat=True).first() or ""


def _digits(pk: int) -> str:
    return GuestPhone.objects.filter(guest=pk).values_list("digits", flat=True).first() or ""


def _email(pk: int) -> str:
    return Guest.objects.filter(pk=pk).values_list("emails__address", flat=True).first() or ""


def _misspelt(pk: int) -> str:
    """A whole spelling with two letters changed places."""
    token = _token(pk, ("pinyin", "latin"))
    return token[:3] + token[4:5] + token[3:4] + token[5:] if len(token) > 7 else ""


SAMPLES: dict[str, Callable[[int], str]] = {
    "one character": lambda pk: _name(pk)[:1],
    "whole name": _name,
    "given name alone": lambda pk: _name(pk)[1:],
    "pinyin, first letters": lambda pk: _token(pk, ("pinyin", "latin"))[:4],
    "pinyin, whole": lambda pk: _token(pk, ("pinyin", "latin")),
    "initials": lambda pk: _token(pk, ("initials",)),
    "last four digits of a phone": lambda pk: _digits(pk)[-4:],
    "whole phone number": _digits,
    "beginning of an e-mail": lambda pk: _email(pk)[:10],
    "guest number": lambda pk: f"G{pk:08d}",
    "misspelt": _misspelt,
}


def run() -> Iterable[Figure]:
    """For each kind of input the SQL time of all its statements; then all kinds mixed, through HTTP."""
    chance = random.Random(11)
    on = business_date()
    asked = {kind: samples(kind, REPEATS, chance) for kind in SAMPLES}
    floor = [_sql_seconds(lambda pk=pk: Guest.objects.get(pk=pk)) for pk in range(1, REPEATS + 1)]
    yield from spread("floor: one guest by primary key", floor)
    for kind, texts in asked.items():
        for text in texts[:5]:
            search_guests(text, on=on)
        seconds = [_sql_seconds(lambda text=text: search_guests(text, on=on)) for text in texts]
        goal = SQL_GOAL_MS if kind != "misspelt" else None
        yield from spread(f"SQL, {kind}", seconds, goal_ms=goal)
    mixed = [text for kind, texts in asked.items() if kind != "misspelt" for text in texts]
    chance.shuffle(mixed)
    yield from _through_http(mixed[: 5 * REPEATS])


def _sql_seconds(act: Callable[[], object]) -> float:
    """Time inside the database of everything that `act` asks."""
    with override_settings(DEBUG=True):
        connection.force_debug_cursor = True
        reset_queries()
        act()
        seconds = sum(float(query["time"]) for query in connection.queries)
        connection.force_debug_cursor = False
    return seconds


def _through_http(texts: list[str]) -> Iterable[Figure]:
    with web_server() as port, Client(port, session_headers()) as client:
        headers = {"HX-Request": "true"}
        answers = []
        for text in texts:
            answer = client.post_form(reverse("search"), {"q": text}, headers=headers)
            if answer.status != 200:
                raise RuntimeError(f"The search answered {answer.status}.")
            answers.append(answer.seconds)
    yield from spread("HTTP as one types, signed in, rendered", answers[10:], goal_ms=HTTP_GOAL_MS)


__all__ = ["prepare", "run", "time"]
