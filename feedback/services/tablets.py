"""Tablets at the desk: a device of its own that nobody is signed in on; the desk starts surveys on it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import HotelError
from feedback.choices import SurveyChannel
from feedback.models import SurveyLink, SurveyTablet
from feedback.models.asking import hash_of, new_token
from feedback.services.links import make_link
from reservations.models import Stay


class NoSuchTablet(HotelError):
    code = "no-such-tablet"
    default_message = _("This tablet is not set up any more. Choose another one.")


def pair_tablet(*, name: str, by: str, at: datetime) -> tuple[SurveyTablet, str]:
    """Make the device that asks a survey tablet: its token. One of the same name is replaced by it."""
    token = new_token()
    tablet, _created = SurveyTablet.objects.update_or_create(
        name=name.strip(),
        defaults={
            "token_hash": hash_of(token),
            "paired_at": at,
            "paired_by": by,
            "link": None,
            "link_taken_at": None,
        },
    )
    return tablet, token


def unpair_tablet(*, tablet: SurveyTablet) -> None:
    """The device shows nothing any more."""
    tablet.delete()


def tablet_of(token: str) -> SurveyTablet | None:
    return SurveyTablet.objects.filter(token_hash=hash_of(token)).first() if token else None


@transaction.atomic
def start_on_tablet(*, tablet_id: int, stay: Stay, on: date, at: datetime, by: str) -> SurveyLink:
    """Let the tablet open the survey of `stay`; whatever it showed before ends.

    Raises NoSuchTablet, NotAsked, AlreadyAnswered.
    """
    tablet = SurveyTablet.objects.select_for_update(of=("self",)).filter(pk=tablet_id).first()
    if tablet is None:
        raise NoSuchTablet
    _end_link(tablet.link_id, at)
    # The token is made anew when the tablet fetches it: this one is known to nobody.
    link, _token = make_link(channel=SurveyChannel.DESK, on=on, at=at, stay=stay, by=by)
    tablet.link, tablet.link_taken_at = link, None
    tablet.save(update_fields=["link", "link_taken_at"])
    return link


@transaction.atomic
def fetch_survey(*, tablet: SurveyTablet, at: datetime) -> str | None:
    """The tablet asks whether the desk has started one: its token, once; None while there is none."""
    locked = SurveyTablet.objects.select_for_update(of=("self",)).select_related("link").get(pk=tablet.pk)
    locked.seen_at = at
    token = None
    if locked.link is not None and locked.link_taken_at is None and locked.link.expires_at > at:
        token = new_token()
        SurveyLink.objects.filter(pk=locked.link_id).update(token_hash=hash_of(token))
        locked.link_taken_at = at
    locked.save(update_fields=["seen_at", "link_taken_at"])
    return token


@transaction.atomic
def return_to_start(*, tablet: SurveyTablet, at: datetime) -> None:
    """The guest has finished or gone away: the address he answered at opens nothing any more.

    What he had answered stays; started again at the desk, the survey goes on there.
    """
    locked = SurveyTablet.objects.select_for_update(of=("self",)).get(pk=tablet.pk)
    if locked.link_taken_at is None:
        return
    _end_link(locked.link_id, at)
    locked.link = locked.link_taken_at = None
    locked.save(update_fields=["link", "link_taken_at"])


def _end_link(link_id: int | None, at: datetime) -> None:
    SurveyLink.objects.filter(pk=link_id, used_at__isnull=True, expires_at__gt=at).update(expires_at=at)
