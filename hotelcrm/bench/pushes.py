"""Bookings pushed by a machine, singly and in batches, against a bare multi-row insert of the same rows."""

import json
import random
import time
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.management import call_command
from django.db import connection
from psycopg2.extras import execute_values

from common.models import ApiClient
from hotelcrm.bench.http import Client, web_server
from hotelcrm.bench.report import Figure, spread

SOURCE = "bench-pms"
SINGLE = 600
BATCHES, BATCH = 20, 500
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平"


def booking(number: int, chance: random.Random) -> dict:
    """One confirmed booking; every third guest comes back under the same phone."""
    who = number - 3 if number % 3 == 0 and number > 3 else number
    arrival = date(2027, 1, 1) + timedelta(days=number % 300)
    departure = arrival + timedelta(days=1 + number % 3)
    name = SURNAMES[who % 10] + GIVEN[who // 10 % 20] + GIVEN[who // 7 % 20]
    return {
        "version": 1,
        "status": "confirmed",
        "origin": "transient",
        "channel": "website",
        "currency": "CNY",
        "guest": {"name": name, "phones": [f"139{who:08d}"]},
        "rooms": [
            {
                "line": "1",
                "room_type": "standard",
                "arrival": str(arrival),
                "departure": str(departure),
                "adults": 1,
                "nights": [
                    {"date": str(arrival + timedelta(days=night)), "amount": f"{chance.randint(280, 520)}.00"}
                    for night in range((departure - arrival).days)
                ],
            }
        ],
    }


def token() -> str:
    """A fresh client's token, made as a hotel makes it."""
    from io import StringIO

    ApiClient.objects.filter(name="bench").delete()
    printed = StringIO()
    scopes = ["--scope", "reservations:write", "--scope", "reservations:read"]
    call_command(
        "create_api_client", "--name", "bench", "--source", SOURCE, *scopes, "--json", stdout=printed
    )
    ApiClient.objects.filter(name="bench").update(rate_limit=1_000_000)
    return json.loads(printed.getvalue())["token"]


def run() -> Iterable[Figure]:
    """Single pushes per second and their spread; batches per second, and as a share of the bare insert."""
    chance = random.Random(7)
    headers = {"Authorization": f"Bearer {token()}", "Content-Type": "application/json"}
    with web_server() as port, Client(port, headers) as client:
        seconds = [_push_one(client, number, chance) for number in range(1, SINGLE + 1)]
        yield Figure("bookings pushed singly", SINGLE / sum(seconds), "/s", goal=60, at_least=True)
        yield from spread("one pushed booking", seconds, goal_ms=60)
        _analyze()
        first = SINGLE + 1
        batches = [
            [booking(first + batch * BATCH + n, chance) for n in range(BATCH)] for batch in range(BATCHES)
        ]
        spent = sum(_push_batch(client, 1 + SINGLE + n * BATCH, batch) for n, batch in enumerate(batches))
    ours = BATCHES * BATCH / spent
    yield Figure("bookings pushed in batches of 500", ours, "/s", goal=1000, at_least=True)
    bare = BATCHES * BATCH / _bare_insert(batches)
    yield Figure("the bare multi-row insert of the same rows", bare, "/s")
    yield Figure("batches as a share of the bare insert", 100 * ours / bare, "%", goal=10, at_least=True)


def _analyze() -> None:
    """What autovacuum does by itself within a minute: until then a new database checks foreign keys by whole tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _push_one(client: Client, number: int, chance: random.Random) -> float:
    body = json.dumps(booking(number, chance)).encode()
    answer = client.request("PUT", f"/api/v1/reservations/{SOURCE}/B{number}", body)
    if answer.status != 201:
        raise RuntimeError(f"A pushed booking was answered {answer.status}: {answer.body[:300]!r}")
    return answer.seconds


def _push_batch(client: Client, first: int, bookings: list[dict]) -> float:
    items = [{"external_id": f"B{first + n}", "source": SOURCE, **item} for n, item in enumerate(bookings)]
    answer = client.request(
        "POST",
        "/api/v1/reservations/batch",
        json.dumps({"items": items}).encode(),
        Idempotency_Key=f"bench-{first}",
    )
    if answer.status != 207:
        raise RuntimeError(f"A batch was answered {answer.status}: {answer.body[:300]!r}")
    return answer.seconds


def _bare_insert(batches: list[list[dict]]) -> float:
    """Seconds for guest, reservation, line and night rows of the same bookings by INSERT … ON CONFLICT."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BARE_TABLES)
        for batch_number, batch in enumerate(batches):
            first = batch_number * BATCH
            rows = [(first + n, b["guest"]["name"], b["guest"]["phones"][0]) for n, b in enumerate(batch)]
            execute_values(
                cursor, "INSERT INTO bare_guest VALUES %s ON CONFLICT DO NOTHING", rows, page_size=1000
            )
            rows = [(first + n, SOURCE, f"bare{first + n}", 1, "confirmed") for n, _ in enumerate(batch)]
            execute_values(
                cursor,
                "INSERT INTO bare_reservation VALUES %s"
                " ON CONFLICT (source, external_id) DO UPDATE SET version = EXCLUDED.version",
                rows,
                page_size=1000,
            )
            rooms = [(first + n, b["rooms"][0]) for n, b in enumerate(batch)]
            lines = [(number, room["line"], room["arrival"], room["departure"]) for number, room in rooms]
            execute_values(
                cursor, "INSERT INTO bare_line VALUES %s ON CONFLICT DO NOTHING", lines, page_size=1000
            )
            nights = [
                (number, night["date"], night["amount"]) for number, room in rooms for night in room["nights"]
            ]
            execute_values(
                cursor, "INSERT INTO bare_night VALUES %s ON CONFLICT DO NOTHING", nights, page_size=1000
            )
    return time.perf_counter() - started


BARE_TABLES = """
CREATE TEMPORARY TABLE bare_guest (id bigint PRIMARY KEY, name text, phone text);
CREATE TEMPORARY TABLE bare_reservation (
    id bigint PRIMARY KEY, source text, external_id text, version bigint, status text,
    UNIQUE (source, external_id));
CREATE TEMPORARY TABLE bare_line (reservation bigint, line text, arrival date, departure date,
    PRIMARY KEY (reservation, line));
CREATE TEMPORARY TABLE bare_night (reservation bigint, date date, amount numeric(14,2),
    PRIMARY KEY (reservation, date));
"""
