"""How alike two spellings of a name are. Pure.

Four answers, as numbers from 0 to 1: the same name (1), the same but for a slip (LIKE_NAME), perhaps the same and
perhaps a brother's or a wife's (CLOSE_NAME), one Chinese character off (ONE_CHARACTER); less is another name.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from guests.names import (
    fold,
    han_characters,
    is_han,
    latin_words,
    name_words,
    pinyin,
    split_han,
    surname_pinyin,
)

SAME_NAME, LIKE_NAME, CLOSE_NAME, ONE_CHARACTER, OTHER_NAME = 1.0, 0.9, 0.8, 0.7, 0.0
#: A word so long with one wrong letter inside is still that word; Maria and Mario are two people.
_LONG_WORD = 6
#: Wang Xiaoming and Wang Xiaomin together are long enough that one letter may be a slip.
_LONG_NAME = 8
_GENERATIONS = frozenset(["jr", "sr", "junior", "senior", "ii", "iii"])
_HAN_TITLES = ("先生", "女士", "小姐", "太太", "夫人")
#: Müller is also spelt Mueller; folding alone makes it Muller.
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is compared. `words`: a Chinese one has two, surname and given name, in pinyin."""

    is_han: bool
    written: str
    words: tuple[str, ...]
    #: Surname first and surname last, without spaces, titles and the like.
    spellings: frozenset[str]
    surnames: frozenset[str]
    #: Only a surname with a title: 王先生, Mr Wang.
    is_bare: bool
    #: One word is all that is written out: J. Müller may be Jonas or Julia.
    has_only_initials: bool = False
    generation: frozenset[str] = frozenset()


def likeness(ours: Collection[str], theirs: Collection[str]) -> float | None:
    """How alike the closest pair of names is; None when one side has no name."""
    if not ours or not theirs:
        return None
    return max(name_likeness(one, other) for one in ours for other in theirs)


def spellings(name: str) -> frozenset[str]:
    """Latin spellings in which a name is compared: surname first and surname last, without spaces and titles."""
    return _read(name).spellings


def name_likeness(one: str, other: str) -> float:
    """How alike two names are."""
    ours, theirs = _read(one), _read(other)
    if ours.is_bare or theirs.is_bare:
        # 王先生 may be every Wang: the surname is all there is to compare.
        return CLOSE_NAME if ours.surnames & theirs.surnames else OTHER_NAME
    both_han = ours.is_han and theirs.is_han
    if ours.written == theirs.written or ours.spellings & theirs.spellings:
        if ours.has_only_initials or theirs.has_only_initials or ours.generation != theirs.generation:
            return CLOSE_NAME
        # 王晓明 and 王小明 sound alike, yet are two names.
        return LIKE_NAME if both_han and ours.written != theirs.written else SAME_NAME
    return _han_likeness(ours.written, theirs.written) if both_han else _latin_likeness(ours, theirs)


def _han_likeness(one: str, other: str) -> float:
    """One wrong character of three may be a slip of the pen, or the brother; the surname has to be the same."""
    if len(one) != len(other) or len(one) < 3 or one[0] != other[0]:
        return OTHER_NAME
    differing = sum(a != b for a, b in zip(one, other, strict=True))
    return ONE_CHARACTER if differing == 1 else OTHER_NAME


def _latin_likeness(one: _Name, other: _Name) -> float:
    words, others = one.words, other.words
    if _is_abbreviation(words, others) or _is_abbreviation(others, words):
        return CLOSE_NAME
    short, long = sorted((words, others), key=len)
    if 2 <= len(short) < len(long) and set(short) <= set(long):
        return CLOSE_NAME  # a second given name left out, or the father's
    ours, theirs = set(words) - set(others), set(others) - set(words)
    if len(words) == len(others) > 1 and len(ours) == len(theirs) == 1:
        return _word_likeness(ours.pop(), theirs.pop(), is_pinyin=one.is_han or other.is_han)
    return CLOSE_NAME if _is_one_slip(one.spellings, other.spellings) else OTHER_NAME


def _word_likeness(one: str, other: str, *, is_pinyin: bool) -> float:
    """The one word that differs: a slip inside a long word is a slip, at its end it may be the other sex."""
    if OSA.distance(one, other, score_cutoff=1) > 1:
        return OTHER_NAME
    is_long = min(len(one), len(other)) >= _LONG_WORD
    is_inside = one[-2:] == other[-2:] and one[0] == other[0]
    return LIKE_NAME if is_long and is_inside and not is_pinyin else CLOSE_NAME


def _is_one_slip(forms: Collection[str], others: Collection[str]) -> bool:
    return any(
        len(a) >= _LONG_NAME and OSA.distance(a, b, score_cutoff=1) <= 1 for a in forms for b in others
    )


def _is_abbreviation(short: Sequence[str], long: Sequence[str]) -> bool:
    """'J. Müller' for 'Jonas Müller' or 'Jonas Paul Müller': a whole word the same, an initial of another."""
    initials = {word for word in short if len(word) == 1}
    if not initials:
        return False
    whole = {word for word in short if len(word) > 1} & set(long)
    return bool(whole) and bool(initials & {word[0] for word in long if word not in whole})


@lru_cache(maxsize=50_000)
def _read(name: str) -> _Name:
    return _read_han(name) if is_han(name) else _read_latin(name)


def _read_han(name: str) -> _Name:
    written = _without_han_title(han_characters(name))
    surname, given = split_han(written)
    first, rest = surname_pinyin(surname), pinyin(given)
    return _Name(
        is_han=True,
        written=written,
        words=(first, rest),
        spellings=frozenset({first + rest, rest + first}),
        surnames=frozenset({first}),
        is_bare=not given,
    )


def _read_latin(name: str) -> _Name:
    words = _words(name)
    if not words:
        written = fold(name).strip()
        return _Name(False, written, (), frozenset(), frozenset(), is_bare=False)
    spelt = (words, _words(name.translate(_GERMAN)))
    return _Name(
        is_han=False,
        written="".join(words),
        words=tuple(words),
        spellings=frozenset(form for spelling in spelt for form in _turned(spelling)),
        surnames=frozenset({words[0], words[-1]}),
        is_bare=len(words) == 1 and len(latin_words(name)) > 1,
        has_only_initials=min(map(len, words)) == 1 and sum(len(word) > 1 for word in words) <= 1,
        generation=_GENERATIONS.intersection(latin_words(name)),
    )


def _words(name: str) -> list[str]:
    words = name_words(name)
    return [word for word in words if word not in _GENERATIONS] or words


def _without_han_title(characters: str) -> str:
    for title in _HAN_TITLES:
        if characters.endswith(title) and len(characters) > len(title):
            return characters.removesuffix(title)
    return characters


def _turned(words: Sequence[str]) -> set[str]:
    words = list(words)
    return {"".join(words), "".join(words[1:] + words[:1]), "".join(words[-1:] + words[:-1])}
