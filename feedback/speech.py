"""In which of our languages a guest is spoken to."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from guests.models import Guest

#: Where Chinese is read.
CHINESE = frozenset({"CN", "HK", "MO", "TW"})


def language_of(guest: Guest | None) -> str:
    """His language as he told us, else that of his nationality; '' where nothing is known."""
    if guest is None:
        return ""
    spoken = guest.language.lower()
    if spoken:
        return "zh-hans" if spoken.startswith("zh") else "en"
    nationality = str(guest.nationality or "")
    if not nationality:
        return ""
    return "zh-hans" if nationality in CHINESE else "en"


def speak_to(request: HttpRequest, guest: Guest | None) -> None:
    """Answer in the language he chose, else in his own, else in the browser's."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return
    language = language_of(guest)
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = language
