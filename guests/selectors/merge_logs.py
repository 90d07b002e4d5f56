"""What two files' reviews and consents say together, once they are one."""

from collections.abc import Sequence

from django.db.models import Q

from guests.merge_plan import RowChange
from guests.merging import Agreed, needs_refusal
from guests.models import Consent, MatchReview


def review_changes(survivor_id: int, absorbed_id: int) -> list[RowChange]:
    """What is known of pairs with the old file holds for the survivor; 'two people' is never forgotten."""
    pairs = MatchReview.objects.filter(Q(guest=absorbed_id) | Q(candidate=absorbed_id)).exclude(
        Q(guest=survivor_id) | Q(candidate=survivor_id)
    )
    known = {
        row.candidate_id if row.guest_id == survivor_id else row.guest_id: row
        for row in MatchReview.objects.filter(Q(guest=survivor_id) | Q(candidate=survivor_id))
    }
    changes = []
    for row in pairs.order_by("pk"):
        is_guest = row.guest_id == absorbed_id
        third = row.candidate_id if is_guest else row.guest_id
        there = known.get(third)
        if there is None:
            field = "guest_id" if is_guest else "candidate_id"
            changes.append(RowChange(MatchReview, row.pk, field, absorbed_id, survivor_id))
            known[third] = row
        elif row.status == MatchReview.Status.DIFFERENT and there.status == MatchReview.Status.OPEN:
            changes.append(RowChange(MatchReview, there.pk, "status", there.status, row.status))
    return changes


def refusals_to_add(survivor_id: int, absorbed_id: int) -> list[tuple[str, str]]:
    newest = Consent.objects.filter(guest__in=[survivor_id, absorbed_id]).order_by(
        "guest", "purpose", "channel", "-at", "-pk"
    )
    said: dict[tuple[str, str], dict[int, Agreed]] = {}
    for line in newest.distinct("guest", "purpose", "channel"):
        said.setdefault((line.purpose, line.channel), {})[line.guest_id] = Agreed(line.is_given, line.at)
    return [
        about
        for about, by_file in sorted(said.items())
        if needs_refusal(by_file.get(survivor_id), by_file.get(absorbed_id))
    ]


def pair_reviews(one: int, other: int) -> Sequence[MatchReview]:
    """The reviews of exactly these two files, in either order."""
    either = Q(guest=one, candidate=other) | Q(guest=other, candidate=one)
    return list(MatchReview.objects.filter(either).order_by("pk"))
