"""The seam to a weather service: setting WEATHER_PROVIDER names a class, without one messages leave the line out.

    class Provider:
        def forecast(self, day: date, language: str) -> str: ...

It answers one line of words, '' where it knows nothing, and raises OSError where the service is away.
"""

from datetime import date
from typing import Protocol

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)


class Provider(Protocol):
    def forecast(self, day: date, language: str) -> str: ...


def forecast(day: date, language: str) -> str:
    """The weather of `day` in words; '' without a provider, and when it fails: a message never waits for it."""
    if not settings.WEATHER_PROVIDER:
        return ""
    try:
        return import_string(settings.WEATHER_PROVIDER)().forecast(day, language)
    except OSError as error:
        log.warning("weather_unavailable", error=type(error).__name__)
        return ""
