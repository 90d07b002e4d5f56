"""Files that may be one person are put before somebody: found in blocks, scored, written to the review queue.

Safe to repeat: a pair is in the queue once, in whatever order its files came; what a person decided stays
decided; what no longer fits is taken out again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import connection, transaction
from django.db.models import Q

from guests.matching import CONTRADICTIONS, DECISIVE, JOIN_FROM, Band, Match, Reason, score
from guests.models import MatchReview, Relationship
from guests.selectors.blocking import FileFace, Pair, candidate_pairs, file_faces, further_evidence

#: `MatchReview.source` of what was found by looking through the files.
SOURCE = "search"
#: Rows written by one statement.
BATCH = 1000
#: A chunk's self-joins are hashed in memory; the web's small share would send them to disk.
_WORK_MEM = "64MB"


@dataclass(frozen=True)
class Proposed:
    """What became of a chunk: pairs compared, proposals that are new, proposals taken back."""

    compared: int
    added: int
    withdrawn: int


@transaction.atomic
def propose_duplicates(*, ids: Sequence[int], older_only: bool) -> Proposed:
    """Compare the files `ids` with those they share something with, and bring the queue up to date.

    With `older_only` only with older files: whoever goes through all files meets each pair once.
    """
    matches, compared = likely_pairs(ids, older_only=older_only)
    known = _known_reviews(set(ids), older_only=older_only)
    new = [_review(pair, match) for pair, match in matches.items() if pair not in known]
    MatchReview.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    open_ones = {pair: review for pair, review in known.items() if review.status == MatchReview.Status.OPEN}
    _update(open_ones, matches)
    outdated = [
        review.pk for pair, review in open_ones.items() if pair not in matches and review.source == SOURCE
    ]
    open_reviews = MatchReview.objects.filter(status=MatchReview.Status.OPEN)
    withdrawn, _ = open_reviews.filter(pk__in=outdated).delete() if outdated else (0, {})
    return Proposed(compared, len(new), withdrawn)


def likely_pairs(ids: Sequence[int], *, older_only: bool) -> tuple[dict[Pair, Match], int]:
    """Pairs of `ids` with any file that are at least a case for a person, and how many were compared."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{_WORK_MEM}'; SET LOCAL jit = off")
    pairs = candidate_pairs(ids, older_only=older_only)
    faces = file_faces({guest_id for pair in pairs for guest_id in pair})
    scored = {
        pair: compare(faces[pair[1]], faces[pair[0]], evidence)
        for pair, evidence in pairs.items()
        if pair[0] in faces and pair[1] in faces
    }
    likely = {pair: match for pair, match in scored.items() if match.band is not Band.NEW}
    for pair in _related(likely):
        likely.pop(pair, None)
    return likely, len(scored)


def compare(one: FileFace, other: FileFace, evidence: Collection[Reason]) -> Match:
    """How sure it is that two files are one person's, with all that the files say."""
    return score(one.face, other.face, further_evidence(one, other, evidence))


@transaction.atomic
def settle_contests() -> int:
    """Proposals that would join by themselves, yet whose files fit two that contradict each other; how many.

    A father and a son of one name and phone both fit the file that says no birthday: a person decides.
    """
    joining = MatchReview.objects.filter(status=MatchReview.Status.OPEN, score__gte=JOIN_FROM)
    reviews = [review for review in joining if DECISIVE.isdisjoint(review.reasons)]
    by_file: dict[int, list[tuple[int, MatchReview]]] = defaultdict(list)
    for review in reviews:
        by_file[review.guest_id].append((review.candidate_id, review))
        by_file[review.candidate_id].append((review.guest_id, review))
    several = {file: partners for file, partners in by_file.items() if len(partners) > 1}
    faces = file_faces({partner for partners in several.values() for partner, _ in partners})
    contested: dict[int, MatchReview] = {}
    for partners in several.values():
        for (one, first), (other, second) in combinations(partners, 2):
            if one in faces and other in faces and _contradict(faces[one], faces[other]):
                contested |= {first.pk: first, second.pk: second}
    for review in contested.values():
        review.score = JOIN_FROM - 1
        review.reasons = [*review.reasons, str(Reason.CONTESTED)]
    MatchReview.objects.bulk_update(contested.values(), ["score", "reasons"], batch_size=BATCH)
    return len(contested)


def _contradict(one: FileFace, other: FileFace) -> bool:
    return not CONTRADICTIONS.isdisjoint(compare(one, other, ()).reasons)


def _known_reviews(ids: set[int], *, older_only: bool) -> dict[Pair, MatchReview]:
    """What the queue says about the pairs that were compared, decided ones included."""
    rows = MatchReview.objects.filter(Q(guest__in=ids) | Q(candidate__in=ids))
    by_pair = {_pair(row.guest_id, row.candidate_id): row for row in rows}
    return {pair: row for pair, row in by_pair.items() if not older_only or pair[1] in ids}


def _update(reviews: Mapping[Pair, MatchReview], matches: Mapping[Pair, Match]) -> None:
    """Scores that have changed; what a message proved stays unless the files by now prove more."""
    changed = []
    for pair, review in reviews.items():
        match = matches.get(pair)
        if match is None or (review.source != SOURCE and review.score > match.score):
            continue
        news = (match.score, [str(reason) for reason in match.reasons])
        if (review.score, review.reasons) != news:
            review.score, review.reasons = news
            changed.append(review)
    MatchReview.objects.bulk_update(changed, ["score", "reasons"], batch_size=BATCH)


def _related(pairs: Collection[Pair]) -> set[Pair]:
    """Those of `pairs` whom somebody noted as husband and wife, parent and child …: certainly two people."""
    files = {file for pair in pairs for file in pair}
    rows = Relationship.objects.filter(guest__in=files, other__in=files).values_list("guest", "other")
    return {_pair(one, other) for one, other in rows}


def _review(pair: Pair, match: Match) -> MatchReview:
    older, newer = pair
    reasons = [str(reason) for reason in match.reasons]
    return MatchReview(guest_id=newer, candidate_id=older, score=match.score, reasons=reasons, source=SOURCE)


def _pair(one: int, other: int) -> Pair:
    return min(one, other), max(one, other)
