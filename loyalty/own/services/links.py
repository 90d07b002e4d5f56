"""Links to a guest's own page: signed, valid for some days, ended all at once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from guests.models import Guest
from guests.privacy.family import family_of
from loyalty.own.models import OwnKey
from loyalty.own.selectors.people import page_owner

SALT = "own.link"


def make_link(*, guest: Guest, at: datetime) -> str:
    """The address that opens the page of `guest` from `at` on for OWN_LINK_DAYS; it says nothing about him."""
    key, _made = OwnKey.objects.get_or_create(guest=guest, defaults={"made_at": at})
    token = signing.Signer(salt=SALT).sign(f"{key.key}:{int(at.timestamp()):x}")
    return settings.PUBLIC_URL.rstrip("/") + reverse("own:open", args=[token])


def guest_of_link(token: str, *, on, at: datetime) -> Guest | None:
    """Whose page `token` opens at `at`; None for one that was never made, is too old or was ended, alike."""
    try:
        key, _colon, made = signing.Signer(salt=SALT).unsign(token).rpartition(":")
    except signing.BadSignature:
        return None
    if at - datetime.fromtimestamp(int(made, 16), at.tzinfo) > timedelta(days=settings.OWN_LINK_DAYS):
        return None
    row = OwnKey.objects.select_related("guest").filter(key=key).first()
    return page_owner(row.guest, on) if row else None


def end_links(*, guest: Guest) -> None:
    """No link made for him so far, or for a file merged into his, opens anything any more."""
    OwnKey.objects.filter(guest__in=family_of(guest).ids).delete()
