"""Addresses of pages, remembered: a list writes hundreds of them, and each costs Django a search."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def address(name: str, *args) -> str:
    """`reverse(name, args=args)`; the addresses of an installation do not change while it runs."""
    return reverse(name, args=args)
