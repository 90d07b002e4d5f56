"""Consents, read log, obstacles and terms: what a guest may ask, and what the hotel must answer."""

import io
import json
import zipfile
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common.dates import business_date
from common.errors import HotelError
from guests.choices import (
    ConsentPurpose,
    ContactChannel,
    Department,
    ErasureBasis,
    ReadingKind,
    RetentionEffect,
)
from guests.models import (
    Alert,
    Consent,
    Document,
    Erasure,
    FileReading,
    Guest,
    Note,
    Relationship,
    RetentionRule,
)
from guests.privacy.copying import copy_of
from guests.privacy.family import family_of
from guests.privacy.obstacles import obstacles
from guests.privacy.retention import end_what_is_over
from guests.privacy.terms import months_after
from guests.privacy.words import GONE, Words
from guests.selectors.contactable import contactable, is_child, may_contact
from guests.services.consents import record_consent
from guests.services.erasing import CannotErase, erase_guest, replay_erasures
from guests.services.files import DocumentDraft
from guests.services.reading import note_reading
from reservations.choices import StayStatus
from reservations.models import Stay
from tests.api.conftest import machine  # noqa: F401
from tests.factories import GuestFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
AT = timezone.make_aware(datetime(2026, 6, 15, 10))
MARKETING, SERVICE = ConsentPurpose.MARKETING, ConsentPurpose.SERVICE
EMAIL, SMS, ANY = ContactChannel.EMAIL, ContactChannel.SMS, ContactChannel.ANY


