"""API clients as people manage them: made, changed, given a new token, revoked."""

import ipaddress
import re
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.machines.authentication import new_token, token_hash
from common.machines.scopes import SCOPES
from common.models import ApiClient
from common.wording import listed

#: Sources under which the hotel itself writes; no machine may.
OWN_SOURCES = frozenset({"desk", "nights"})


class BadClient(HotelError):
    """A client that cannot be saved as asked."""

    code = "bad-client"


def create_client(
    *,
    name: str,
    source: str,
    scopes: Iterable[str],
    networks: Iterable[str] = (),
    rate_limit: int | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiClient, str]:
    """The new client and its token, which exists nowhere else from here on. Raises BadClient."""
    token = new_token()
    client = ApiClient(
        name=name,
        source=free_source(source),
        token_hash=token_hash(token),
        scopes=known_scopes(scopes),
        networks=written_networks(networks),
        expires_at=expires_at,
    )
    if rate_limit is not None:
        client.rate_limit = rate_limit
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError:
        taken = _("There is already a client named “%(name)s”. Choose another name.") % {"name": name}
        raise BadClient(taken, field="name") from None
    return client, token


def renew_token(*, client: ApiClient) -> str:
    """A new token; the old one stops working at once. Raises BadClient for a revoked client."""
    token = new_token()
    if not ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(token_hash=token_hash(token)):
        raise BadClient(_("This client is revoked. Make a new one."))
    return token


def revoke_client(*, client: ApiClient, at: datetime) -> None:
    """Its token works no longer, for good; repeating keeps the first moment."""
    ApiClient.objects.filter(pk=client.pk, revoked_at=None).update(revoked_at=at)


def free_source(source: str) -> str:
    """`source`, if it is a code of letters, digits, dashes and underscores that is not the hotel's own."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", source) or source in OWN_SOURCES:
        words = _("“%(source)s” cannot be a source. Use up to 40 letters, digits and dashes, such as pms.")
        raise BadClient(words % {"source": source}, field="source")
    return source


def known_scopes(scopes: Iterable[str]) -> list[str]:
    """`scopes` once each and sorted; BadClient names those the API does not know."""
    asked = {scope.strip() for scope in scopes if scope.strip()}
    unknown = sorted(asked - set(SCOPES))
    if unknown:
        words = _("Unknown scope: %(unknown)s. Known are: %(known)s.")
        raise BadClient(words % {"unknown": listed(unknown), "known": listed(sorted(SCOPES))}, field="scopes")
    return sorted(asked)


def written_networks(networks: Iterable[str]) -> list[str]:
    """Networks in their canonical spelling; BadClient names the one that is none."""
    written = []
    for network in networks:
        try:
            written.append(str(ipaddress.ip_network(network.strip(), strict=False)))
        except ValueError:
            words = _("“%(network)s” is no network. Write it like 10.0.0.0/8 or 192.0.2.7.")
            raise BadClient(words % {"network": network.strip()}, field="networks") from None
    return written
