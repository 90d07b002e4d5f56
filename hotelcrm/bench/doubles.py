"""Files of which it is known who stands behind them, for measuring how well doubles are found. Pure.

Some people have two or three files, each seen anew: by another script, with a slip of the pen, under a former name,
with a new phone, through an agency. Around them live those whom a search confuses most easily: couples, siblings,
parents with one phone, fathers and sons of one name, secretaries, agencies, and namesakes by the thousand.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from guests.drafts import DocumentDraft, GuestDraft
from guests.names import fold, is_han, pinyin, split_han
from hotelcrm.bench.slips import script, slip_of_date, slip_of_name, slip_of_number, western
from reservations.demo import names

#: Of all people: how many have two files, three files.
TWO_FILES, THREE_FILES = 0.09, 0.015
FOREIGN = 0.2
#: Of all households: two people of one address; a parent and a child; siblings. The rest lives alone.
COUPLES, PARENTS, SIBLINGS = 0.16, 0.06, 0.04
#: Of the people who live alone: how many have a colleague booking for them, or booked by an agency's phone.
SECRETARIES, AGENCIES = 0.05, 0.03
OFFICE, AGENCY = 25, 400
#: What is known on one file of a person who has it.
SAYS_BIRTHDAY, SAYS_PHONE, SAYS_EMAIL, SAYS_DOCUMENT, SAYS_GENDER = 0.7, 0.75, 0.5, 0.45, 0.8
#: What goes wrong on one file.
SLIP_IN_NAME, SLIP_IN_BIRTHDAY, NEW_CONTACT, MASKED, WRONG_GENDER = 0.04, 0.03, 0.12, 0.25, 0.01
SECOND_NAME, CHANGES_NAME, JUNIOR, RENEWED = 0.2, 0.08, 0.04, 0.1

_PAIRS_OF_NAMES = (
    ("Mario", "Maria"), ("Christian", "Christina"), ("Daniel", "Daniela"), ("Martin", "Martina"),
    ("Alexander", "Alexandra"), ("Julian", "Juliane"), ("Stefan", "Stefanie"), ("Jonas", "Julia"),
)  # fmt: skip
#: Multiplied by it the numbers of people give every passport number once, in no order.
_SCATTER = 48_271
_SECOND = ("Maria", "Marie", "James", "Paul", "Anne", "Peter", "Lee")
_MASKED_DOMAINS = ("guest.booking.com", "agoda-messaging.com", "guest.trip.com")
_DOMAINS = ("example.com", "example.org", "example.net")


@dataclass
class Person:
    """What is true of somebody; his files say parts of it."""

    number: int
    name: str
    is_han: bool
    gender: str
    birthday: date
    phone: str
    email: str
    card: str
    passport: str
    second_name: str = ""
    former_name: str = ""
    masked: bool = False


@dataclass(frozen=True)
class KnownFile:
    """One file, whose it is, and which of his attributes it says, be it with a slip."""

    person: int
    draft: GuestDraft
    says: frozenset[str] = field(default_factory=frozenset)


def known_files(count: int, *, seed: int, juniors: float = JUNIOR) -> list[KnownFile]:
    """At least `count` files in a random order; equal for an equal seed.

    `juniors`: share of foreign parents whose child has their very name. With one phone and no birthday on file
    nobody can tell such two apart; among few files a single one of them is more than one in a thousand.
    """
    chance = random.Random(seed)
    files: list[KnownFile] = []
    maker = _Maker(chance, juniors)
    while len(files) < count:
        for person in maker.household():
            draw = chance.random()
            number = 3 if draw < THREE_FILES else 2 if draw < THREE_FILES + TWO_FILES else 1
            files.extend(_see(person, chance) for _ in range(number))
    chance.shuffle(files)
    return files


class _Maker:
    """Invents people; offices and agencies go on from household to household."""

    def __init__(self, chance: random.Random, juniors: float):
        self.chance = chance
        self.juniors = juniors
        self.people = 0
        self.office, self.office_left = ("", ""), 0
        self.agency, self.agency_left = "", 0

    def household(self) -> Iterator[Person]:
        draw = self.chance.random()
        one = self.person(gender="male" if draw < COUPLES else "")
        if draw < COUPLES:
            yield from self._couple(one)
        elif draw < COUPLES + PARENTS:
            yield from self._parent_and_child(one)
        elif draw < COUPLES + PARENTS + SIBLINGS:
            yield from self._siblings(one)
        elif draw < COUPLES + PARENTS + SIBLINGS + SECRETARIES:
            yield self._of_an_office(one)
        elif draw < COUPLES + PARENTS + SIBLINGS + SECRETARIES + AGENCIES:
            yield self._of_an_agency(one)
        else:
            yield one

    def person(self, *, surname: str = "", gender: str = "", born: date | None = None) -> Person:
        chance = self.chance
        self.people += 1
        gender = gender or chance.choice(("male", "female"))
        name, is_han = self._name(surname, gender)
        born = born or date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
        local = "".join(character for character in fold(pinyin(name)) if character.isalpha())
        return Person(
            number=self.people,
            name=name,
            is_han=is_han,
            gender=gender,
            birthday=born,
            phone=f"1{chance.choice('35789')}{chance.randrange(10**9):09d}",
            email=f"{local}{chance.randrange(10**4)}@{chance.choice(_DOMAINS)}",
            card=f"{chance.randrange(10**6):06d}{born:%Y%m%d}{chance.randrange(10**4):04d}",
            passport=f"E{self.people * _SCATTER % 10**8:08d}",
            second_name=chance.choice(_SECOND) if not is_han and chance.random() < SECOND_NAME else "",
            masked=chance.random() < MASKED,
        )

    def _name(self, surname: str, gender: str) -> tuple[str, bool]:
        chance = self.chance
        is_foreign = not is_han(surname) if surname else chance.random() < FOREIGN
        if is_foreign:
            weights = [share for _, _, share, *_ in names.FOREIGN]
            *_, male, female, surnames = chance.choices(names.FOREIGN, weights)[0]
            given = chance.choice(male if gender == "male" else female)
            return f"{given} {surname or chance.choice(surnames)}", False
        surname = surname or chance.choices(list(names.SURNAMES), list(names.SURNAMES.values()))[0]
        characters = names.MALE_CHARACTERS if gender == "male" else names.FEMALE_CHARACTERS
        return surname + "".join(chance.choices(characters, k=chance.choice((1, 2, 2, 2)))), True

    def _couple(self, one: Person) -> Iterator[Person]:
        """Husband and wife: one phone, often one e-mail, abroad one surname."""
        if not one.is_han:
            his, hers = self.chance.choice(_PAIRS_OF_NAMES)
            surname = one.name.split()[-1]
            if self.chance.random() < 0.3:
                one.name = f"{his} {surname}"
            other = self.person(surname=surname, gender="female")
            if self.chance.random() < 0.3:
                other.name = f"{hers} {surname}"
        else:
            other = self.person(gender="female")
        self._share(one, other)
        yield from (one, other)

    def _parent_and_child(self, one: Person) -> Iterator[Person]:
        """One phone; abroad now and then one name, with or without Jr."""
        surname = one.name.split()[-1] if not one.is_han else split_han(one.name)[0]
        born = one.birthday - timedelta(days=self.chance.randrange(8_000, 14_000))
        parent = self.person(surname=surname, gender=one.gender, born=born)
        if not one.is_han and self.chance.random() < self.juniors:
            parent.name = one.name
            one.name += self.chance.choice((" Jr.", ""))
        elif pinyin(one.name) == pinyin(parent.name):
            yield one  # the few names there are to draw from met; only the Juniors are called like that
            return
        self._share(one, parent)
        yield from (one, parent)

    def _siblings(self, one: Person) -> Iterator[Person]:
        """Names with one character in common, now and then twins; they share their parents' phone."""
        yield one
        surname = one.name.split()[-1] if not one.is_han else split_han(one.name)[0]
        apart = 0 if self.chance.random() < 0.1 else self.chance.randrange(400, 3_000)
        other = self.person(surname=surname, gender=one.gender, born=one.birthday + timedelta(days=apart))
        if one.is_han and len(split_han(one.name)[1]) == len(split_han(other.name)[1]) == 2:
            other.name = one.name[:-1] + other.name[-1]
        if pinyin(one.name) == pinyin(other.name):
            return  # nobody gives two children one name
        self._share(one, other)
        yield other

    def _share(self, one: Person, other: Person) -> None:
        other.phone = one.phone if self.chance.random() < 0.7 else other.phone
        other.email = one.email if self.chance.random() < 0.4 else other.email

    def _of_an_office(self, one: Person) -> Person:
        if not self.office_left:
            boss = self.person()
            self.office, self.office_left = (boss.phone, boss.email), self.chance.randrange(2, OFFICE)
        self.office_left -= 1
        one.phone, one.email = self.office
        return one

    def _of_an_agency(self, one: Person) -> Person:
        if not self.agency_left:
            self.agency, self.agency_left = self.person().phone, AGENCY
        self.agency_left -= 1
        one.phone, one.masked = self.agency, True
        return one


