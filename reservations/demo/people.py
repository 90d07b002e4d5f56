"""Invented people of one chunk: who they are and how they may be reached. No database, but random numbers.

Nobody real can be met by accident: e-mail addresses lie under domains reserved for examples (or look like
the agencies' made-up ones), phone numbers begin with a prefix that no mobile network has been given, and
identity numbers with a region code that does not exist.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from guests.choices import Education, Gender, IncomeBand, Industry
from reservations.demo import names
from reservations.demo.kinds import COMPANION_SHARE, CONTRACT, GROUP, KINDS, ONLINE

FOREIGN_SHARE = 0.06
MAIL_DOMAINS = ("example.com", "example.org", "example.net")
UNASSIGNED_MOBILE_PREFIX = "154"
UNASSIGNED_REGION_CODE = "990100"

INDUSTRIES = {
    Industry.MANAGER: 0.24, Industry.GOVERNMENT: 0.13, Industry.RESEARCHER: 0.04, Industry.CLERK: 0.2,
    Industry.TEACHER: 0.07, Industry.WORKER: 0.1, Industry.FARMER: 0.03, Industry.RETIRED: 0.07,
    Industry.UNEMPLOYED: 0.01, Industry.STUDENT: 0.04, Industry.OTHER: 0.07,
}  # fmt: skip
EDUCATIONS = {
    Education.JUNIOR_HIGH: 0.06, Education.HIGH_SCHOOL: 0.12, Education.TECHNICAL: 0.1,
    Education.JUNIOR_COLLEGE: 0.27, Education.BACHELOR: 0.36, Education.MASTER: 0.08, Education.DOCTOR: 0.01,
}  # fmt: skip
#: Chances of the five income bands, by industry where it differs from everybody's.
INCOMES = {
    "": (0.05, 0.14, 0.42, 0.27, 0.12),
    Industry.MANAGER: (0.0, 0.02, 0.2, 0.4, 0.38),
    Industry.STUDENT: (0.6, 0.3, 0.08, 0.02, 0.0),
    Industry.UNEMPLOYED: (0.6, 0.25, 0.1, 0.03, 0.02),
    Industry.FARMER: (0.25, 0.4, 0.28, 0.06, 0.01),
    Industry.RETIRED: (0.08, 0.3, 0.47, 0.13, 0.02),
}
POSITIONS = ("经理", "总经理", "主任", "科长", "工程师", "销售经理", "采购", "会计", "副处长", "顾问")
#: How often a fact is known at all, group guests last: the desk types what it has time for.
KNOWN = {
    "industry": 0.72,
    "education": 0.5,
    "income": 0.45,
    "household": 0.4,
    "credit": 0.55,
    "birthday": 0.8,
}


@dataclass
class People:
    """Columns of equal length, one entry a guest; '' and None are unknown."""

    kind: np.ndarray
    leader: np.ndarray  # whom a companion travels with; himself otherwise
    appetite: np.ndarray  # (guests, 4): personal factors on restaurant, entertainment, telecom, conference
    account: list[int | None]
    name: list[str]
    latin_name: list[str]
    gender: list[str]
    birthday: list[date | None]
    nationality: list[str]
    language: list[str]
    region: list[str]
    position: list[str]
    industry: list[str]
    education: list[str]
    income_band: list[int | None]
    household_size: list[int | None]
    credit: list[int | None]

    def __len__(self) -> int:
        return len(self.name)

    @property
    def is_companion(self) -> np.ndarray:
        return self.leader != np.arange(len(self))


def draw_people(rng: np.random.Generator, count: int, accounts: int, today: date) -> People:
    """`count` people, the companions last; `accounts` is how many contract accounts there are to belong to."""
    companions = int(count * COMPANION_SHARE)
    main = count - companions
    shares = np.array([kind.share for kind in KINDS])
    kind = rng.choice(len(KINDS), size=main, p=shares / shares.sum())
    leader = np.concatenate((np.arange(main), rng.integers(0, max(main, 1), companions)))
    kind = kind[leader]
    is_foreign = (rng.random(count) < FOREIGN_SHARE)[leader]
    gender = np.where(rng.random(count) < np.where(kind == CONTRACT, 0.7, 0.57), Gender.MALE, Gender.FEMALE)
    name, latin_name, nationality, language, region = _names(rng, is_foreign, gender.tolist())
    industry = _some(rng, _draw(rng, INDUSTRIES, count), KNOWN["industry"], "")
    return People(
        kind=kind,
        leader=leader,
        appetite=rng.lognormal(-0.32, 0.8, (count, 4)),
        account=_accounts(rng, kind, leader, accounts),
        name=name,
        latin_name=latin_name,
        gender=[str(value) for value in gender.tolist()],
        birthday=_birthdays(rng, count, today),
        nationality=nationality,
        language=language,
        region=region,
        position=_some(rng, rng.choice(POSITIONS, count).tolist(), 0.3, ""),
        industry=industry,
        education=_some(rng, _draw(rng, EDUCATIONS, count), KNOWN["education"], ""),
        income_band=_some(rng, _incomes(rng, industry), KNOWN["income"], None),
        household_size=_some(rng, (1 + rng.binomial(5, 0.4, count)).tolist(), KNOWN["household"], None),
        credit=_some(
            rng, rng.choice((1, 2, 3, 4), count, p=(0.03, 0.17, 0.5, 0.3)).tolist(), KNOWN["credit"], None
        ),
    )


def _draw(rng: np.random.Generator, chances: dict[str, float], count: int) -> list[str]:
    weights = np.array(list(chances.values()), dtype=float)
    keys = [str(key) for key in chances]
    return [keys[index] for index in rng.choice(len(keys), count, p=weights / weights.sum()).tolist()]


def _some(rng: np.random.Generator, values: list, share: float, otherwise) -> list:
    """About `share` of `values`; `otherwise` in place of the rest."""
    known = (rng.random(len(values)) < share).tolist()
    return [value if is_known else otherwise for value, is_known in zip(values, known, strict=True)]


def _incomes(rng: np.random.Generator, industries: list[str]) -> list[int]:
    bands = [int(band) for band in IncomeBand]
    thresholds = {industry: np.cumsum(chances) for industry, chances in INCOMES.items()}
    usual = thresholds[""]
    return [
        bands[min(int(np.searchsorted(thresholds.get(industry, usual), chance)), len(bands) - 1)]
        for industry, chance in zip(industries, rng.random(len(industries)).tolist(), strict=True)
    ]


def _birthdays(rng: np.random.Generator, count: int, today: date) -> list[date | None]:
    ages = np.clip(rng.normal(41, 12, count), 15, 84) * 365.25
    return _some(rng, [today - timedelta(days=int(age)) for age in ages], KNOWN["birthday"], None)


def _accounts(
    rng: np.random.Generator, kind: np.ndarray, leader: np.ndarray, accounts: int
) -> list[int | None]:
    """Contract guests belong to an account, some accounts sending many; others now and then."""
    weights = 1 / np.arange(1, accounts + 1) ** 0.7
    drawn = rng.choice(accounts, len(kind), p=weights / weights.sum())
    belongs = (kind == CONTRACT) | (rng.random(len(kind)) < 0.03)
    belongs &= kind != GROUP
    return [int(drawn[at]) if belongs[at] else None for at in leader.tolist()]


def _names(rng: np.random.Generator, is_foreign: np.ndarray, gender: list[str]):
    """Names as written, latin names, nationality, language and region, one list each."""
    count = len(gender)
    surnames = _draw(rng, names.SURNAMES, count)
    picks = rng.random((count, 2)).tolist()
    single = (rng.random(count) < 0.16).tolist()
    regions = _draw(rng, names.REGIONS, count)
    with_latin = (rng.random(count) < 0.05).tolist()
    rows = []
    for at, foreign in enumerate(is_foreign.tolist()):
        first, second = picks[at]
        if foreign:
            rows.append(_foreign_name(first, second, gender[at]))
            continue
        characters = names.MALE_CHARACTERS if gender[at] == Gender.MALE else names.FEMALE_CHARACTERS
        given = characters[int(first * len(characters))]
        if not single[at]:
            given += characters[int(second * len(characters))]
        rows.append((surnames[at] + given, "", "CN", "zh-hans", regions[at]))
    _add_english_names(rows, with_latin, picks)
    return (list(column) for column in zip(*rows, strict=True))


def _foreign_name(first: float, second: float, gender: str) -> tuple[str, str, str, str, str]:
    total = sum(entry[2] for entry in names.FOREIGN)
    place = first * total
    for country, language, share, men, women, surnames in names.FOREIGN:
        if place < share:
            given = men if gender == Gender.MALE else women
            within = place / share
            name = f"{given[int(second * len(given))]} {surnames[int(within * len(surnames))]}"
            return name, "", country, language, ""
        place -= share
    raise ValueError("the shares of names.FOREIGN do not reach their own total")


def _add_english_names(rows: list[tuple], chosen: list[bool], picks: list[list[float]]) -> None:
    """Some Chinese guests go by an English first name too, as their card says."""
    from guests.names import split_han, surname_pinyin

    english = [name for entry in names.FOREIGN[:2] for name in (*entry[3], *entry[4])]
    for at, row in enumerate(rows):
        if chosen[at] and row[2] == "CN":
            surname = surname_pinyin(split_han(row[0])[0]).capitalize()
            rows[at] = (row[0], f"{english[int(picks[at][0] * len(english))]} {surname}", *row[2:])


@dataclass(frozen=True)
class Contact:
    """`owner` is a position among the people; `is_shared` when a companion uses the same."""

    owner: int
    value: str
    is_shared: bool


def draw_phones(rng: np.random.Generator, people: People) -> list[Contact]:
    """Mobile numbers as typed, without the country's code; companions often leave their leader's."""
    digits = rng.integers(0, 10**8, len(people)).tolist()
    has_own = (rng.random(len(people)) < np.where(people.kind == GROUP, 0.6, 0.94)).tolist()
    shares = (people.is_companion & (rng.random(len(people)) < 0.4)).tolist()
    shared_leaders = {
        leader for leader, is_shared in zip(people.leader.tolist(), shares, strict=True) if is_shared
    }
    phones = []
    for at, leader in enumerate(people.leader.tolist()):
        if shares[at] and has_own[leader]:
            phones.append(Contact(at, f"{UNASSIGNED_MOBILE_PREFIX}{digits[leader]:08}", True))
        elif has_own[at]:
            number = f"{UNASSIGNED_MOBILE_PREFIX}{digits[at]:08}"
            phones.append(Contact(at, number, at in shared_leaders))
    return phones


def draw_emails(rng: np.random.Generator, people: People, masked_domains: list[str]) -> list[Contact]:
    """Addresses for some; who books on a booking site often leaves only the site's own made-up one."""
    chance = rng.random(len(people)).tolist()
    marks = rng.integers(0, 36**5, len(people)).tolist()
    emails = []
    for at, kind in enumerate(people.kind.tolist()):
        if kind == ONLINE and chance[at] < 0.3 and masked_domains:
            emails.append(
                Contact(at, f"{marks[at]:08x}@{masked_domains[marks[at] % len(masked_domains)]}", False)
            )
        elif kind != GROUP and chance[at] < 0.5:
            emails.append(Contact(at, f"guest{marks[at]:08x}@{MAIL_DOMAINS[marks[at] % 3]}", False))
    return emails


def identity_number(birthday: date, serial: int) -> str:
    """An identity card number of the right form, with its check digit, of a region that does not exist."""
    body = f"{UNASSIGNED_REGION_CODE}{birthday:%Y%m%d}{serial % 1000:03}"
    weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return body + "10X98765432"[weighted % 11]
