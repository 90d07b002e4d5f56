"""Who may call, what they are told, what is never stored."""

import json
from datetime import timedelta

import pytest
import structlog
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from structlog.testing import capture_logs

from common.audit import changes_of
from common.card_numbers import mask_card_numbers, mask_cards_in, passes_luhn
from common.machines.scopes import SCOPES
from common.models import ApiClient
from guests.models import Guest
from reservations.models import QuarantineItem, Reservation
from tests.api.bookings import GUEST, booking, room
from tests.api.conftest import API
from tests.factories import GuestFactory, UserFactory

NOTHING = {"items": [{"external_id": "X"}]}
ANSWERS = {
    "external_id": "S1",
    "scale": "ladder10",
    "answers": [{"indicator": "car_park", "points": 8}],
    "answered_at": "2026-06-03T09:00:00+08:00",
}
#: Every address of the API: method, path, body, the one scope that opens it.
ADDRESSES = [
    ("GET", "/reservations/pms/B1", None, "reservations:read"),
    ("PUT", "/reservations/pms/B1", booking(), "reservations:write"),
    ("POST", "/reservations/batch", NOTHING, "reservations:write"),
    ("POST", "/charges/batch", NOTHING, "charges:write"),
    ("GET", "/guests", None, "guests:read"),
    ("GET", "/guests/{guest}", None, "guests:read"),
    ("GET", "/guests/{guest}/stays", None, "guests:read"),
    ("GET", "/guests/{guest}/preferences", None, "guests:read"),
    ("GET", "/guests/{guest}/timeline", None, "guests:read"),
    ("GET", "/guests/{guest}/value", None, "value:read"),
    ("GET", "/segments/{segment}/guests", None, "segments:read"),
    (
        "GET",
        "/guests/{guest}/offers?arrival=2026-06-20&departure=2026-06-22&room_type=standard",
        None,
        "offers:read",
    ),
    ("POST", "/guests/match", {"name": "王晓明"}, "guests:match"),
    ("GET", "/recognition?guest={guest}", None, "recognition:read"),
    ("GET", "/nightly/runs", None, "nightly:read"),
    ("POST", "/complaints", {"external_id": "R1", "text": "Loud", "cause": "noise"}, "complaints:write"),
    ("POST", "/feedback", ANSWERS, "feedback:write"),
    ("GET", "/guests/{guest}/satisfaction", None, "satisfaction:read"),
]


def is_problem(answer, status, slug):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["type"], body["status"]) == (f"/api/v1/problems/{slug}", status)
    return body


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "body", "scope"), ADDRESSES)
def test_each_address_opens_with_its_scope_alone(machine, method, path, body, scope):
    path = path.replace("{guest}", GuestFactory().number).replace("{segment}", "diner")
    booked = machine()
    booked.put("/reservations/pms/B1", booking())
    with_it, without_it = machine(scope), machine(*(set(SCOPES) - {scope}))
    assert with_it.call(method, path, body).status_code in (200, 201, 207)
    is_problem(without_it.call(method, path, body), 403, "forbidden")
    nobody = Client().generic(method, API + path, json.dumps(body), content_type="application/json")
    is_problem(nobody, 401, "unauthenticated")


def test_no_address_of_the_api_is_missing_from_this_table():
    known = {path.split("?")[0].replace("pms/B1", "<source>/<external_id>").replace("{guest}", "<number>")
             .replace("{segment}", "<key>")
             for _method, path, _body, _scope in ADDRESSES}  # fmt: skip
    own = {"/schema/", "/docs/", "/problems/<slug>"}
    found = set()
    for pattern in get_resolver("hotelcrm.api").url_patterns:
        for one in getattr(pattern, "url_patterns", [pattern]):
            found.add("/" + str(one.pattern).replace("str:", "").replace("slug:", ""))
    assert found - own == known


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["revoked", "expired", "network", "other token"])
def test_a_dead_token_opens_nothing(pms, change):
    if change == "revoked":
        pms.client.revoked_at = timezone.now()
    if change == "expired":
        pms.client.expires_at = timezone.now() - timedelta(seconds=1)
    if change == "network":
        pms.client.networks = ["10.0.0.0/8"]
    if change == "other token":
        pms.token += "x"
    pms.client.save()
    slug, status = ("network", 403) if change == "network" else ("unauthenticated", 401)
    is_problem(pms.get("/guests"), status, slug)


@pytest.mark.django_db
def test_the_last_use_is_noted_at_most_once_a_minute(pms):
    pms.get("/guests")
    first = ApiClient.objects.get().last_used_at
    pms.get("/guests")
    assert first is not None
    assert ApiClient.objects.get().last_used_at == first


@pytest.mark.django_db
def test_a_client_writes_and_reads_under_its_own_source_only(pms):
    is_problem(pms.put("/reservations/ota/B1", booking()), 403, "other-source")
    is_problem(pms.get("/reservations/ota/B1"), 403, "other-source")
    assert not Reservation.objects.exists()


