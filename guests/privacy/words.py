"""The words that name a person, found in any text however they are written there. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

#: What stands where a word was.
GONE = "•••"
#: Shorter than this a number or code is no name of anybody.
SHORTEST_CODE = 5
SHORTEST_NAME = 2
#: A Chinese name of two characters is a part of many words: it counts where it stands alone or is addressed.
_ALONE_UNTIL = 2
_HAN = "\u3400-\u9fff"
_ADDRESSED = "先生|女士|小姐|太太|老师|经理|总"
_BETWEEN = r"[\s().-]*"


@dataclass(frozen=True)
class Words:
    """`names` as they are written, `codes` (phones, addresses, document and membership numbers)."""

    names: frozenset[str] = field(default_factory=frozenset)
    codes: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, names: Iterable[str], codes: Iterable[str]) -> "Words":
        """Without what is too short to mean one person."""
        return cls(
            names=frozenset(name.strip() for name in names if name and len(name.strip()) >= SHORTEST_NAME),
            codes=frozenset(code.strip() for code in codes if code and len(code.strip()) >= SHORTEST_CODE),
        )

    def __bool__(self) -> bool:
        return bool(self.names or self.codes)

    @cached_property
    def pattern(self) -> str:
        """One regular expression, in the language that Python and PostgreSQL share; it is meant without case."""
        longest_first = sorted(self.names, key=len, reverse=True)
        parts = [_name(name) for name in longest_first]
        parts += [_code(code) for code in sorted(self.codes, key=len, reverse=True)]
        return "|".join(parts)

    @cached_property
    def _compiled(self) -> re.Pattern:
        return re.compile(self.pattern, re.IGNORECASE)

    def found_in(self, text: str) -> bool:
        return bool(self) and self._compiled.search(text) is not None

    def masked(self, value: Any) -> Any:
        """The same text or JSON value without these words, in keys as well."""
        if not self:
            return value
        if isinstance(value, str):
            return self._compiled.sub(GONE, value)
        if isinstance(value, dict):
            return {self.masked(key): self.masked(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.masked(item) for item in value]
        return value


def _name(name: str) -> str:
    is_han = re.fullmatch(f"[{_HAN}]+", name) is not None
    if not is_han:
        return _alone(r"\s+".join(map(re.escape, name.split())))
    if len(name) > _ALONE_UNTIL:
        return name
    return f"(?<![{_HAN}]){name}(?=$|[^{_HAN}]|{_ADDRESSED})"


def _code(code: str) -> str:
    """Digits are found with blanks and dashes between them as well: 138 0000-1234."""
    bare = re.sub(r"[\s().-]+", "", code)
    if bare.lstrip("+").isdigit():
        return rf"(?<![0-9]){_BETWEEN.join(map(re.escape, bare))}(?![0-9])"
    return _alone(re.escape(code))


def _alone(pattern: str) -> str:
    return f"(?<![0-9A-Za-z]){pattern}(?![0-9A-Za-z])"
