"""Addresses of pages: remembered, because a list writes hundreds of them; and asked whether they are ours."""

from functools import lru_cache

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


@lru_cache(maxsize=20_000)
def address(name: str, *args) -> str:
    """`reverse(name, args=args)`; the addresses of an installation do not change while it runs."""
    return reverse(name, args=args)


def way_back(request, target: str | None) -> str:
    """`target` as it came with a request, if it leads to a page of this hotel; else ''."""
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target or "" if is_ours else ""
