"""A million people for measurements: by COPY, with the search tokens the services would write.

The names are those of the demo hotel, so that common surnames are as common as they are in life. One in three
has stayed once, so that the search has last stays to sort by.
"""

import csv
import io
import random
from collections.abc import Iterator
from functools import lru_cache

from django.db import connection, transaction

from guests.names import name_tokens
from reservations.demo import names

CHUNK = 50_000
_FOREIGN_SHARE = 0.08
_EMAIL_SHARE = 0.4
#: Chinese mobile prefixes; the numbers behind them are invented.
_MOBILE = ("133", "135", "136", "138", "139", "150", "158", "177", "186", "189")

_TABLES = {
    "guests_guest": (
        "id", "name", "latin_name", "former_names", "salutation", "gender", "birthday_calendar", "nationality",
        "region", "language", "position", "industry", "education", "source", "is_vip", "vip_reason",
        "confirmed_fields", "is_anonymous", "is_synthetic", "created_by",
    ),
    "guests_guestphone": ("guest_id", "number", "digits", "is_primary", "is_shared", "source"),
    "guests_guestemail": ("guest_id", "address", "is_primary", "is_masked", "is_shared", "source"),
    "guests_nametoken": ("guest_id", "token", "kind"),
}  # fmt: skip

#: One after the other, each analysed before the next refers to it: a key checked against a table that the
#: planner believes empty is looked for by reading all of it.
_STAYS = {
    "reservations_reservation": """
        INSERT INTO reservations_reservation
            (id, source, external_id, version, content_hash, status, origin, "group", motive, why_this_hotel,
             currency, special_requests, remarks, attributes, guest_id, is_synthetic, created_by, lock_version)
        SELECT id, 'bench', 'B' || id, 1, '', 'checked_out', '', '', '', '',
               'CNY', '{}', '', '{}', id, true, '', 0
          FROM guests_guest WHERE id % 3 = 0""",
    "reservations_reservationline": """
        INSERT INTO reservations_reservationline
            (id, reservation_id, line, arrival, departure, adults, children, babies, rate_plan, board, status,
             amount, lock_version)
        SELECT id, id, '1', date '2023-01-01' + (id % 1000)::int, date '2023-01-03' + (id % 1000)::int,
               1, 0, 0, '', '', 'checked_out', 600, 0
          FROM reservations_reservation""",
    "reservations_stay": """
        INSERT INTO reservations_stay
            (guest_id, line_id, arrival, departure, status, is_payer, checked_in_at, checked_out_at, spend,
             is_synthetic, motive)
        SELECT id, id, arrival, departure, 'checked_out', true, arrival, departure, 700, true, ''
          FROM reservations_reservationline""",
}


def load_people(count: int, *, seed: int = 1) -> None:
    """Fill an empty database with `count` guests, then VACUUM ANALYZE as a hotel's own nights would."""
    chance = random.Random(seed)
    for first in range(1, count + 1, CHUNK):
        with transaction.atomic(), connection.cursor() as cursor:
            files = {table: io.StringIO() for table in _TABLES}
            writers = {table: csv.writer(file) for table, file in files.items()}
            for number in range(first, min(first + CHUNK, count + 1)):
                for table, row in _person(number, chance):
                    writers[table].writerow(row)
            for table, columns in _TABLES.items():
                files[table].seek(0)
                cursor.copy_expert(
                    f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv, NULL '-')", files[table]
                )
    _load_stays()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _load_stays() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE guests_guest")
        for table, statement in _STAYS.items():
            cursor.execute(statement)
            cursor.execute(f"ANALYZE {table}")


def _person(number: int, chance: random.Random) -> Iterator[tuple[str, tuple]]:
    gender = chance.choice(("male", "female"))
    name, country, language = _name(gender, chance)
    yield "guests_guest", (
        number, name, "", "{}", "", gender, "solar", country, "湖南", language, "", "", "", "bench", False, "",
        "{}", False, True, "",
    )  # fmt: skip
    digits = f"{chance.choice(_MOBILE)}{chance.randrange(10**8):08d}"
    yield "guests_guestphone", (number, f"+86{digits}", digits, True, False, "bench")
    if chance.random() < _EMAIL_SHARE:
        address = f"{_token(name)}{number}@example.com"
        yield "guests_guestemail", (number, address, True, False, False, "bench")
    for token, kind in _tokens(name):
        yield "guests_nametoken", (number, token, kind)


def _name(gender: str, chance: random.Random) -> tuple[str, str, str]:
    if chance.random() < _FOREIGN_SHARE:
        weights = [share for _, _, share, *_ in names.FOREIGN]
        country, language, _share, male, female, surnames = chance.choices(names.FOREIGN, weights)[0]
        given = chance.choice(male if gender == "male" else female)
        return f"{given} {chance.choice(surnames)}", country, language
    surname = chance.choices(list(names.SURNAMES), list(names.SURNAMES.values()))[0]
    characters = names.MALE_CHARACTERS if gender == "male" else names.FEMALE_CHARACTERS
    return surname + "".join(chance.choices(characters, k=chance.choice((1, 2, 2, 2)))), "CN", "zh-hans"


@lru_cache(maxsize=400_000)
def _tokens(name: str) -> tuple[tuple[str, str], ...]:
    return tuple(name_tokens(name).items())


def _token(name: str) -> str:
    return next((token for token, kind in _tokens(name) if kind in ("pinyin", "latin")), "guest")