@pytest.fixture(autouse=True)
def own_journal(settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.MEDIA_ROOT = tmp_path / "media"


def say(guest, given, purpose=MARKETING, channel=EMAIL):
    return record_consent(guest=guest, purpose=purpose, channel=channel, is_given=given, on=ON)


# --- Consents ------------------------------------------------------------------------------------------------
def test_a_line_of_the_log_can_be_neither_changed_nor_deleted():
    line = say(GuestFactory(), True)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Consent.objects.filter(pk=line.pk).update(is_given=False)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        line.delete()
    line.refresh_from_db()
    assert line.is_given


def test_a_merge_may_move_a_line_and_a_colleague_may_leave():
    clerk, survivor = UserFactory(), GuestFactory()
    line = record_consent(guest=GuestFactory(), purpose=MARKETING, channel=EMAIL, is_given=True, by=clerk)
    Consent.objects.filter(pk=line.pk).update(guest=survivor)
    clerk.delete()
    line.refresh_from_db()
    assert (line.guest, line.recorded_by) == (survivor, None)


def test_nobody_is_advertised_to_unless_he_agreed_and_the_newest_word_counts():
    guest = GuestFactory()
    assert not may_contact(guest, MARKETING, EMAIL, ON)
    say(guest, True)
    assert may_contact(guest, MARKETING, EMAIL, ON)
    assert not may_contact(guest, MARKETING, SMS, ON)
    say(guest, False, channel=ANY)
    assert not may_contact(guest, MARKETING, EMAIL, ON)
    say(guest, True)
    assert may_contact(guest, MARKETING, EMAIL, ON)


def test_messages_about_his_stay_need_no_consent_but_can_be_refused():
    guest = GuestFactory()
    assert may_contact(guest, SERVICE, SMS, ON)
    say(guest, False, SERVICE, SMS)
    assert not may_contact(guest, SERVICE, SMS, ON)


def test_a_child_is_never_advertised_to_and_a_parent_answers_for_him():
    child = GuestFactory(birthday=ON.replace(year=ON.year - 14) + timedelta(days=1))
    assert is_child(child, ON)
    assert not is_child(child, ON + timedelta(days=1))
    with pytest.raises(HotelError, match=r"14"):
        say(child, True)
    with pytest.raises(HotelError, match=r"14"):
        say(child, True, SERVICE)
    Relationship.objects.create(guest=child, other=GuestFactory(), kind="child")
    say(child, True, SERVICE)
    assert not may_contact(child, MARKETING, EMAIL, ON)


def test_the_list_and_the_single_answer_agree():
    guests = [GuestFactory(birthday=born) for born in (None, None, date(2020, 1, 1), date(1990, 1, 1))]
    say(guests[0], True)
    say(guests[1], True, channel=ANY)
    say(guests[1], False)
    say(guests[3], True, channel=ANY)
    Consent.objects.bulk_create([Consent(guest=guests[2], purpose=MARKETING, channel=EMAIL, is_given=True)])
    for purpose in ConsentPurpose:
        for channel in (EMAIL, SMS):
            found = set(contactable(Guest.objects.all(), purpose, channel, ON))
            assert found == {guest for guest in guests if may_contact(guest, purpose, channel, ON)}


def test_a_consent_is_withdrawn_by_one_click(signed_in):
    client, guest = signed_in("front_desk"), GuestFactory()
    say(guest, True)
    shown = client.get(reverse("guests:privacy", args=[guest.number])).content.decode()
    assert reverse("guests:withdraw", args=[guest.number]) in shown
    client.post(reverse("guests:withdraw", args=[guest.number]), {"purpose": "marketing", "channel": "email"})
    newest = guest.consents.order_by("-pk").first()
    assert (newest.is_given, newest.recorded_by) == (False, client.user)
    assert guest.consents.count() == 2


def test_an_answer_is_kept_with_the_text_he_was_shown(signed_in):
    client, guest = signed_in("front_desk"), GuestFactory()
    said = {"purpose": "survey", "channel": "any", "is_given": "yes", "source": "form", "wording": "2026-05"}
    client.post(reverse("guests:privacy", args=[guest.number]), said)
    line = guest.consents.get()
    assert (line.wording, line.source, line.is_given, line.recorded_by) == (
        "2026-05",
        "form",
        True,
        client.user,
    )


# --- Read log ------------------------------------------------------------------------------------------------
def test_opening_a_file_leaves_one_line_an_hour(signed_in):
    client, guest = signed_in("front_desk"), GuestFactory()
    for _ in range(3):
        client.get(guest.get_absolute_url())
    line = FileReading.objects.get()
    assert (line.guest, line.reader, line.kind, line.place) == (guest, client.user, "page", "guests:guest")
    assert line.request_id


def test_a_machine_is_named_by_its_own_name(machine):  # noqa: F811
    guest = GuestFactory()
    pms = machine("guests:read")
    assert pms.get(f"/guests/{guest.number}").status_code == 200
    line = FileReading.objects.get()
    assert (line.reader, line.client, line.kind) == (None, pms.client.name, "api")


def test_many_files_are_noted_in_one_statement(django_assert_num_queries):
    guests = [GuestFactory() for _ in range(20)]
    with django_assert_num_queries(1):
        assert (
            note_reading(
                guest_ids=[g.pk for g in guests], place="list", at=AT, reader=UserFactory.build(pk=None)
            )
            == 20
        )


def test_the_log_is_found_by_guest_and_by_person(signed_in):
    clerk, guest, other = UserFactory(), GuestFactory(), GuestFactory()
    note_reading(guest_ids=[guest.pk, other.pk], place="guests:guest", at=AT, reader=clerk)
    client = signed_in("crm_centre")
    page = client.get(reverse("guests:readings"), {"guest": guest.number}).content.decode()
    assert guest.number in page
    assert other.number not in page
    assert "guests:guest" not in page, "the page by its name"
    page = client.get(reverse("guests:readings"), {"reader": clerk.pk}).content.decode()
    assert {guest.number, other.number} <= set(page.replace("<", " ").replace(">", " ").split())


# --- Copy of his data ----------------------------------------------------------------------------------------
def test_his_copy_has_everything_in_it_and_leaves_a_line(signed_in):
    client = signed_in("crm_centre")
    guest = GuestFactory(
        name="王晓明",
        phones=("13800001234",),
        language="zh-hans",
        documents=(DocumentDraft(type="passport", number="E12345678"),),
    )
    Note.objects.create(guest=guest, department=Department.FRONT_DESK, text="likes tea")
    StayFactory(guest=guest, status=StayStatus.CHECKED_OUT)
    Guest.objects.filter(pk=guest.pk).update(region="Hunan")
    answer = client.post(reverse("guests:take_copy", args=[guest.number]))
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(packed.read("data.json"))["data"]
    assert data["file"][0]["name"] == "王晓明"
    assert data["changes"][0] | {"at": ""} == {"at": "", "field": "region", "before": "", "after": "Hunan"}
    assert data["guests.document.guest"][0]["number"] == "E12345678"
    assert data["guests.guestphone.guest"][0]["number"] == "+8613800001234"
    assert data["guests.note.guest"][0]["text"] == "likes tea"
    assert data["reservations.stay.guest"][0]["status"] == "checked_out"
    assert "王晓明" in packed.read("index.html").decode()
    assert FileReading.objects.filter(guest=guest, kind=ReadingKind.EXPORT, reader=client.user).exists()


# --- May he be erased? -----------------------------------------------------------------------------------------
def reasons(guest, on=ON) -> str:
    return " ".join(obstacle.words for obstacle in obstacles(family_of(guest), on))


@pytest.fixture
def in_english():
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.mark.usefixtures("in_english")
def test_who_has_a_booking_is_in_the_house_or_is_blacklisted_is_not_erased():
    guest = GuestFactory()
    assert not reasons(guest)
    stay = StayFactory(guest=guest, arrival=ON + timedelta(days=7))
    assert stay.line.reservation.confirmation in reasons(guest)
    Stay.objects.all().delete()
    sharer = GuestFactory()
    StayFactory(guest=sharer, arrival=ON, status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    assert "in the house" in reasons(sharer)
    banned = GuestFactory()
    Alert.objects.create(
        guest=banned,
        kind="blacklist",
        reason="x",
        stops_screen=True,
        starts_on=ON,
        ends_on=ON + timedelta(days=9),
        approved_by=UserFactory(),
    )
    assert "blacklist" in reasons(banned)
    with pytest.raises(CannotErase, match="blacklist"):
        erase_guest(guest=banned, basis=ErasureBasis.REQUEST, on=ON, at=AT)
    banned.refresh_from_db()
    assert banned.erased_at is None


@pytest.mark.usefixtures("in_english")
def test_a_legal_term_holds_him_until_its_day_and_not_longer():
    guest = StayFactory(arrival=date(2025, 1, 29), status=StayStatus.CHECKED_OUT).guest
    RetentionRule.objects.create(kind="registration", effect="hold", months=36, basis="Art. 1")
    assert "2028-01-31" in reasons(guest)
    assert "Art. 1" in reasons(guest)
    assert not reasons(guest, on=date(2028, 1, 31))
    assert not reasons(GuestFactory()), "who never stayed is not registered"


def test_the_page_says_why_not_and_erases_only_with_his_number(signed_in):
    client = signed_in("crm_centre")
    coming = StayFactory(arrival=business_date() + timedelta(days=3))
    page = client.get(reverse("guests:erase", args=[coming.guest.number])).content.decode()
    assert coming.line.reservation.confirmation in page
    assert 'name="confirmed"' not in page
    guest = GuestFactory(name="Gone Soon")
    path = reverse("guests:erase", args=[guest.number])
    client.post(path, {"basis": "request", "confirmed": "G1"})
    guest.refresh_from_db()
    assert guest.name == "Gone Soon"
    client.post(path, {"basis": "request", "confirmed": guest.number})
    guest.refresh_from_db()
    assert (guest.name, Erasure.objects.get().by) == ("", client.user)
    assert client.get(guest.get_absolute_url()).status_code == 200
    assert client.get(reverse("guests:privacy", args=[guest.number])).status_code == 200


def test_an_erased_file_can_never_have_a_name_again():
    guest = GuestFactory()
    erase_guest(guest=guest, basis=ErasureBasis.REQUEST, on=ON, at=AT)
    with pytest.raises(DatabaseError, match="erased_guest_has_no_name"), transaction.atomic():
        Guest.objects.filter(pk=guest.pk).update(name="Back")
    with pytest.raises(CannotErase):
        erase_guest(guest=guest, basis=ErasureBasis.REQUEST, on=ON, at=AT)


def test_nothing_is_written_about_an_erased_guest_any_more(signed_in):
    client, guest = signed_in("front_desk"), GuestFactory()
    erase_guest(guest=guest, basis=ErasureBasis.REQUEST, on=ON, at=AT)
    assert client.get(reverse("guests:edit", args=[guest.number])).status_code == 403
    said = {"text": "he is back", "department": "front_desk"}
    assert client.post(reverse("guests:new_note", args=[guest.number]), said).status_code == 403
    assert not Note.objects.exists()
    page = client.get(guest.get_absolute_url()).content.decode()
    assert reverse("guests:new_note", args=[guest.number]) not in page


# --- After a restore -------------------------------------------------------------------------------------------
def test_after_a_restore_he_is_erased_again_and_nobody_else(django_capture_on_commit_callbacks):
    guest, other = GuestFactory(name="Was Erased"), GuestFactory(name="Came Later")
    made = guest.created_at
    with django_capture_on_commit_callbacks(execute=True):
        for one in (guest, other):
            erase_guest(guest=one, basis=ErasureBasis.REQUEST, on=ON, at=AT)
    numbers = set(Erasure.objects.values_list("pk", flat=True))
    # The backup: it knows the first with his name; the other's number was given to somebody else since.
    Erasure.objects.all().delete()
    Guest.objects.filter(pk=guest.pk).update(erased_at=None, name="Was Erased", created_at=made)
    Guest.objects.filter(pk=other.pk).update(
        erased_at=None, name="Somebody New", created_at=made + timedelta(days=400)
    )
    assert replay_erasures(on=ON, at=AT) == (1, 1)
    assert replay_erasures(on=ON, at=AT) == (0, 1)
    guest.refresh_from_db()
    other.refresh_from_db()
    assert (guest.name, other.name) == ("", "Somebody New")
    assert Erasure.objects.get().pk in numbers
    erase_guest(guest=other, basis=ErasureBasis.REQUEST, on=ON, at=AT)
    assert Erasure.objects.order_by("-pk").first().pk > max(numbers)


# --- Terms for keeping -------------------------------------------------------------------------------------------
def rule(kind, months=24, effect=RetentionEffect.END, **changes):
    return RetentionRule.objects.create(
        kind=kind, effect=effect, months=months, basis="house rule", **changes
    )


def test_without_a_term_nothing_goes():
    old = StayFactory(arrival=date(2001, 1, 1), status=StayStatus.CHECKED_OUT).guest
    Note.objects.create(guest=old, department="rooms", text="old")
    Note.objects.update(created_at=AT - timedelta(days=9000))
    assert end_what_is_over(on=ON) == {}
    rule("notes", is_active=False)
    assert end_what_is_over(on=ON) == {}
    assert Note.objects.exists()


def test_what_is_over_its_term_goes_and_the_rest_stays():
    old = StayFactory(arrival=date(2023, 1, 1), status=StayStatus.CHECKED_OUT).guest
    new = StayFactory(arrival=date(2026, 1, 1), status=StayStatus.CHECKED_OUT).guest
    back = StayFactory(arrival=date(2023, 1, 1), status=StayStatus.CHECKED_OUT).guest
    StayFactory(guest=back, arrival=date(2026, 9, 1))
    Guest.objects.update(created_at=AT - timedelta(days=2000), updated_at=AT - timedelta(days=2000))
    for guest in (back, new):
        Note.objects.create(guest=guest, department="rooms", text="x")
        note_reading(guest_ids=[guest.pk], place="x", at=AT)
    Note.objects.filter(guest=back).update(created_at=AT - timedelta(days=800))
    FileReading.objects.filter(guest=back).update(at=AT - timedelta(days=800))
    for kind in ("notes", "readings", "guest_file"):
        rule(kind)
    ended = end_what_is_over(on=ON)
    assert (ended["notes"], ended["readings"], ended["guest_file"]) == (1, 1, 1)
    assert set(Guest.objects.exclude(erased_at=None)) == {old}
    assert Erasure.objects.get().basis == ErasureBasis.TERM
    assert Note.objects.get().guest == new


def test_documents_go_after_the_last_departure_with_their_history():
    guest = GuestFactory(documents=(DocumentDraft(type="passport", number="E12345678"),))
    StayFactory(guest=guest, arrival=date(2023, 1, 1), status=StayStatus.CHECKED_OUT)
    Document.objects.update(created_at=AT - timedelta(days=1200))
    rule("documents")
    assert end_what_is_over(on=ON) == {"documents": 1}
    assert not Document.objects.exists()
    assert not Document._meta.get_field("events").related_model.objects.exists()


def test_the_table_of_terms_is_filled_in_by_the_hotel(signed_in):
    client = signed_in("crm_centre")
    assert client.get(reverse("guests:retention")).status_code == 200
    wrong = {"kind": "notes", "effect": "hold", "months": 12, "basis": "x", "is_active": "on"}
    client.post(reverse("guests:new_rule"), wrong)
    assert not RetentionRule.objects.exists()
    client.post(reverse("guests:new_rule"), wrong | {"effect": "end"})
    made = RetentionRule.objects.get()
    assert (made.kind, made.months, made.changed_by) == ("notes", 12, client.user)
    client.post(reverse("guests:drop_rule", args=[made.pk]))
    assert not RetentionRule.objects.exists()


@given(st.dates(date(1990, 1, 31), date(2040, 12, 31)), st.integers(1, 240))
def test_a_term_counted_back_is_over_on_its_day_at_the_latest(day, months):
    assert months_after(months_after(day, -months), months) <= day
    assert months_after(date(2025, 1, 31), 1) == date(2025, 2, 28)


# --- Words -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("王明先生来了", f"{GONE}先生来了"),
        ("王明华来了", "王明华来了"),
        ("Jon Bauer came", f"{GONE} came"),
        ("jon  bauer", GONE),
        ("Jon Bauermann", "Jon Bauermann"),
        ("Tel. 138 0000-1234.", f"Tel. {GONE}."),
        ("0138000012345", "0138000012345"),
        ("A@B.EXAMPLE;", f"{GONE};"),
    ],
)
def test_words_are_found_as_people_write_them_and_not_inside_others(text, masked):
    words = Words.of({"王明", "Jon Bauer"}, {"13800001234", "a@b.example"})
    assert words.masked(text) == masked


def test_what_is_too_short_names_nobody():
    assert not Words.of({"王", ""}, {"123", ""})
    assert Words.of({"王"}, set()).masked({"王": ["王"]}) == {"王": ["王"]}


def test_a_copy_in_a_foreign_language_is_in_english():
    guest = GuestFactory(language="fr")
    packed = zipfile.ZipFile(io.BytesIO(copy_of(guest, at=AT)))
    assert "Your data" in packed.read("index.html").decode()
