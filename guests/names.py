"""How a name is spelt for searching: characters, pinyin, initials, latin, swapped order. Pure.

王晓明 is found by 王晓明, 晓明, wangxiaoming, xiaomingwang and wxm; Jonas Müller by jonas…, müller…,
mullerjonas and jm. Each spelling is one token, searched from its beginning.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
#: What NFKD does not take apart.
_LIGATURES = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l"}
)
#: The Chinese surnames of two characters that are common enough to matter at a desk.
COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "皇甫",
        "夏侯",
        "司徒",
        "宇文",
        "长孙",
    ]
)
#: Written before or after a latin name, and no part of it; agencies write WANG/XIAOMING MR.
TITLES = frozenset(["mr", "mrs", "ms", "miss", "mstr", "dr", "prof", "herr", "frau", "mme", "monsieur"])
#: Longer spellings are cut: nobody types that far, and the index stays small.
LONGEST = 80


def is_han(text: str) -> bool:
    """Whether any character of `text` is Chinese."""
    return bool(han_characters(text))


def han_characters(text: str) -> str:
    """The Chinese characters of `text`, compatibility forms in their common shape."""
    return "".join(HAN.findall(unicodedata.normalize("NFKC", text)))


def fold(text: str) -> str:
    """`text` in lower case without accents, ligatures taken apart: 'Müller' and 'MULLER' both give 'muller'."""
    # Taken apart before lowering too: the lower case of a decorated letter (𝕊) exists only once it is plain.
    lowered = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", lowered).translate(_LIGATURES)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def latin_words(text: str) -> list[str]:
    """The folded words of a latin name, in the order they were written."""
    return [word for word in _NOT_A_LETTER.split(fold(text)) if word]


def name_words(text: str) -> list[str]:
    """The words of a latin name without titles; a title alone stays."""
    words = latin_words(text)
    return [word for word in words if word not in TITLES] or words


def split_han(name: str) -> tuple[str, str]:
    """Surname and given name of a Chinese name: ('王', '晓明'), ('欧阳', '锋')."""
    characters = han_characters(name)
    length = 2 if characters[:2] in COMPOUND_SURNAMES and len(characters) > 2 else 1
    return characters[:length], characters[length:]


@lru_cache(maxsize=50_000)
def pinyin(text: str) -> str:
    """Toneless pinyin without spaces; a surname's own reading is not guessed apart from its phrase."""
    return fold("".join(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)))


def surname_pinyin(surname: str) -> str:
    """Pinyin of a surname, with the readings that differ from the everyday ones (单 shan, 曾 zeng …)."""
    return SURNAME_READINGS.get(surname) or pinyin(surname)


SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "任": "ren", "朴": "piao",
    "翟": "zhai", "盖": "ge", "缪": "miao", "尉迟": "yuchi", "长孙": "zhangsun", "乐": "yue", "覃": "qin",
    "冼": "xian", "洗": "xian", "员": "yun", "纪": "ji", "华": "hua", "燕": "yan", "宁": "ning", "黑": "he",
}  # fmt: skip


def name_tokens(name: str, latin_name: str = "", former_names: Iterable[str] = ()) -> dict[str, str]:
    """Every spelling this person can be found by, mapped to why it matched.

    The kinds are 'name', 'pinyin', 'initials', 'latin' and 'former'; where two agree on a spelling the
    earlier in that order wins.
    """
    tokens: dict[str, str] = {}
    for former in former_names:
        tokens.update(dict.fromkeys(_spellings(former), "former"))
    tokens.update(_latin_tokens(latin_name))
    tokens.update(_own_tokens(name))
    return {token[:LONGEST]: kind for token, kind in tokens.items() if token}


def _spellings(name: str) -> list[str]:
    return list(_own_tokens(name))


def _own_tokens(name: str) -> dict[str, str]:
    if is_han(name):
        return _han_tokens(name)
    return _latin_tokens(name)


def _han_tokens(name: str) -> dict[str, str]:
    surname, given = split_han(name)
    first, rest = surname_pinyin(surname), pinyin(given)
    letters = [first[:1]] + [pinyin(character)[:1] for character in given]
    whole = surname + given
    tokens = {"".join(letters): "initials"}
    if len(given) > 1:  # wangxm; of a single letter the pinyin itself is the longer spelling
        tokens[first + "".join(letters[1:])] = "initials"
    tokens.update({first + rest: "pinyin", rest + first: "pinyin"})
    # Every ending of the name: whoever types 晓明 or 明 finds 王晓明 from the token's beginning.
    tokens.update({whole[start:]: "name" for start in range(len(whole))})
    return tokens


def _latin_tokens(name: str) -> dict[str, str]:
    words = name_words(name)
    if not words:
        return {}
    tokens = {"".join(word[0] for word in words): "initials"} if len(words) > 1 else {}
    # From each word on, then round to the beginning: given name first, surname first, and what is between.
    tokens.update({"".join(words[start:] + words[:start]): "latin" for start in range(len(words))})
    return tokens


def search_key(typed: str) -> str:
    """What somebody typed, in the spelling of the tokens: Chinese without spaces, latin folded and joined."""
    if is_han(typed):
        return han_characters(typed)
    return "".join(latin_words(typed))
