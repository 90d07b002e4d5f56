"""What the programme does when something happens to stays and files.

Points and tiers of a stay follow once its news is stored, and are never in its way; the night makes what a crash left
out. A merge and its undoing move the points in their own transaction, and points for a complaint are given with it.
"""

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from common.dates import business_date
from feedback.signals import recovery_given
from guests.signals import guest_merged, guest_parted
from loyalty.models import Membership
from loyalty.services.earning import settle_stays
from loyalty.services.handing_over import give_back, hand_over
from loyalty.services.recovering import give_points
from loyalty.services.tiers import evaluate
from reservations import signals


@receiver([signals.stay_completed, signals.stay_reopened, signals.ended_stays_charged])
def stay_changed(sender, stay_ids, guest_ids, **kwargs) -> None:
    on, at = business_date(), timezone.now()
    transaction.on_commit(lambda: _follow(list(stay_ids), list(guest_ids), on, at), robust=True)


def _follow(stay_ids, guest_ids, on, at) -> None:
    members = list(Membership.objects.filter(guest__in=guest_ids).values_list("guest", flat=True))
    if members:
        settle_stays(stay_ids=stay_ids, on=on, at=at)
        evaluate(guest_ids=members, on=on, at=at)


@receiver(guest_merged)
def merged(sender, survivor_id, absorbed_id, merge_id, **kwargs) -> None:
    on, at = business_date(), timezone.now()
    hand_over(survivor_id=survivor_id, absorbed_id=absorbed_id, merge_id=merge_id, on=on, at=at)
    evaluate(guest_ids=[survivor_id], on=on, at=at)


@receiver(guest_parted)
def parted(sender, survivor_id, absorbed_id, merge_id, **kwargs) -> None:
    on, at = business_date(), timezone.now()
    give_back(survivor_id=survivor_id, absorbed_id=absorbed_id, merge_id=merge_id, on=on, at=at)
    evaluate(guest_ids=[survivor_id, absorbed_id], on=on, at=at)


@receiver(recovery_given)
def recovered(sender, recovery_id, **kwargs) -> None:
    give_points(recovery_id=recovery_id, on=business_date(), at=timezone.now())
