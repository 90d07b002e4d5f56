import pytest

from common.audit import changes_of
from common.errors import EditConflict
from guests.models import Document, Guest, NameToken
from guests.services.files import DocumentDraft, GuestDraft, create_guests, enrich_guests, update_guest
from tests.factories import GuestFactory

pytestmark = pytest.mark.django_db


def test_a_new_file_has_number_contacts_documents_and_search_tokens():
    draft = GuestDraft(
        name="王晓明",
        phones=("13800001234", "138 0000 1234", "no number"),
        emails=("a@guest.booking.com", "Wang@example.com"),
        documents=(DocumentDraft("identity_card", "430481199001010011"),),
        external_ids=(("pms", "77"),),
    )
    guest = create_guests(drafts=[draft])[0]
    assert guest.number == f"G{guest.pk:08d}"
    assert [phone.number for phone in guest.phones.all()] == ["+8613800001234"]
    assert {(mail.address, mail.is_masked) for mail in guest.emails.all()} == {
        ("a@guest.booking.com", True),
        ("wang@example.com", False),
    }
    assert guest.name_tokens.filter(token="wxm", kind="initials").exists()
    assert guest.external_ids.get().external_id == "77"


def test_a_document_is_encrypted_at_rest_and_found_by_its_hash(django_assert_num_queries):
    draft = DocumentDraft("passport", "E1234 5678", "DE")
    guest = create_guests(drafts=[GuestDraft(name="A", documents=(draft,))])[0]
    with django_assert_num_queries(1):
        document = Document.objects.get(number_hash=DocumentDraft("passport", "e12345678", "DE").number_hash)
    assert document.guest_id == guest.pk
    assert document.number == "E12345678"
    assert document.masked == "••••5678"
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM guests_document WHERE id = %s", [document.pk])
        assert b"12345678" not in bytes(cursor.fetchone()[0])


def test_a_thousand_files_take_the_same_queries_as_one(django_assert_max_num_queries):
    drafts = [GuestDraft(name=f"Guest {n}", phones=(f"1380000{n:04d}",)) for n in range(1000)]
    with django_assert_max_num_queries(12):
        create_guests(drafts=drafts)


def test_machines_fill_what_is_empty_and_never_replace():
    guest = GuestFactory(name="王晓明", gender="")
    enrich_guests(pairs=[(guest, GuestDraft(name="Wang", latin_name="Leo Wang", gender="male"))])
    guest.refresh_from_db()
    assert (guest.name, guest.latin_name, guest.gender) == ("王晓明", "Leo Wang", "male")
    assert guest.name_tokens.filter(token="leowang").exists()


def test_what_a_person_emptied_is_not_filled_again_by_a_machine():
    guest = GuestFactory(latin_name="Leo")
    guest = update_guest(guest=guest, changes={"latin_name": ""}, expected_version=0)
    enrich_guests(pairs=[(guest, GuestDraft(latin_name="Leo"))])
    assert Guest.objects.get(pk=guest.pk).latin_name == ""


def test_two_people_cannot_overwrite_each_other_unseen():
    guest = GuestFactory(name="A")
    update_guest(guest=guest, changes={"name": "B"}, expected_version=0)
    with pytest.raises(EditConflict) as refusal:
        update_guest(guest=guest, changes={"name": "C"}, expected_version=0)
    assert refusal.value.conflicts == [("name", "C", "B")]
    assert Guest.objects.get(pk=guest.pk).name == "B"


def test_a_changed_name_changes_how_he_is_found_and_is_kept_in_the_history():
    guest = GuestFactory(name="Anna Weber")
    update_guest(guest=guest, changes={"name": "Anna Schmidt"}, expected_version=0)
    tokens = set(NameToken.objects.filter(guest=guest).values_list("token", flat=True))
    assert "schmidtanna" in tokens
    assert "weberanna" not in tokens
    change = next(
        change for change in changes_of(Guest.objects.get(pk=guest.pk)) if change.field.name == "name"
    )
    assert (change.before, change.after) == ("Anna Weber", "Anna Schmidt")
