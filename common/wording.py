"""Translated words of a page that needs thousands of them.

`gettext` asks at each call which language is active: that takes longer than looking the word up, and a tenth of the
time of a list of a full house.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Choices
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_noop

#: A text, or a choice with its kind: two kinds of choices may be stored alike.
_Key = str | tuple[type[Choices], Choices]


class _Words(dict[_Key, str]):
    """What was looked up in one language: of a text its translation, of a choice its label."""

    def __missing__(self, key: _Key) -> str:
        self[key] = said = gettext(key) if isinstance(key, str) else str(key[1].label)
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


def label_of(choice: Choices) -> str:
    """How `choice` is called in the reader's language."""
    known = _known.get()
    return str(choice.label) if known is None else known[type(choice), choice]


def labelled(label, text) -> str:
    """'Room: 1208', with the colon of the reader's language; without a label the text alone."""
    colon = say(gettext_noop(": "))
    return f"{label}{colon}{text}" if label else str(text)


def bracketed(note) -> str:
    """' (note)', in the brackets of the reader's language: no blank stands before the Chinese ones."""
    return say(gettext_noop(" (%(note)s)")) % {"note": note}


def listed(words: Iterable) -> str:
    """'diet, drink', with the comma of the reader's language."""
    return say(gettext_noop(", ")).join(map(str, words))


def shortened(text: str, characters: int) -> str:
    """`text`, cut to so many characters with an ellipsis; counting them as Django does takes long for what fits."""
    return text if len(text) <= characters else Truncator(text).chars(characters)
