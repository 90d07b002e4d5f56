"""Who calls, as far as the network says."""

from django.conf import settings
from django.http import HttpRequest

#: An IPv6 address that carries an IPv4 one.
LONGEST = 45


def address_of(request: HttpRequest) -> str:
    """The caller's address: the last one the proxy in front has told, where there is one; else who connected.

    What stands before the last was told by the caller himself, and anybody can tell anything. Weighing a dozen other
    headers, as libraries do, costs a pushed booking a twentieth of its time.
    """
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS_PROXY else ""
    return told.rpartition(",")[2].strip()[:LONGEST] or request.META.get("REMOTE_ADDR", "")
