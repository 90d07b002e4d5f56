"""What clerks, agencies and forms make of a name, a date and a number. Pure."""

import random
from datetime import date

from common.dates import years_before
from guests.names import fold, pinyin, split_han, surname_pinyin
from reservations.demo import names

OTHER_SCRIPT, TITLE_ONLY, NICKNAME, TITLED = 0.25, 0.02, 0.05, 0.05
SLIP_IN_NUMBER = 0.02
_TITLES = ("Mr", "Mrs", "Dr.")
_CHARACTERS = sorted(set(names.MALE_CHARACTERS + names.FEMALE_CHARACTERS))


def script(name: str, gender: str, chance: random.Random) -> dict:
    """A Chinese name in characters, in pinyin of either order, or both."""
    surname, given = split_han(name)
    first, rest = surname_pinyin(surname).title(), pinyin(given).title()
    spaced = " ".join(pinyin(character).title() for character in given)
    latin = chance.choice(
        (
            f"{first} {rest}",
            f"{rest} {first}",
            f"{spaced} {first.upper()}",
            f"{first.upper()}/{rest.upper()} MR",
        )
    )
    draw = chance.random()
    if draw < TITLE_ONLY:
        return {"name": surname + ("先生" if gender == "male" else "女士")}
    if draw < TITLE_ONLY + OTHER_SCRIPT:
        return {"name": latin}
    if draw < TITLE_ONLY + 2 * OTHER_SCRIPT:
        return {"name": name, "latin_name": latin}
    return {"name": name}


def western(name: str, chance: random.Random) -> str:
    """A name of another script than Chinese: shortened, with a title, surname first, without its accents."""
    words = name.split()
    draw = chance.random()
    if draw < NICKNAME:
        return " ".join([words[0][0] + ".", *words[1:]])
    if draw < NICKNAME + TITLED:
        return f"{chance.choice(_TITLES)} {name}"
    if draw < 0.3:
        return f"{words[-1].upper()}, {' '.join(words[:-1])}" if len(words) > 1 else name
    return fold(name).title() if chance.random() < 0.3 else name


def slip_of_name(name: str, is_han: bool, chance: random.Random) -> str:
    """A homophone or another character; a letter left out, doubled, changed or turned."""
    if is_han:
        place = chance.randrange(1, len(name))
        others = [c for c in _CHARACTERS if c != name[place]]
        alike = [c for c in others if pinyin(c) == pinyin(name[place])]
        return name[:place] + chance.choice(alike or others) + name[place + 1 :]
    place = chance.randrange(1, len(name) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + name[place] + name[place:]
    if kind == 2:
        return name[:place] + chance.choice("aeinrst") + name[place + 1 :]
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def slip_of_date(day: date, chance: random.Random) -> date:
    """Day and month swapped where that is a date, or a year off."""
    if day.day <= 12 and day.day != day.month and chance.random() < 0.5:
        return day.replace(month=day.day, day=day.month)
    return years_before(day, chance.choice((-1, 1)))


def slip_of_number(number: str, chance: random.Random) -> str:
    """The number, now and then with one digit wrong."""
    if chance.random() >= SLIP_IN_NUMBER:
        return number
    place = chance.randrange(2, len(number))
    return number[:place] + str((int(number[place]) + chance.randrange(1, 10)) % 10) + number[place + 1 :]
