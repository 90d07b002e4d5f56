"""Visits to the own page: never a session of the staff's, ended by leaving, by silence, and by time."""

from datetime import datetime, timedelta

from guests.models import Guest
from guests.privacy.family import family_of
from loyalty.own.models import OwnSession
from loyalty.own.models.access import hash_of, new_key
from loyalty.own.services.links import end_links

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
#: Use is noted at most so often.
NOTED_EVERY = timedelta(minutes=1)


def begin_session(*, guest: Guest, way: str, at: datetime) -> str:
    """A new visit; the token that the browser keeps."""
    token = new_key()
    OwnSession.objects.create(guest=guest, token_hash=hash_of(token), way=way, began_at=at, seen_at=at)
    return token


def session_of(token: str, *, at: datetime) -> OwnSession | None:
    """The visit of this token, as long as it goes on; use prolongs it."""
    if not token:
        return None
    going_on = OwnSession.objects.filter(seen_at__gt=at - IDLE, began_at__gt=at - LONGEST)
    session = going_on.select_related("guest").filter(token_hash=hash_of(token)).first()
    if session is not None and at - session.seen_at >= NOTED_EVERY:
        session.seen_at = at
        session.save(update_fields=["seen_at"])
    return session


def end_session(*, token: str) -> None:
    """This visit alone."""
    OwnSession.objects.filter(token_hash=hash_of(token)).delete()


def end_everything(*, guest: Guest) -> None:
    """Every visit, and every link he has."""
    OwnSession.objects.filter(guest__in=family_of(guest).ids).delete()
    end_links(guest=guest)


def forget_sessions(*, as_of: datetime) -> int:
    """Visits that are over."""
    return OwnSession.objects.filter(seen_at__lt=as_of - LONGEST).delete()[0]
