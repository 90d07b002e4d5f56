"""What complaints say to privacy: none is erased while one is open, and he is sent no offers meanwhile."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.care_choices import NOT_CLOSED
from feedback.models import Complaint
from feedback.selectors.complaints import guests_with_open_complaint
from guests.privacy.family import Family
from guests.privacy.obstacles import Obstacle, register_obstacle
from guests.selectors.contactable import register_hold


def register_all() -> None:
    register_obstacle("complaints", complaints_in_the_way)
    register_hold(
        "complaints", guests_with_open_complaint, gettext_lazy("A complaint of his is not closed: no offers.")
    )


def complaints_in_the_way(family: Family, on: date) -> Iterator[Obstacle]:
    rows = Complaint.objects.filter(guest__in=family.ids, status__in=[*NOT_CLOSED])
    for complaint in rows.order_by("pk"):
        words = _("His complaint %(number)s is not closed. Settle it first.")
        yield Obstacle(words % {"number": complaint.number}, url=complaint.get_absolute_url())