def _see(person: Person, chance: random.Random) -> KnownFile:
    """One file, as a clerk, an agency or a form would make it of this person."""
    says: set[str] = set()
    draft = GuestDraft(source="bench", is_synthetic=True)
    draft = replace(draft, **_names(person, chance))
    if chance.random() < SAYS_GENDER:
        wrong = {"male": "female", "female": "male"}[person.gender]
        draft = replace(draft, gender=wrong if chance.random() < WRONG_GENDER else person.gender)
    if chance.random() < SAYS_BIRTHDAY:
        says.add("birthday")
        born = person.birthday
        draft = replace(
            draft, birthday=slip_of_date(born, chance) if chance.random() < SLIP_IN_BIRTHDAY else born
        )
    if chance.random() < SAYS_PHONE:
        is_new = chance.random() < NEW_CONTACT
        phone = f"13{chance.randrange(10**9):09d}" if is_new else slip_of_number(person.phone, chance)
        says |= set() if is_new else {"phone"}
        draft = replace(draft, phones=(phone,))
    if chance.random() < SAYS_EMAIL:
        masked = person.masked and chance.random() < 0.7
        address = (
            f"{chance.randrange(16**8):08x}@{chance.choice(_MASKED_DOMAINS)}" if masked else person.email
        )
        says |= set() if masked else {"email"}
        draft = replace(draft, emails=(address,))
    if chance.random() < SAYS_DOCUMENT:
        kind = "identity_card" if person.is_han and chance.random() < 0.8 else "passport"
        is_renewed = kind == "passport" and chance.random() < RENEWED
        number = person.card if kind == "identity_card" else person.passport
        if is_renewed:
            number = f"G{chance.randrange(10**8):08d}"
        says |= set() if is_renewed else {kind}
        draft = replace(draft, documents=(DocumentDraft(kind, slip_of_number(number, chance)),))
    return KnownFile(person.number, draft, frozenset(says))


def _names(person: Person, chance: random.Random) -> dict:
    former = {}
    name = person.name
    if not person.is_han and person.gender == "female" and chance.random() < CHANGES_NAME:
        # Married: the new surname, and in the file what she was called before.
        married = f"{name.split()[0]} {chance.choice(names.FOREIGN[2][5])}"
        former, name = {"extra": {"former_names": [name]}}, married
    if person.second_name and chance.random() < 0.5:
        given, *rest = name.split()
        name = " ".join([given, person.second_name, *rest])
    if chance.random() < SLIP_IN_NAME:
        name = slip_of_name(name, person.is_han, chance)
    if person.is_han:
        return former | script(name, person.gender, chance)
    return former | {"name": western(name, chance)}
