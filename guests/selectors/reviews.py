"""Pairs of files that may be one person, waiting for somebody to look at them."""

from django.db.models import Q, QuerySet

from guests.matching import Reason
from guests.models import Guest, GuestMerge, MatchReview


def reviews() -> QuerySet[MatchReview]:
    """Every pair whose two files still stand; what was merged or erased meanwhile needs nobody."""
    return MatchReview.objects.filter(
        guest__merged_into__isnull=True,
        candidate__merged_into__isnull=True,
        guest__erased_at__isnull=True,
        candidate__erased_at__isnull=True,
    ).select_related("guest", "candidate")


def open_reviews() -> QuerySet[MatchReview]:
    return reviews().filter(status=MatchReview.Status.OPEN)


def open_reviews_of(guest: Guest) -> QuerySet[MatchReview]:
    """The open pairs of one guest, the likeliest first."""
    return open_reviews().filter(Q(guest=guest) | Q(candidate=guest)).order_by("-score", "pk")


def merges_of(guest: Guest) -> QuerySet[GuestMerge]:
    """What was merged into this file, the newest first; also what was taken back."""
    return guest.merges.select_related("absorbed", "by").order_by("-at", "-pk")


def words_of(reasons: list[str]) -> list[str]:
    """The reasons of a review as people read them."""
    known = dict(Reason.choices)
    return [str(known.get(reason, reason)) for reason in reasons]
