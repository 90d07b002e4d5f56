"""Translated words of a page that needs thousands of them.

`gettext` asks at each call which language is active: that takes longer than looking the word up, and a tenth of the
time of a list of a full house.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext


class _Words(dict[str, str]):
    """What was looked up in one language."""

    def __missing__(self, text: str) -> str:
        self[text] = said = gettext(text)
        return said


_known: ContextVar[_Words | None] = ContextVar("known_words", default=None)


@contextmanager
def one_language() -> Iterator[None]:
    """Within it, or within a view it decorates, `say` looks each text up once: the language must stay."""
    token = _known.set(_Words())
    try:
        yield
    finally:
        _known.reset(token)


def say(text: str) -> str:
    """`text` in the reader's language, as `gettext`; imported as `_`, so that translators' tools find the texts."""
    known = _known.get()
    return gettext(text) if known is None else known[text]
