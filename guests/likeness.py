"""How alike two spellings of a name are. Pure.

Four answers, as numbers from 0 to 1: the same name (1), the same but for a slip (LIKE_NAME), perhaps the same and
perhaps a brother's or a wife's (CLOSE_NAME), one Chinese character off (ONE_CHARACTER); less is another name.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from guests.names import han_characters, is_han, latin_words, pinyin, search_key, split_han, surname_pinyin

SAME_NAME, LIKE_NAME, CLOSE_NAME, ONE_CHARACTER, OTHER_NAME = 1.0, 0.9, 0.8, 0.7, 0.0
#: A word so long with one wrong letter inside is still that word; Maria and Mario are two people.
_LONG_WORD = 6
#: Wang Xiaoming and Wang Xiaomin together are long enough that one letter may be a slip.
_LONG_NAME = 8
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mstr", "dr", "prof", "herr", "frau", "mme", "monsieur"])
_GENERATIONS = frozenset(["jr", "sr", "junior", "senior", "ii", "iii"])
_HAN_TITLES = ("先生", "女士", "小姐", "太太", "夫人")
#: Müller is also spelt Mueller; folding alone makes it Muller.
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def likeness(ours: Collection[str], theirs: Collection[str]) -> float | None:
    """How alike the closest pair of names is; None when one side has no name."""
    if not ours or not theirs:
        return None
    return max(name_likeness(one, other) for one in ours for other in theirs)


@lru_cache(maxsize=50_000)
def spellings(name: str) -> frozenset[str]:
    """Latin spellings in which a name is compared: surname first and surname last, without spaces and titles."""
    if is_han(name):
        surname, given = split_han(_without_han_title(name))
        first, rest = surname_pinyin(surname), pinyin(given)
        return frozenset({first + rest, rest + first})
    words = _words(name)
    if not words:
        return frozenset()
    german = _words(name.translate(_GERMAN))
    return frozenset(form for spelt in (words, german) for form in _turned(spelt))


def name_likeness(one: str, other: str) -> float:
    """How alike two names are."""
    if _is_bare(one) or _is_bare(other):
        return _bare_likeness(one, other)
    if search_key(one) == search_key(other):
        return SAME_NAME
    if spellings(one) & spellings(other):
        if is_han(one) and is_han(other):
            return LIKE_NAME  # 王晓明 and 王小明 sound alike, yet are two names
        return CLOSE_NAME if _generation(one) != _generation(other) else SAME_NAME
    if is_han(one) and is_han(other):
        return _han_likeness(han_characters(one), han_characters(other))
    return _latin_likeness(one, other)


def _han_likeness(one: str, other: str) -> float:
    """One wrong character of three may be a slip of the pen, or the brother; the surname has to be the same."""
    differing = sum(a != b for a, b in zip(one, other, strict=False))
    is_slip = len(one) == len(other) >= 3 and differing == 1 and one[0] == other[0]
    return ONE_CHARACTER if is_slip else OTHER_NAME


def _latin_likeness(one: str, other: str) -> float:
    words, others = _parts(one), _parts(other)
    if _is_abbreviation(words, others) or _is_abbreviation(others, words):
        return CLOSE_NAME
    short, long = sorted((words, others), key=len)
    if len(short) >= 2 and len(short) < len(long) and set(short) <= set(long):
        return CLOSE_NAME  # a second given name left out, or the father's
    if len(words) == len(others):
        ours, theirs = sorted(set(words) - set(others)), sorted(set(others) - set(words))
        if len(ours) == len(theirs) == 1 and len(words) > 1:
            return _word_likeness(ours[0], theirs[0], is_pinyin=is_han(one) or is_han(other))
    return CLOSE_NAME if _is_one_slip(spellings(one), spellings(other)) else OTHER_NAME


def _word_likeness(one: str, other: str, *, is_pinyin: bool) -> float:
    """The one word that differs: a slip inside a long word is a slip, at its end it may be the other sex."""
    if OSA.distance(one, other, score_cutoff=1) > 1:
        return OTHER_NAME
    is_long = min(len(one), len(other)) >= _LONG_WORD
    is_inside = one[-2:] == other[-2:] and one[0] == other[0]
    if is_long and is_inside and not is_pinyin:
        return LIKE_NAME
    return CLOSE_NAME


def _is_one_slip(forms: Collection[str], others: Collection[str]) -> bool:
    return any(
        len(a) >= _LONG_NAME and OSA.distance(a, b, score_cutoff=1) <= 1 for a in forms for b in others
    )


def _is_abbreviation(short: Sequence[str], long: Sequence[str]) -> bool:
    """'J. Müller' for 'Jonas Müller': a whole word the same, every other one its first letter."""
    initials = [word for word in short if len(word) == 1]
    names = [word for word in short if len(word) > 1]
    if not initials or not names or len(short) != len(long) or not set(names) <= set(long):
        return False
    rest = [word for word in long if word not in names]
    return sorted(initials) == sorted(word[0] for word in rest)


@lru_cache(maxsize=50_000)
def _is_bare(name: str) -> bool:
    """Whether it is only a surname with a title: 王先生, Mr Wang."""
    if is_han(name):
        return len(han_characters(_without_han_title(name))) == 1
    return len(latin_words(name)) > 1 and len(_words(name)) == 1


def _bare_likeness(one: str, other: str) -> float:
    """王先生 may be every Wang: the surname is all there is to compare."""
    if _surnames(one) & _surnames(other):
        return CLOSE_NAME
    return OTHER_NAME


def _surnames(name: str) -> set[str]:
    if is_han(name):
        return {surname_pinyin(split_han(_without_han_title(name))[0])}
    words = _words(name)
    return {words[0], words[-1]} if words else set()


@lru_cache(maxsize=50_000)
def _parts(name: str) -> tuple[str, ...]:
    """The words in which a name is compared; a Chinese one has two, surname and given name."""
    if is_han(name):
        surname, given = split_han(_without_han_title(name))
        return surname_pinyin(surname), pinyin(given)
    return tuple(_words(name))


def _words(name: str) -> list[str]:
    words = latin_words(name)
    kept = [word for word in words if word not in _TITLES and word not in _GENERATIONS]
    return kept or words


def _generation(name: str) -> frozenset[str]:
    return frozenset(_GENERATIONS.intersection(latin_words(name)))


def _without_han_title(name: str) -> str:
    characters = han_characters(name)
    for title in _HAN_TITLES:
        if characters.endswith(title) and len(characters) > len(title):
            return characters.removesuffix(title)
    return characters


def _turned(words: Sequence[str]) -> set[str]:
    words = list(words)
    return {"".join(words), "".join(words[1:] + words[:1]), "".join(words[-1:] + words[:-1])}