@pytest.mark.django_db
def test_the_change_history_names_the_machine_and_no_person(pms):
    person = UserFactory(pk=pms.client.pk)  # the keys of machines and of people are counted apart
    pms.put("/reservations/pms/B1", booking(guest={"name": "王晓明", "phones": ["13800001234"]}))
    pms.put("/reservations/pms/B1", booking(version=2, remarks="late"))
    item = {"external_id": "B1", **booking(version=3, guest=GUEST, rooms=[room(adults=2)])}
    pms.post("/reservations/batch", {"items": [item]})
    reservation = Reservation.objects.get()
    for changed in (reservation, reservation.lines.get(), Guest.objects.get()):
        assert {change.who for change in changes_of(changed)} == {pms.client.name}, changed
        contexts = [event.pgh_context.metadata for event in changed.events.all()]
        assert person.pk not in [context["user"] for context in contexts]
        assert all(context["request_id"] for context in contexts)


@pytest.mark.django_db
def test_the_log_names_the_machine_and_no_person(pms):
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        pms.get("/guests")
    finished = [line for line in lines if line["event"] == "request_finished"]
    assert [(line["client"], line["user_id"]) for line in finished] == [(pms.client.name, None)]


@pytest.mark.django_db
def test_errors_are_problems_with_the_id_that_the_log_has(pms, settings):
    is_problem(pms.get("/reservations/pms/none"), 404, "not-found")
    is_problem(pms.get("/no/such/address"), 404, "not-found")
    method = is_problem(pms.call("DELETE", "/reservations/pms/B1"), 405, "method")
    assert method["detail"].isascii()  # the API's own language, not that of the pages
    is_problem(pms.get("/guests", Accept="text/html"), 406, "not-acceptable")
    is_problem(pms.put("/reservations/pms/B1", b"{not json"), 400, "malformed")
    is_problem(pms.put("/reservations/pms/B1", b'{"version": NaN}'), 400, "malformed")
    is_problem(pms.put("/reservations/pms/B1", b'{"a": "\\u0000"}'), 400, "malformed")
    is_problem(pms.put("/reservations/pms/B1", b'{"a": "\\ud800"}'), 400, "malformed")
    is_problem(pms.put("/reservations/pms/B1", b"[" * 5000 + b"]" * 5000), 400, "malformed")
    body = is_problem(pms.get("/guests?limit=0"), 422, "invalid")
    assert len(body["request_id"]) == 36
    form = {
        "content_type": "application/x-www-form-urlencoded",
        "headers": {"Authorization": f"Bearer {pms.token}"},
    }
    other = pms.http.generic("PUT", f"{API}/reservations/pms/B1", b"a=b", **form)
    is_problem(other, 415, "media-type")
    settings.API_MAX_BODY_BYTES = 10
    is_problem(pms.put("/reservations/pms/B1", booking()), 413, "too-large")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "1e9999999"),
        ("version", "1.5"),
        ("version", "true"),
        ("booked_at", '"2026-05-01T10:00:00-23:59"'),
        ("booked_at", '"9999-12-31T23:59:59-12:00"'),
    ],
)
def test_a_value_that_no_database_takes_is_refused_at_once_and_named(pms, field, value):
    said = {"status": "cancelled", field: 0}
    body = json.dumps(said).replace(f'"{field}": 0', f'"{field}": {value}').encode()
    refused = is_problem(pms.put("/reservations/pms/B1", body), 422, "invalid")
    assert [error["pointer"] for error in refused["errors"]] == [f"/{field}"]


@pytest.mark.django_db
def test_every_type_of_problem_opens_a_page_that_explains_it(client):
    from common.machines.problems import KINDS

    for slug, kind in KINDS.items():
        assert kind.title in client.get(f"{API}/problems/{slug}").content.decode().replace("&#x27;", "'")


@pytest.mark.django_db
def test_the_rate_limit_is_told_and_held(machine):
    slow = machine(rate_limit=2)
    first = slow.get("/guests")
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
    assert 1 <= int(first["RateLimit-Reset"]) <= 60
    slow.get("/guests")
    answer = slow.get("/guests")
    is_problem(answer, 429, "too-many")
    assert 1 <= int(answer["Retry-After"]) <= 60


@pytest.mark.django_db
def test_the_command_makes_a_client_and_prints_its_token_once(capsys):
    call_command(
        "create_api_client", "--name", "PMS", "--source", "pms", "--scope", "reservations:write", "--json"
    )
    made = json.loads(capsys.readouterr().out)
    client = ApiClient.objects.get()
    assert (made["source"], made["scopes"]) == ("pms", ["reservations:write"])
    assert made["token"] not in (client.token_hash, str(client.__dict__))
    answer = Client().put(
        f"{API}/reservations/pms/B1",
        booking(),
        "application/json",
        headers={"Authorization": f"Bearer {made['token']}"},
    )
    assert answer.status_code == 201


# --- Card numbers ------------------------------------------------------------------------------------------
def complete(prefix: str, length: int) -> str:
    body = prefix + "0729384756102938475"[: length - 1 - len(prefix)]
    return next(body + check for check in "0123456789" if passes_luhn(body + check))


