"""What counts when it is decided whom to call first."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Avg

from feedback.call_priority import Departed
from feedback.models import Answer, Complaint
from reservations.models import Stay
from reservations.selectors.recognition import value_classes_of


def departed(stays: Sequence[Stay], *, on: date) -> dict[int, Departed]:
    """Stay id → what is known of its guest; four queries whatever the number of stays."""
    ids = [stay.pk for stay in stays]
    guest_ids = {stay.guest_id for stay in stays}
    classes = value_classes_of(guest_ids)
    scores = dict(
        Answer.objects.filter(answer_set__stay__in=ids, answer_set__finished_at__isnull=False, not_used=False)
        .values_list("answer_set__stay")
        .annotate(mean=Avg("score"))
    )
    troubled = set(Complaint.objects.filter(stay__in=ids).values_list("stay_id", flat=True))
    before = _been_before(stays)
    return {
        stay.pk: Departed(
            value_class=classes[stay.guest_id].key if stay.guest_id in classes else "",
            is_vip=stay.guest.is_vip and (stay.guest.vip_until is None or stay.guest.vip_until >= on),
            score=scores.get(stay.pk),
            had_trouble=stay.pk in troubled,
            is_first_stay=stay.pk not in before,
        )
        for stay in stays
    }


def _been_before(stays: Sequence[Stay]) -> set[int]:
    """Those of the stays before which their guest had stayed already."""
    arrivals: dict[int, date] = {}
    rows = Stay.objects.completed().filter(guest__in={stay.guest_id for stay in stays})
    for guest_id, arrival in rows.order_by("-arrival").values_list("guest_id", "arrival"):
        arrivals[guest_id] = arrival  # the earliest is read last
    return {stay.pk for stay in stays if arrivals.get(stay.guest_id, stay.arrival) < stay.arrival}
