"""Who leaves is thanked; whose check-out is taken back is not."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver

from common.dates import business_date
from feedback.services.invitations import register_closing
from loyalty.own.selectors.people import page_owner
from loyalty.own.selectors.wording import closing_of_stay
from loyalty.own.services.letters import queue_thanks, take_back_thanks
from loyalty.own.services.links import make_link
from reservations import signals
from reservations.models import Stay


@receiver(signals.stay_completed)
def left(sender, stay_ids, **kwargs) -> None:
    on = business_date()
    transaction.on_commit(lambda: queue_thanks(stay_ids=stay_ids, on=on), robust=True)


@receiver(signals.stay_reopened)
def came_back(sender, stay_ids, **kwargs) -> None:
    take_back_thanks(stay_ids=stay_ids)


def words_below_invitation(stay: Stay, on: date, at: datetime) -> str:
    """The account of the stay is one press away."""
    if not settings.GUEST_MESSAGES or page_owner(stay.guest, on) is None:
        return ""
    return closing_of_stay(stay.guest, stay, make_link(guest=stay.guest, at=at), on)


register_closing("own_page", words_below_invitation)
