"""Spellings one slip away: a letter wrong, missing, doubled or changed places. Pure.

Trying every such spelling in an index that is there anyway costs about a millisecond; comparing trigrams of
pinyin, which all resemble each other, costs a hundred times that and an index of its own.
"""

from string import ascii_lowercase

#: A slip in a shorter name makes another name.
SHORTEST = 5
#: Longer spellings would make too many; nobody types them whole.
LONGEST = 24


def one_slip_away(spelling: str) -> list[str]:
    """Every spelling at Damerau-Levenshtein distance one, each once; [] where a slip cannot be told.

    About 53 × length of them.
    """
    if not SHORTEST <= len(spelling) <= LONGEST:
        return []
    cuts = [(spelling[:place], spelling[place:]) for place in range(len(spelling) + 1)]
    near = [head + tail[1:] for head, tail in cuts if tail]
    near += [head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1]
    near += [head + letter + tail[1:] for head, tail in cuts if tail for letter in ascii_lowercase]
    near += [head + letter + tail for head, tail in cuts for letter in ascii_lowercase]
    return [other for other in dict.fromkeys(near) if other != spelling]
