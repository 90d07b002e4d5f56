"""Files that exact evidence shows to be one, made one without asking, where the hotel has allowed it."""

from django.db.models import Q

from common.errors import HotelError
from guests.matching import JOIN_FROM, Reason
from guests.models import GuestMerge
from guests.selectors.reviews import open_reviews
from guests.services.merging import merge_guests


def join_exact_duplicates() -> int:
    """Merge the newer file into the older one wherever both show the same document; how many were merged.

    Each merge is a transaction of its own and can be taken back on its page. What a person once took back, and
    what a merge refuses, stays in the queue.
    """
    waiting = open_reviews().filter(score__gte=JOIN_FROM, reasons__contains=[Reason.DOCUMENT.value])
    joined = 0
    for review_id in list(waiting.order_by("pk").values_list("pk", flat=True)):
        joined += _join(review_id)
    return joined


def _join(review_id: int) -> bool:
    review = open_reviews().filter(pk=review_id).first()  # an earlier merge may have settled it
    if review is None or _was_taken_back(review.guest_id, review.candidate_id):
        return False
    older, newer = sorted((review.candidate, review.guest), key=lambda guest: guest.pk)
    try:
        merge_guests(survivor=older, absorbed=newer, reason=str(Reason.DOCUMENT.label))
    except HotelError:
        return False
    return True


def _was_taken_back(one: int, other: int) -> bool:
    pair = Q(survivor=one, absorbed=other) | Q(survivor=other, absorbed=one)
    return GuestMerge.objects.filter(pair, undone_at__isnull=False).exists()