CARDS = [
    complete(f"{prefix}{n}", length)
    for prefix, length in [("4", 16), ("4", 13), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15),
                           ("6011", 16), ("3528", 16), ("30", 14), ("36", 14), ("62", 16), ("62", 19), ("62", 17)]
    for n in (range(5) if prefix == "30" else range(8))
]  # fmt: skip
SHAPES = ["{0}", "card {0}!", "卡号{0}到期", "{1}", "{2}", "  {1} 12/28 cvv 123"]


def grouped(card, separator):
    return separator.join(card[start : start + 4] for start in range(0, len(card), 4))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hundred_card_numbers_are_masked_in_every_shape_of_text(shape):
    assert len(CARDS) >= 100
    for card in CARDS:
        text = shape.format(card, grouped(card, " "), grouped(card, "-"))
        masked = mask_card_numbers(text)
        digits = "".join(character for character in masked if character.isdigit())
        assert card not in digits, text
        assert card[-4:] in digits


@pytest.mark.parametrize(
    "harmless",
    ["+8613800001234", "13800001234", "+49 1512 3456789", "430481198005041234", "11010519491231002X", 
     "2026-06-01 2026-06-03", "4111111111111112", "订单 20260601123456789", "1234567890123456"],
)  # fmt: skip
def test_phones_identity_cards_dates_and_order_numbers_stay_as_they_are(harmless):
    assert mask_card_numbers(harmless) == harmless


def test_whole_numbers_and_keys_are_masked_too():
    masked = mask_cards_in({"4111111111111111": [4111111111111111, 5, None, True, {"a": "x"}]})
    assert "411111111111" not in json.dumps(masked)


@pytest.mark.django_db
def test_no_card_number_reaches_the_database_from_any_text_of_a_booking(pms):
    card = "4111 1111 1111 1111"
    body = booking(
        remarks=f"guarantee {card}",
        special_requests=[f"charge {card}"],
        group=card,
        channel=card,
        guest={"name": f"王 {card}", "phones": [card], "emails": ["a@example.com"]},
    )
    assert pms.put("/reservations/pms/B1", body).status_code == 201
    stored = Reservation.objects.get()
    texts = [stored.remarks, stored.group, *stored.special_requests, str(QuarantineItem.objects.values())]
    texts.append(str([*Guest.objects.values(), *Guest.objects.get().phones.values()]))
    assert "1111 1111 1111" not in " ".join(texts)
    assert "1111" in stored.remarks
    is_problem(pms.put(f"/reservations/pms/{card.replace(' ', '')}", booking()), 422, "invalid")


# --- Guests ------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_guests_are_listed_page_by_page_without_gaps_or_repeats(machine):
    reader = machine("guests:read")
    made = [GuestFactory(name=f"王{n}") for n in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        page = reader.get(f"/guests?limit=2&fields=number,name&cursor={cursor}").json()
        seen += page["items"]
        cursor = page["next"]
        GuestFactory(name="later") if len(seen) == 2 else None
    assert [row["number"] for row in seen][:5] == [guest.number for guest in made]
    assert len(seen) == 6
    assert set(seen[0]) == {"number", "name"}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["wangxiao", "晓明", "1234", "xiaoming@", "M-77"])
def test_guests_are_searched_as_at_the_desk(machine, typed):
    found = GuestFactory(
        name="王晓明", phones=("13800001234",), emails=("xiaoming@example.com",), membership_number="M-77"
    )
    GuestFactory(name="李芳")
    items = (
        machine("guests:read")
        .get(
            "/guests",
        )
        .json()["items"]
    )
    assert len(items) == 2
    items = machine("guests:read").get(f"/guests?search={typed}").json()["items"]
    assert [item["number"] for item in items] == [found.number]


@pytest.mark.django_db
def test_a_merged_number_gives_the_file_in_use_and_documents_are_masked(machine):
    from guests.services.files import DocumentDraft

    kept = GuestFactory(name="王晓明", documents=(DocumentDraft("passport", "E12345678"),))
    merged = GuestFactory(name="王小明", merged_into=kept)
    body = machine("guests:read").get(f"/guests/{merged.number}").json()
    assert body["number"] == kept.number
    assert body["documents"][0]["number"].endswith("5678")
    assert "E12345678" not in json.dumps(body)


@pytest.mark.django_db
def test_who_could_this_be_is_answered_with_reasons_and_writes_nothing(machine):
    known = GuestFactory(name="王小明", phones=("13800001234",))
    asker = machine("guests:match")
    answer = asker.post("/guests/match", {"latin_name": "Xiao Ming WANG", "phones": ["138 0000 1234"]}).json()
    assert answer["candidates"] == [
        {
            "guest": known.number,
            "score": 90,
            "match": "matched",
            "reasons": ["same-phone", "same-name"],
            "why": "电话相同 · 姓名相同",
        }
    ]
    assert Guest.objects.count() == 1
