"""`script/bench`: every section on a database of its own, made for it and dropped afterwards."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from common.databases import drop_database
from hotelcrm.local.checkout import ROOT, CannotStart, read_dotenv, say, var_dir
from hotelcrm.local.children import ChildFailed, Children
from hotelcrm.local.environment import development_environment, manage, start_servers
from hotelcrm.local.vendor import fill_vendor

MILLION = 1_000_000
#: What is measured when nothing else is asked for: section and number of guests.
PLAN = [
    ("push", 0),
    ("fuzz", 0),
    ("pages", MILLION // 10),
    ("query", MILLION // 10),
    ("duplicates", MILLION // 10),
    ("value", MILLION // 10),
    ("value", MILLION),
    ("attributes", MILLION // 10),
    ("attributes", MILLION),
    ("satisfaction", MILLION),
    ("search", MILLION),
]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=sorted({name for name, _ in PLAN}), help="these sections"
    )
    parser.add_argument("--guests", type=int, help="this many guests instead of each section's own number")
    return parser.parse_args()


def run() -> int:
    asked = arguments()
    plan = [(name, asked.guests or guests) for name, guests in PLAN if not asked.only or name in asked.only]
    read_dotenv()
    folder = var_dir() / "bench"
    folder.mkdir(exist_ok=True)
    children = Children()
    try:
        servers = start_servers(folder, children)
        fill_vendor()
        environment = development_environment(folder, servers, "command")
        environment |= {"LOG_LEVEL": "ERROR"}
        missed = sum(_section(name, guests, environment, children) for name, guests in dict.fromkeys(plan))
    finally:
        children.close()
    say("\nEvery goal was met." if not missed else f"\nSections with a missed goal or a failure: {missed}.")
    return min(1, missed)


def _section(name: str, guests: int, environment: dict[str, str], children: Children) -> bool:
    """Whether it missed a goal or failed."""
    database = f"bench_{name}"
    with _server(environment["DATABASE_URL"]) as cursor:
        drop_database(cursor, database)
        cursor.execute(f'CREATE DATABASE "{database}"')
    own = environment | {"DATABASE_URL": _with_database(environment["DATABASE_URL"], database)}
    try:
        if manage(children, own, "migrate", "--verbosity", "0"):
            return True
        command = [sys.executable, "-m", "hotelcrm.bench.section", name, str(guests)]
        child = children.spawn("bench", command, environment=own, cwd=ROOT, own_terminal=True)
        code = child.process.wait()
        children.forget(child)
        return code != 0
    finally:
        with _server(environment["DATABASE_URL"]) as cursor:
            drop_database(cursor, database)


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _server(url: str) -> Iterator:
    """A cursor, each statement by itself."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        yield connection.cursor()


if __name__ == "__main__":
    try:
        sys.exit(run())
    except (CannotStart, ChildFailed) as problem:
        say(f"script/bench: {problem}")
        sys.exit(1)
