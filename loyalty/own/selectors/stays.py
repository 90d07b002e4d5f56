"""A guest's stays as he sees them himself."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from feedback.choices import SurveyChannel
from feedback.models import AnswerSet
from guests.models import Guest
from reservations.choices import StayStatus
from reservations.models import Stay


def open_surveys(guest: Guest, on: date) -> list[Stay]:
    """Stays of the last weeks for which he has not said how it was, the newest first; one query."""
    answered = AnswerSet.objects.filter(
        stay=OuterRef("pk"), channel=SurveyChannel.ONLINE, finished_at__isnull=False
    )
    since = on - timedelta(days=settings.SURVEY_LINK_DAYS)
    stays = Stay.objects.filter(guest=guest, status=StayStatus.CHECKED_OUT, departure__gte=since)
    return list(
        stays.filter(~Exists(answered)).select_related("line__room_type").order_by("-departure", "-pk")
    )


def own_stay(guest: Guest, pk: int) -> Stay | None:
    """One of his, or None."""
    stays = guest.stays.exclude(status=StayStatus.VOID).select_related(
        "room", "line__room_type", "line__reservation"
    )
    return stays.filter(pk=pk).first()


def stay_in_mind(guest: Guest, on: date) -> Stay | None:
    """The stay that he most likely speaks of: the one going on, else the last, if that is not long ago."""
    since = on - timedelta(days=settings.SURVEY_LINK_DAYS)
    stays = guest.stays.filter(status__in=[StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT], departure__gte=since)
    return stays.order_by("-arrival", "-pk").first()
