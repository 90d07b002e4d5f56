"""In which of our languages a guest is spoken to."""

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
