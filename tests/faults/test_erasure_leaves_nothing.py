"""Gate 9: tokens planted in every field and place; after the erasure they are found nowhere.

Looked through: every text column of every table (what a dump holds), media, Redis, the log, answers kept for
repeated requests, files of imports. Then the agency sends its booking again.
"""

import io
import logging

import pytest
from django.urls import reverse

from common.crypto import decrypt
from common.models import IdempotencyRecord
from guests.choices import ErasureBasis
from guests.models import Document, Erasure, Guest, GuestEmail, GuestPhone
from guests.privacy.journal import entries
from guests.services.erasing import erase_guest
from reservations.models import Charge, QuarantineItem, Reservation, Stay
from tests.api.conftest import machine, pms  # noqa: F401
from tests.factories import GuestFactory, UserFactory
from tests.guests.planted import AT, ON, TOKENS, booking, found_tokens, person, plant, push

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"


@pytest.fixture
def erased(pms, django_capture_on_commit_callbacks):  # noqa: F811
    guest = plant(pms)
    with django_capture_on_commit_callbacks(execute=True):
        erase_guest(guest=guest, basis=ErasureBasis.REQUEST, on=ON, at=AT, by=UserFactory())
    return guest


def test_every_token_is_there_before_so_that_not_finding_it_means_something(pms):  # noqa: F811
    plant(pms)
    hidden = {"document", "correction"}  # its number is encrypted in its own table; the other comes later
    missing = set(TOKENS) - set(found_tokens()) - hidden
    assert not missing
    assert Document.objects.get().number == TOKENS["document"]


def test_after_the_erasure_no_token_is_found_anywhere(erased):
    assert found_tokens() == {}
    assert not Document.objects.exists()
    assert not any(TOKENS["document"] in text for text in encrypted_texts())


def encrypted_texts() -> list[str]:
    """The numbers of documents that the history still has, in the clear."""
    past = Document._meta.get_field("events").related_model
    return [row.number if isinstance(row.number, str) else decrypt(row.number) for row in past.objects.all()]


def test_what_the_hotel_counts_is_still_there(erased):
    stay = Stay.objects.get(guest=erased)
    assert stay.nights == 2
    assert Charge.objects.filter(stay=stay, source="till").get().amount == 86
    guest = Guest.objects.get(pk=erased.pk)
    assert (str(guest.nationality), guest.is_anonymous, guest.erased_at) == ("DE", True, AT)
    assert guest.display_name == guest.number


def test_the_log_of_erasures_and_its_journal_name_numbers_only(erased):
    entry = next(entries())
    erasure = Erasure.objects.get()
    assert entry.number == erasure.pk
    assert entry.files[0][0] == erased.number
    assert len(entry.files) == 2, "the file merged into his before is erased with it"


@pytest.mark.parametrize(
    ("version", "changes"),
    [
        (1, {}),
        (1, {"remarks": TOKENS["correction"]}),
        (2, {"remarks": TOKENS["correction"]}),
        (2, {"guest": person(name="诸葛瞻雲", latin_name=TOKENS["correction"], phones=[], emails=[])}),
        (2, {"room_type": "nobody-knows-this"}),
    ],
)
def test_the_next_push_of_his_booking_does_not_bring_him_back(erased, pms, version, changes):  # noqa: F811
    guests = Guest.objects.count()
    push(pms, booking(version, **changes), key="k2")
    IdempotencyRecord.objects.all().delete()  # the answer is the sender's own words, kept for a day
    assert found_tokens() == {}
    assert Guest.objects.count() == guests
    assert Stay.objects.filter(guest=erased).count() == 1
    assert not QuarantineItem.objects.exclude(payload={}).exists()


def test_an_old_booking_sent_under_another_number_stays_his_without_a_name(erased, pms):  # noqa: F811
    push(pms, booking(), number="B-78", key="k2")
    assert Reservation.objects.get(external_id="B-78").guest_id == erased.pk
    IdempotencyRecord.objects.all().delete()
    assert found_tokens() == {}


def test_who_books_again_afterwards_is_a_new_guest(erased, pms):  # noqa: F811
    body = booking(status="confirmed", booked_at="2026-06-16T10:00:00+08:00")
    body["rooms"][0] |= {"arrival": "2099-07-01", "departure": "2099-07-02", "nights": []}
    push(pms, body, number="B-90", key="k2")
    again = Reservation.objects.get(external_id="B-90").guest
    assert again.pk != erased.pk
    assert again.latin_name == TOKENS["name"]
    assert not again.stays.exclude(line__reservation__external_id="B-90").exists()


def test_a_companion_in_the_same_room_keeps_his_own_file(pms):  # noqa: F811
    friend = {"name": "Berta Begleiter", "phones": ["+8613611112222"]}
    body = booking()
    body["rooms"][0]["guests"].append(friend)
    push(pms, body)
    guest, other = Guest.objects.get(latin_name=TOKENS["name"]), Guest.objects.get(name="Berta Begleiter")
    erase_guest(guest=guest, basis=ErasureBasis.REQUEST, on=ON, at=AT)
    body["version"], body["rooms"][0]["guests"] = 2, [friend, person()]
    push(pms, body, key="k2")
    assert {stay.guest_id for stay in Stay.objects.all()} == {guest.pk, other.pk}
    assert Guest.objects.get(pk=other.pk).name == "Berta Begleiter"
    assert GuestPhone.objects.get().guest_id == other.pk
    assert not GuestEmail.objects.exists()


def test_the_log_never_had_his_words(pms, client):  # noqa: F811
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    try:
        guest = plant(pms)
        client.force_login(UserFactory(is_superuser=True))
        client.get(guest.get_absolute_url())
        client.post(reverse("search"), {"q": TOKENS["name"]})
        client.get(f"{guest.get_absolute_url()}?q={TOKENS['e-mail']}")
        erase_guest(guest=guest, basis=ErasureBasis.REQUEST, on=ON, at=AT)
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level)
    said = written.getvalue()
    assert said, "something was logged"
    assert not [kind for kind, token in TOKENS.items() if token in said]


def test_another_guest_of_nearly_the_same_name_is_left_alone(pms):  # noqa: F811
    other = GuestFactory(name="诸葛瞻", phones=("13912387466",))
    guest = plant(pms)
    erase_guest(guest=guest, basis=ErasureBasis.REQUEST, on=ON, at=AT)
    other.refresh_from_db()
    assert (other.name, other.phones.get().digits) == ("诸葛瞻", "13912387466")
