"""A guest with a token in every field and place, and a look through everything that is kept."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from common.models import JobRun
from guests.choices import AlertKind, ConsentPurpose, ContactChannel, Department, PreferenceCategory
from guests.models import Alert, Guest, MatchReview, Note, Preference, Relationship
from guests.services.consents import record_consent
from guests.services.contacts import add_contact, drop_contact
from guests.services.documents import reveal_document
from guests.services.files import update_guest
from reservations.models import BookingImport, Charge, Outlet, QuarantineItem, Reservation, StayWish
from tests.factories import GuestFactory, UserFactory

ARRIVAL, DEPARTURE = date(2026, 3, 2), date(2026, 3, 4)
ON = date(2026, 6, 15)
AT = timezone.make_aware(datetime(2026, 6, 15, 10))

#: Everything that names him, or was said of him: found anywhere after the erasure, the gate is broken.
TOKENS = {
    "name": "Quirinus Zabelthau",
    "name in characters": "诸葛瞻云",
    "former name": "Vormals Krautwurst",
    "salutation": "Tokensalut",
    "region": "Tokenregion",
    "position": "Tokenposition",
    "why VIP": "Tokenvipreason",
    "membership": "TOKENMEMBER77",
    "phone": "13912387465",
    "former phone": "13787654319",
    "e-mail": "tokenmail@zabelthau.example",
    "document": "TOKENDOC443322",
    "number at the source": "TOKENPROFILE9",
    "note": "Tokennote",
    "former note": "Tokenold",
    "preference": "Tokenpreference",
    "alert": "Tokenalert",
    "consent": "Tokenwording",
    "remarks": "Tokenremarks",
    "special request": "Tokenrequest",
    "group": "Tokengroup",
    "attributes": "Tokenattribute",
    "wish": "Tokenwish",
    "charge": "Tokencharge",
    "correction": "Tokenlater",
}


def person(**changes) -> dict:
    return {
        "name": TOKENS["name in characters"],
        "latin_name": TOKENS["name"],
        "phones": ["+86" + TOKENS["phone"]],
        "emails": [TOKENS["e-mail"]],
        "document": {"type": "passport", "number": TOKENS["document"], "country": "DE"},
        "membership": TOKENS["membership"],
        "external_id": TOKENS["number at the source"],
        "birthday": "1961-07-29",
        "nationality": "DE",
    } | changes


def booking(version: int = 1, guest: dict | None = None, **changes) -> dict:
    guest = guest or person()
    nights = [
        {"date": (ARRIVAL + timedelta(days=n)).isoformat(), "amount": "300.00"}
        for n in range((DEPARTURE - ARRIVAL).days)
    ]
    return {
        "version": version,
        "status": "checked_out",
        "booked_at": "2026-02-01T10:00:00+08:00",
        "group": TOKENS["group"],
        "remarks": TOKENS["remarks"],
        "special_requests": [TOKENS["special request"]],
        "channel": "nobody-knows-it",
        "guest": guest,
        "rooms": [
            {
                "line": "1",
                "arrival": ARRIVAL.isoformat(),
                "departure": DEPARTURE.isoformat(),
                "room_type": "standard",
                "guests": [guest],
                "nights": nights,
            }
        ],
    } | changes


def push(pms, body: dict, number: str = "B-77", key: str = "k1") -> dict:
    """One booking in a batch, so that its answer is kept."""
    answer = pms.post("/reservations/batch", {"items": [body | {"external_id": number}]}, Idempotency_Key=key)
    assert answer.status_code == 207, answer.content
    return answer.json()["items"][0]


def plant(pms) -> Guest:
    """The guest, pushed, served, changed and merged, with a token in every place a token can stand."""
    push(pms, booking())
    guest = Guest.objects.get(name=TOKENS["name in characters"])
    clerk = UserFactory()
    words = {"salutation": "salutation", "region": "region", "position": "position", "vip_reason": "why VIP"}
    update_guest(
        guest=guest,
        changes={column: TOKENS[key] for column, key in words.items()}
        | {"is_vip": True, "former_names": [TOKENS["former name"]]},
    )
    drop_contact(contact=add_contact(guest=guest, text=TOKENS["former phone"]))
    reveal_document(document=guest.documents.get(), reader=clerk)
    note = Note.objects.create(guest=guest, department=Department.FRONT_DESK, text=TOKENS["former note"])
    Note.objects.filter(pk=note.pk).update(text=TOKENS["note"])
    Preference.objects.create(guest=guest, category=PreferenceCategory.FOOD, text=TOKENS["preference"])
    Alert.objects.create(guest=guest, kind=AlertKind.ALERT, reason=TOKENS["alert"], starts_on=ARRIVAL)
    record_consent(
        guest=guest,
        purpose=ConsentPurpose.MARKETING,
        channel=ContactChannel.EMAIL,
        is_given=True,
        wording=TOKENS["consent"],
        by=clerk,
    )
    _plant_around(guest)
    _plant_in_the_machinery()
    return Guest.objects.get(pk=guest.pk)


def _plant_around(guest: Guest) -> None:
    merged = GuestFactory(name=TOKENS["name"], phones=(TOKENS["former phone"],), source="walk-in")
    Guest.objects.filter(pk=merged.pk).update(merged_into=guest)
    friend = GuestFactory(name="Somebody Else")
    Relationship.objects.create(guest=friend, other=guest, kind="companion")
    MatchReview.objects.create(guest=friend, candidate=guest, score=60, source=TOKENS["name"][:40])
    reservation = Reservation.objects.get(external_id="B-77")
    Reservation.objects.filter(pk=reservation.pk).update(attributes={"agent": TOKENS["attributes"]})
    stay = guest.stays.get()
    StayWish.objects.create(
        line=stay.line, guest=guest, category=PreferenceCategory.SET_UP, text=TOKENS["wish"]
    )
    Charge.objects.create(
        stay=stay,
        source="till",
        external_id="C-1",
        outlet=Outlet.objects.order_by("pk").first(),
        description=TOKENS["charge"],
        amount="86.00",
        posted_at=AT - timedelta(days=104),
        business_date=ARRIVAL,
    )
    QuarantineItem.objects.create(
        kind=QuarantineItem.Kind.CHARGE,
        source="till",
        external_id="C-2",
        reason="unknown-outlet",
        value="x",
        payload={"reservation": "B-77", "description": TOKENS["charge"]},
    )


def _plant_in_the_machinery() -> None:
    JobRun.objects.create(
        job="export",
        params={"names": [TOKENS["name"]], TOKENS["e-mail"]: 1},
        result={"deep": [{"phone": "139 1238-7465"}]},
        error=f"“{TOKENS['document']}” is no number; {TOKENS['name in characters']}先生",
    )
    folder = BookingImport.folder()
    folder.mkdir(parents=True)
    lines = ["hotel,name,phone", f"H1,{TOKENS['name']},0086 139-1238-7465", "H1,Somebody Else,1"]
    (folder / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "a.problems.csv").write_text(f"2,bad,name,{TOKENS['name in characters']},error\n", "utf-8")


def found_tokens() -> dict[str, list[str]]:
    """Kind of token → where it stands: tables, files, keys of the cache."""
    found: dict[str, list[str]] = {}
    places = [*((table, _in_table(table)) for table in _tables()), *_in_files(), *_in_cache()]
    for place, kinds in places:
        for kind in kinds:
            found.setdefault(kind, []).append(place)
    return found


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in cursor.fetchall()]


def _in_table(table: str) -> list[str]:
    """Whole rows as text; bytes stand in them as hexadecimal digits."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind FROM unnest(%s, %s, %s) AS said(kind, token, bytes) WHERE EXISTS (SELECT FROM {table} t"
            " WHERE strpos(lower(t::text), lower(said.token)) > 0 OR strpos(t::text, said.bytes) > 0)",
            [[*TOKENS], [*TOKENS.values()], [token.encode().hex() for token in TOKENS.values()]],
        )
        return [kind for (kind,) in cursor.fetchall()]


def _in_files() -> list[tuple[str, list[str]]]:
    files = [*Path(settings.MEDIA_ROOT).rglob("*"), Path(settings.ERASURE_JOURNAL)]
    return [(str(path), _in_bytes(path.read_bytes())) for path in files if path.is_file()]


def _in_cache() -> list[tuple[str, list[str]]]:
    store = cache._cache.get_client(write=True)
    return [
        (f"cache {key!r}", _in_bytes(key + (store.dump(key) or b""))) for key in store.scan_iter(count=1000)
    ]


def _in_bytes(content: bytes) -> list[str]:
    return [kind for kind, token in TOKENS.items() if token.encode() in content]
