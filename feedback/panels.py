"""What the guest told us, on his page."""

from datetime import date

from django.utils.translation import gettext_lazy

from feedback.choices import SurveyChannel
from feedback.selectors.answers import sets_of, stays_to_ask_about, tablets_in_use, worst_first
from guests.models import Guest
from guests.panels import Panel, register

SETS_SHOWN = 5
ANSWERS_SHOWN = 3


def register_all() -> None:
    register(
        Panel(
            key="feedback",
            title=gettext_lazy("What he told us"),
            template="feedback/_panel.html",
            permission="feedback.view_answerset",
            order=45,
            column="main",
            load=told_us,
            comes_later=True,
        )
    )


def told_us(guest: Guest, request, on: date) -> dict | None:
    """His newest answers, the lowest of each first, and what he can be asked about; None without any stay."""
    sets = sets_of(guest, SETS_SHOWN)
    may_ask = request.user.has_perm("feedback.add_answerset") and guest.erased_at is None
    stays = stays_to_ask_about(guest) if may_ask else []
    if not sets and not stays:
        return None
    return {
        "sets": [(each, worst_first(each.answers.all(), ANSWERS_SHOWN)) for each in sets],
        "stays": [
            {
                "stay": stay,
                "in_person": SurveyChannel.IN_PERSON not in stay.answered,
                "on_tablet": SurveyChannel.DESK not in stay.answered,
            }
            for stay in stays
        ],
        "tablets": tablets_in_use() if stays else [],
    }
