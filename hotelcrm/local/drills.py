"""`script/drills`: the whole hotel of script/server in a folder of its own, and every part of it killed -9.

Prints what it saw, a line each; a drill that could not be done has failed. Ends with 1 when any has.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import redis

from hotelcrm.local.checkout import say
from hotelcrm.local.drilled import Failed, Hotel, wait

#: Seconds: the data after a crash of PostgreSQL; a process that has to load the whole program; a page; starts.
RECOVERS_WITHIN, READY_WITHIN, PAGE_WITHIN = 30.0, 60.0, 5.0
SECOND_START_WITHIN, FIRST_START_WITHIN = 10.0, 300.0


def started(hotel: Hotel) -> str:
    return f"{hotel.start(FIRST_START_WITHIN):.1f} s"


def killed_part(hotel: Hotel, name: str) -> str:
    """One part is killed; the supervisor starts it again and the hotel is ready as before."""
    old = hotel.children().get(name)
    if old is None:
        raise Failed(f"{name} is not running")
    os.kill(old, signal.SIGKILL)
    wait(lambda: hotel.children().get(name, old) != old, READY_WITHIN, f"{name} was not started again")
    seconds = wait(lambda: hotel.status("/readyz") == 200, READY_WITHIN, "the hotel was not ready again")
    return f"ready again {seconds:.1f} s after its restart"


def killed_supervisor(hotel: Hotel) -> str:
    """Nothing outlives script/server, and the next start works, quickly."""
    assert hotel.process is not None
    parts = hotel.children()
    hotel.process.kill()
    hotel.process.wait()
    wait(
        lambda: not any(Path(f"/proc/{pid}").exists() for pid in parts.values()),
        30,
        "a part outlived the server",
    )
    return f"no part was left; the next start took {hotel.start(FIRST_START_WITHIN):.1f} s"


def second_start(hotel: Hotel) -> str:
    """Stopped and started again."""
    hotel.stop()
    seconds = hotel.start(FIRST_START_WITHIN)
    if seconds > SECOND_START_WITHIN:
        raise Failed(f"{seconds:.1f} s, more than {SECOND_START_WITHIN:.0f} s")
    return f"{seconds:.1f} s"


def redis_away(hotel: Hotel) -> str:
    """Frozen, then emptied: the page to sign in at comes all the same, and in time."""
    slowest = 0.0
    pid = hotel.children()["redis"]
    os.kill(pid, signal.SIGSTOP)
    try:
        for _each in range(3):
            slowest = max(slowest, page_seconds(hotel))
    finally:
        os.kill(pid, signal.SIGCONT)
    with redis.Redis.from_url(hotel.servers.redis_url) as client:
        client.flushall()
    slowest = max(slowest, page_seconds(hotel))
    return f"slowest page {slowest:.1f} s"


def longer(taken: list[str], than: int) -> bool:
    return len(taken) > than


def page_seconds(hotel: Hotel) -> float:
    began = time.monotonic()
    status = hotel.status("/accounts/login/")
    seconds = time.monotonic() - began
    if status != 200 or seconds > PAGE_WITHIN:
        raise Failed(f"the page answered {status} after {seconds:.1f} s")
    return seconds


def acknowledged(hotel: Hotel, kills: int) -> str:
    """Bookings are pushed while PostgreSQL is killed again and again: what was acknowledged is there afterwards."""
    scopes = ("--scope", "reservations:write", "--scope", "reservations:read")
    made = hotel.manage("create_api_client", "--name", "Drill", "--source", "drill", *scopes, "--json")
    token = json.loads(made.strip().splitlines()[-1])["token"]
    if not hotel.push("first", token):
        raise Failed("a push before any kill was refused")
    taken, stop = ["first"], threading.Event()

    def push() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            if hotel.push(f"B{number}", token):
                taken.append(f"B{number}")
            else:
                time.sleep(0.1)

    pusher = threading.Thread(target=push)
    pusher.start()
    slowest = 0.0
    try:
        for number in range(kills):
            wait(partial(longer, taken, len(taken) + 3), RECOVERS_WITHIN, "no push was taken")
            os.kill(hotel.children()["postgres"], signal.SIGKILL)
            done = partial(longer, taken, len(taken) + 1)
            seconds = wait(done, RECOVERS_WITHIN, f"kill {number + 1}: no push")
            slowest = max(slowest, seconds)
    finally:
        stop.set()
        pusher.join()
    script = "from reservations.models import Reservation as R; print(*R.objects.values_list('external_id', flat=True))"
    there = set(hotel.manage("shell", "--verbosity", "0", "-c", script).split())
    lost = [number for number in taken if number not in there]
    if lost:
        raise Failed(f"{len(lost)} of {len(taken)} acknowledged bookings are lost: {lost[:5]}")
    return f"{kills} kills, {len(taken)} acknowledged, none lost; slowest recovery {slowest:.1f} s"


@contextmanager
def hotels(count: int) -> Iterator[list[Hotel]]:
    folders = [Path(tempfile.mkdtemp(prefix="hotelcrm-drill-")) for _each in range(count)]
    for folder in folders:
        folder.chmod(0o755)
    opened = [Hotel(folder) for folder in folders]
    try:
        yield opened
    finally:
        for hotel in opened:
            hotel.stop()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/drills", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="how often PostgreSQL is killed during pushes")
    parser.add_argument("--one", action="store_true", help="without a second hotel at the same time")
    asked = parser.parse_args()
    signal.signal(
        signal.SIGTERM, lambda number, frame: sys.exit(1)
    )  # what was started is stopped all the same
    failed = 0

    def drill(name: str, do: Callable[[], str]) -> None:
        nonlocal failed
        try:
            say(f"ok      {name}: {do()}")
        except Exception as problem:  # whatever kept a drill from being done, it has not been passed
            failed += 1
            say(f"FAILED  {name}: {type(problem).__name__}: {problem}")

    with hotels(1 if asked.one else 2) as (hotel, *others):
        drill("first start with --empty", partial(started, hotel))
        for other in others:
            drill("a second hotel beside it", partial(started, other))
            other.stop()
        drill(
            "everything ready",
            lambda: f"{wait(lambda: hotel.status('/readyz') == 200, 120, 'not ready'):.1f} s",
        )
        for name in ("web", "worker", "beat", "redis", "postgres"):
            drill(f"kill -9 of {name}", partial(killed_part, hotel, name))
        drill("Redis frozen and emptied", lambda: redis_away(hotel))
        drill("kill -9 of PostgreSQL during pushes", lambda: acknowledged(hotel, asked.kills))
        drill("kill -9 of script/server", lambda: killed_supervisor(hotel))
        drill("second start", lambda: second_start(hotel))
        if failed:
            say(
                "The server's last words:\n"
                + "\n".join(hotel.log.read_text(errors="replace").splitlines()[-15:])
            )
    say(f"{failed} drills failed." if failed else "All drills passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
