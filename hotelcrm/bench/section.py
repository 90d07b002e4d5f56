"""One section of the bench, in a process of its own on a migrated, empty database: NAME GUESTS."""

import sys
import time
from collections.abc import Iterable

import django

django.setup()

from hotelcrm.bench import (  # noqa: E402
    attributes,
    duplicates,
    fuzzing,
    pages,
    people,
    pushes,
    querying,
    satisfaction,
    searching,
    value,
)
from hotelcrm.bench.report import Figure, print_section  # noqa: E402

#: The goals of the night, as ratios to the plain aggregate (docs/performance.md).
VALUE_GOALS = {
    "plain GROUP BY guest, least": 2.0,
    "the first night of all": 8.0,
    "night, with": 8.0,
    "night by the fitted model": 12.0,
    "its two statements in chunks": 1.25,
    "sums of touched guests": 1.0,
    "life-cycle, who may have moved": 3.0,
}


def _value(guests: int) -> Iterable[Figure]:
    value.fill(guests)
    for name, seconds, ratio in value.measure():
        yield Figure(name, seconds, "" if "MB" in name else "s", note="")
        if ratio is not None:
            goal = next((goal for part, goal in VALUE_GOALS.items() if name.startswith(part)), None)
            yield Figure(f"  {name}, ratio", ratio, "×", goal=goal)


def _attributes(guests: int) -> Iterable[Figure]:
    return attributes.run(guests)


def _search(guests: int) -> Iterable[Figure]:
    started = time.perf_counter()
    people.load_people(guests)
    yield Figure("loading the guests", time.perf_counter() - started, "s")
    yield from searching.run()


def _push(guests: int) -> Iterable[Figure]:
    return pushes.run()


def _fuzz(guests: int) -> Iterable[Figure]:
    return fuzzing.run()


def _pages(guests: int) -> Iterable[Figure]:
    started = time.perf_counter()
    pages.prepare(guests)
    yield Figure("building the hotel and its night", time.perf_counter() - started, "s")
    yield from pages.run()


def _query(guests: int) -> Iterable[Figure]:
    pages.prepare(guests)
    yield from querying.run()


def _duplicates(guests: int) -> Iterable[Figure]:
    return duplicates.run(guests)


def _satisfaction(sets: int) -> Iterable[Figure]:
    return satisfaction.run(sets)


SECTIONS = {
    "attributes": _attributes,
    "duplicates": _duplicates,
    "satisfaction": _satisfaction,
    "value": _value,
    "search": _search,
    "push": _push,
    "pages": _pages,
    "query": _query,
    "fuzz": _fuzz,
}


if __name__ == "__main__":
    section, guests = sys.argv[1], int(sys.argv[2])
    sys.exit(min(1, print_section(f"{section} · {guests:,} guests", SECTIONS[section](guests))))
