"""How well and how fast doubles are found among files of which it is known whose they are."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import connection

from common import jobs
from guests.matching import JOIN_FROM
from guests.models import MatchReview
from guests.services.duplicate_search import JOB
from guests.services.files import create_guests
from hotelcrm.bench.doubles import KnownFile, known_files
from hotelcrm.bench.report import Figure

#: Another seed than the one the weights were tried with.
SEED = 20_261_122
LOADED_AT_ONCE = 5000

Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Truth:
    """Pairs of file ids that are one person; `findable` have more than a name in common."""

    pairs: Pairs
    findable: Pairs
    who: dict[int, int]


@dataclass(frozen=True)
class Found:
    """What the search put into the queue: sure enough to join by itself, or for a person."""

    sure: Pairs
    queued: Pairs

    @property
    def proposed(self) -> Pairs:
        return self.sure | self.queued


def load(files: Sequence[KnownFile]) -> Truth:
    """Make the files and say which of them are one person."""
    ids: list[int] = []
    for start in range(0, len(files), LOADED_AT_ONCE):
        chunk = files[start : start + LOADED_AT_ONCE]
        ids += [guest.pk for guest in create_guests(drafts=[file.draft for file in chunk])]
    by_person: dict[int, list[tuple[int, KnownFile]]] = defaultdict(list)
    for guest_id, file in zip(ids, files, strict=True):
        by_person[file.person].append((guest_id, file))
    pairs: Pairs = set()
    findable: Pairs = set()
    for own in by_person.values():
        for (one, ours), (other, theirs) in combinations(own, 2):
            pair = (min(one, other), max(one, other))
            pairs.add(pair)
            if ours.says & theirs.says:
                findable.add(pair)
    who = {guest_id: file.person for guest_id, file in zip(ids, files, strict=True)}
    return Truth(pairs, findable, who)


def found() -> Found:
    sure: Pairs = set()
    queued: Pairs = set()
    for guest_id, candidate_id, score in MatchReview.objects.values_list("guest", "candidate", "score"):
        pair = (min(guest_id, candidate_id), max(guest_id, candidate_id))
        (sure if score >= JOIN_FROM else queued).add(pair)
    return Found(sure, queued)


def precision(proposed: Pairs, truth: Truth) -> float:
    return len(proposed & truth.pairs) / len(proposed) if proposed else 1.0


def recall(proposed: Pairs, wanted: Pairs) -> float:
    return len(proposed & wanted) / len(wanted) if wanted else 1.0


def judged(truth: Truth, result: Found) -> Iterator[Figure]:
    """The figures that say how good the search was."""
    yield Figure("pairs of files that are one person", len(truth.pairs), "")
    yield Figure("  of them with more than a name in common", len(truth.findable), "")
    yield Figure("pairs that would join by themselves", len(result.sure), "")
    yield Figure("pairs for a person to look at", len(result.queued), "")
    wrong = f"wrong: {len(result.sure - truth.pairs)}"
    yield Figure(
        "precision of automatic joins",
        precision(result.sure, truth),
        "",
        goal=0.999,
        at_least=True,
        note=wrong,
    )
    yield Figure(
        "recall of automatic and queue", recall(result.proposed, truth.findable), "", goal=0.95, at_least=True
    )
    yield Figure("  recall of automatic joins alone", recall(result.sure, truth.findable), "")
    yield Figure("  recall, pairs with nothing but a name included", recall(result.proposed, truth.pairs), "")
    yield Figure("  share of the queue that is one person", precision(result.queued, truth), "")


def run(guests: int, *, seed: int = SEED) -> Iterable[Figure]:
    """Load, search, judge; then search again, which has to change nothing."""
    began = time.perf_counter()
    truth = load(known_files(guests, seed=seed))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    yield Figure("loading the files", time.perf_counter() - began, "s")
    began = time.perf_counter()
    first = jobs.run_now(JOB)
    yield Figure("looking through all files", time.perf_counter() - began, "s", goal=180)
    yield Figure("  pairs compared", first.result["compared"], "")
    yield from judged(truth, found())
    again = jobs.run_now(JOB)
    changed = again.result["added"] + again.result["withdrawn"]
    yield Figure("looking again: proposals changed", changed, "", goal=0)
    began = time.perf_counter()
    jobs.run_now(JOB, params={"changes_only": True})
    yield Figure("looking through what changed since (nothing)", time.perf_counter() - began, "s")
