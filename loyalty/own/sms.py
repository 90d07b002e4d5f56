"""The seam to a gateway for text messages: setting SMS_GATEWAY names a class, without one nothing is sent.

    class Gateway:
        def send(self, number: str, text: str) -> None: ...

It raises OSError where the message could not be handed over.
"""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Gateway(Protocol):
    def send(self, number: str, text: str) -> None: ...


def gateway() -> Gateway | None:
    """None: the hotel sends no text messages."""
    return import_string(settings.SMS_GATEWAY)() if settings.SMS_GATEWAY else None
