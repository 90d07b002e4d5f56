"""A text as the terms an estimator counts: words and pairs of neighbouring words, Chinese and others. Pure."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    """Reads its own dictionary (about a second). The library's cache in the shared folder for temporary files is
    never read: whoever may write there could put code of his own into it."""
    import jieba  # by whoever reads or trains, not by every page

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    for word in _names(tokenizer):
        tokenizer.FREQ[word] = 0
    tokenizer.initialized = True
    return tokenizer


def _names(tokenizer: Any) -> Iterator[str]:
    """Words of two signs and more that the dictionary tags as names of people: "word frequency nr"."""
    with tokenizer.get_dict_file() as lines:
        for line in lines:
            word, _frequency, tag = line.decode().split()
            if tag.startswith("nr") and len(word) > 1:
                yield word


def plain(text: str) -> str:
    """One spelling of width, case and blanks: two texts are the same where this is the same."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def terms_of(text: str) -> list[str]:
    """Words and pairs of words. Whatever has digits (rooms, phones) is left out, and names of people fall
    apart into their signs: those of the dictionary are no words here, and no word is guessed that it lacks."""
    words = [word for word in _tokenizer().cut(plain(text), HMM=False) if word.isalpha()]
    return words + [f"{first} {second}" for first, second in pairwise(words)]
