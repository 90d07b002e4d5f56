"""What a guest sees, corrects and asks for on his own page, and what the desk does about it."""

import io
import json
import re
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.audit import changes_of
from common.dates import business_date
from feedback.models import Complaint
from guests.choices import Basis, ErasureBasis, ReadingKind
from guests.models import Consent, Document, FileReading, Guest
from guests.services.documents import keep_document
from guests.services.erasing import erase_guest
from loyalty.models import Membership
from loyalty.own.choices import RequestStatus, Way
from loyalty.own.forms import ProfileForm
from loyalty.own.models import OwnRequest
from loyalty.own.services.codes import send_waiting
from loyalty.own.services.corrections import AT_ONCE, IDENTITY, correct_file
from loyalty.own.services.sessions import begin_session
from loyalty.own.views.frame import SESSION
from loyalty.services.enrolling import enrol
from loyalty.services.manual import enter_points
from reservations.choices import StayStatus
from reservations.models import Charge
from tests.care_factories import ComplaintFactory
from tests.factories import GuestFactory, OutletFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
ON = business_date()


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    cache.clear()


@pytest.fixture
def anna():
    return GuestFactory(
        name="Anna Berg", emails=("anna@example.com",), phones=("13800001234",), language="en", region="Bonn"
    )


@pytest.fixture
def own(anna):
    """Anna on her own page."""
    client = Client()
    client.cookies[SESSION] = begin_session(guest=anna, way=Way.CODE, at=timezone.now())
    return client


def text(client, name, *args) -> str:
    answer = client.get(reverse(f"own:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def sent_code() -> str:
    send_waiting(on=ON, at=timezone.now())
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()


def form_of(guest, **changes) -> dict:
    form = ProfileForm(instance=guest)
    now = {name: form.initial.get(name) or "" for name in (*IDENTITY, *AT_ONCE)}
    return now | changes


def past_stay(guest, **kwargs):
    return StayFactory(
        guest=guest,
        status=StayStatus.CHECKED_OUT,
        arrival=ON - timedelta(days=3),
        departure=ON - timedelta(days=1),
        **kwargs,
    )


def charge(stay, amount: str) -> Charge:
    return Charge.objects.create(
        stay=stay,
        outlet=OutletFactory(name_en="Teahouse"),
        amount=Decimal(amount),
        business_date=stay.arrival,
        posted_at=timezone.now(),
        source="pms",
        external_id=str(Charge.objects.count()),
    )


# --- His file ----------------------------------------------------------------------------------------------
def test_what_he_sets_himself_holds_at_once_and_the_history_names_him(own, anna):
    own.post(reverse("own:details"), form_of(anna, salutation="Ms Berg", position="CEO"))
    anna.refresh_from_db()
    assert (anna.salutation, anna.position) == ("Ms Berg", "CEO")
    assert {change.who for change in changes_of(anna)} == {"the guest himself"}
    assert not OwnRequest.objects.exists()


def test_who_he_is_waits_for_the_desk_which_grants_it_once(own, anna, signed_in):
    own.post(reverse("own:details"), form_of(anna, name="Anna Bergmann", birthday="1980-02-29"))
    anna.refresh_from_db()
    assert anna.name == "Anna Berg"
    assert anna.birthday is None
    assert "Anna Bergmann" in text(own, "details")
    asked = OwnRequest.objects.get()
    desk = signed_in("front_desk")
    assert "Anna Bergmann" in desk.get(reverse("own_desk:requests")).content.decode()
    desk.post(reverse("own_desk:decide", args=[asked.pk, "grant"]))
    anna.refresh_from_db()
    assert (anna.name, str(anna.birthday)) == ("Anna Bergmann", "1980-02-29")
    assert changes_of(anna).__next__().who == desk.user.username
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == (RequestStatus.DONE, desk.user)
    desk.post(reverse("own_desk:decide", args=[asked.pk, "refuse"]), {"answer": "no"})
    asked.refresh_from_db()
    assert asked.status == RequestStatus.DONE


def test_a_correction_is_not_granted_over_what_changed_meanwhile(anna, signed_in):
    correct_file(guest=anna, said={"name": "Anna B."}, at=timezone.now())
    Guest.objects.update(name="Anna Huber")
    asked = OwnRequest.objects.get()
    desk = signed_in("front_desk")
    desk.post(reverse("own_desk:decide", args=[asked.pk, "grant"]))
    anna.refresh_from_db()
    assert anna.name == "Anna Huber"
    desk.post(reverse("own_desk:decide", args=[asked.pk, "refuse"]), {"answer": ""})
    asked.refresh_from_db()
    assert asked.status == RequestStatus.WAITING
    desk.post(reverse("own_desk:decide", args=[asked.pk, "refuse"]), {"answer": "Please bring your passport"})
    own = Client()
    own.cookies[SESSION] = begin_session(guest=anna, way=Way.CODE, at=timezone.now())
    assert "Please bring your passport" in text(own, "data")


def test_saying_again_what_the_file_says_takes_the_wish_back(anna):
    correct_file(guest=anna, said={"name": "Anna B."}, at=timezone.now())
    correct_file(guest=anna, said={"name": "Anna Berg"}, at=timezone.now())
    assert not OwnRequest.objects.exists()


def test_no_other_field_of_the_file_can_be_set_from_here(own, anna):
    """Every column of a guest, with a value that it does not have."""
    other = UserFactory()
    said = form_of(anna)
    protected = {field.name for field in Guest._meta.concrete_fields} - {*IDENTITY, *AT_ONCE}
    values = {"is_vip": "1", "vip_reason": "me", "vip_by": other.pk, "credit": "4", "number": "G9", "id": "1"}
    before = Guest.objects.filter(pk=anna.pk).values(*protected).get()
    own.post(reverse("own:details"), said | {name: values.get(name, "7") for name in protected})
    after = Guest.objects.filter(pk=anna.pk).values(*protected).get()
    assert {name for name in protected if before[name] != after[name]} <= {"updated_at"}
    with pytest.raises(ValueError, match="is_vip"):
        correct_file(guest=anna, said={"is_vip": True}, at=timezone.now())


def test_documents_are_shown_by_their_last_digits(own, anna):
    keep_document(guest=anna, type="passport", number="C01X00T47", country="DE")
    page = text(own, "details")
    assert Document.objects.get().masked in page
    assert "C01X00T47" not in page


# --- How he is reached ----------------------------------------------------------------------------------------
def test_an_address_is_added_once_he_has_shown_that_he_reads_it(own, anna):
    own.post(reverse("own:add_contact"), {"text": "New@Example.com"})
    assert not anna.emails.filter(address="new@example.com").exists()
    code = sent_code()
    assert mail.outbox[-1].to == ["new@example.com"]
    own.post(reverse("own:confirm_contact"), {"code": code})
    assert anna.emails.get(address="new@example.com").source == "own_page"


def test_a_number_is_added_at_once_and_nonsense_and_agency_addresses_are_not(own, anna):
    own.post(reverse("own:add_contact"), {"text": "+49 228 123456"})
    own.post(reverse("own:add_contact"), {"text": "x@guest.booking.com"})
    own.post(reverse("own:add_contact"), {"text": "hello"})
    assert anna.phones.count() == 2
    assert anna.emails.count() == 1


def test_the_last_address_stays(own, anna):
    phone, email = anna.phones.get(), anna.emails.get()
    own.post(reverse("own:drop_contact", args=["email", email.pk]))
    own.post(reverse("own:drop_contact", args=["phone", phone.pk]))
    assert anna.emails.exists()
    assert not anna.phones.exists()


# --- What he likes and agrees to --------------------------------------------------------------------------------
def test_he_adds_and_removes_what_he_likes(own, anna):
    own.post(reverse("own:likes"), {"category": "diet", "text": "no peanuts", "is_must": "on"})
    like = anna.preferences.get()
    assert (like.basis, like.is_must, like.source) == (Basis.STATED, True, "own_page")
    assert "no peanuts" in text(own, "likes")
    own.post(reverse("own:drop_like", args=[like.pk]))
    assert not anna.preferences.exists()


def test_he_gives_and_withdraws_consent_by_purpose_and_channel(own, anna):
    for answer in ("yes", "no"):
        own.post(reverse("own:consents"), {"purpose": "marketing", "channel": "email", "answer": answer})
    given, withdrawn = Consent.objects.order_by("pk")
    assert (given.is_given, withdrawn.is_given) == (True, False)
    assert {given.source, given.wording} == {"own_page", "own-page-1"}
    assert "refused" in text(own, "consents")
    own.post(reverse("own:consents"), {"purpose": "profiling", "channel": "email", "answer": "yes"})
    own.post(reverse("own:consents"), {"purpose": "everything", "channel": "any", "answer": "yes"})
    assert Consent.objects.count() == 2


# --- Stays, points, complaints ------------------------------------------------------------------------------------
def test_he_sees_his_own_charges_and_a_sharers_money_belongs_to_the_payer(own, anna):
    payer = GuestFactory(name="Bernd")
    paid = past_stay(payer)
    shared = StayFactory(
        guest=anna, line=paid.line, is_payer=False, status=paid.status, arrival=paid.arrival,
        departure=paid.departure, checked_in_at=paid.checked_in_at, checked_out_at=paid.checked_out_at,
    )  # fmt: skip
    mine = past_stay(anna)
    charge(paid, "512.34")
    charge(mine, "77.00")
    assert "77.00" in text(own, "folio", mine.pk)
    page = text(own, "folio", shared.pk)
    assert "512.34" not in page
    assert "Somebody else pays" in page
    assert "512.34" not in text(own, "stays")


def test_a_stay_asks_how_it_was_and_leads_to_the_questions(own, anna):
    stay = past_stay(anna)
    assert "How was your stay?" in text(own, "home")
    answer = own.post(reverse("own:survey", args=[stay.pk]))
    assert answer.headers["Location"].startswith("/s/")
    assert own.get(answer.headers["Location"], follow=True).status_code == 200


def test_points_with_entries_and_what_is_missing_or_how_to_join(own, anna):
    assert "half a minute" in text(own, "points")
    enrol(guest=anna, by=None, on=ON)
    enter_points(guest=anna, points=640, reason="-", by=UserFactory(), on=ON, at=timezone.now())
    anna.refresh_from_db()
    page = text(own, "points")
    assert "640" in page
    assert anna.membership_number in page


def test_complaints_with_their_state(own, anna):
    ComplaintFactory(guest=anna, text="The lift was loud")
    page = text(own, "complaints")
    assert "The lift was loud" in page
    assert "has reached us" in page


def test_what_he_tells_us_is_a_complaint_with_its_clock_once(own, anna):
    stay = past_stay(anna)
    for _press in range(2):
        own.post(reverse("own:complaints"), {"cause": "noise", "text": "The lift was loud"})
    complaint = Complaint.objects.get()
    assert (complaint.source, complaint.stay, complaint.status) == ("guest_page", stay, "open")
    assert complaint.due_at > complaint.opened_at
    for n in range(6):
        own.post(reverse("own:complaints"), {"cause": "noise", "text": f"and again {n}"})
    assert Complaint.objects.count() == 5


# --- At the desk -------------------------------------------------------------------------------------------------
def test_a_link_shown_at_the_desk_opens_his_page_and_the_read_log_knows_who_made_it(
    anna, signed_in, settings
):
    settings.PUBLIC_URL = ""
    desk = signed_in("front_desk")
    page = desk.post(reverse("own_desk:link", args=[anna.number]))
    assert "no-store" in page.headers["Cache-Control"]
    link = re.search(r"/me/open/[^<\"]+", page.content.decode()).group()
    assert Client().post(link).headers["Location"] == reverse("own:home")
    assert FileReading.objects.get(place="own_desk:link").reader == desk.user
    desk.post(reverse("own_desk:end", args=[anna.number]))
    assert Client().post(link).status_code == 404


def test_joining_asks_for_consent_and_writes_all_or_nothing(anna, signed_in):
    desk, join = signed_in("front_desk"), reverse("own_desk:join", args=[anna.number])
    desk.post(join, {})
    GuestFactory(name="Other", membership_number="M7")
    desk.post(join, {"agrees": "on", "number": "M7"})
    anna.emails.all().delete()
    desk.post(join, {"agrees": "on", "mails_card": "on"})
    assert not Membership.objects.exists()
    assert not Consent.objects.exists()
    desk.post(join, {"agrees": "on", "number": "M8"})
    anna.refresh_from_db()
    assert anna.membership_number == "M8"
    assert Consent.objects.get().is_given is False
    assert desk.get(reverse("own_desk:card", args=[anna.number])).status_code == 200


# --- His data ----------------------------------------------------------------------------------------------------
def test_he_takes_a_copy_and_the_read_log_says_so(own, anna):
    answer = own.post(reverse("own:take_copy"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        data = json.loads(packed.read("data.json"))
    assert data["guest"] == anna.number
    reading = FileReading.objects.get()
    assert (reading.kind, reading.client, reading.reader) == (ReadingKind.EXPORT, "own_page", None)


def test_an_erasure_needs_a_code_and_is_carried_out_by_nobody_but_the_hotel(own, anna, signed_in):
    own.post(reverse("own:ask_erasing"))
    code = sent_code()
    assert own.post(reverse("own:confirm_erasing"), {"code": "nonsense"}).status_code == 400
    assert not OwnRequest.objects.exists()
    own.post(reverse("own:confirm_erasing"), {"code": code})
    asked = OwnRequest.objects.get()
    anna.refresh_from_db()
    assert asked.status == RequestStatus.WAITING
    assert anna.erased_at is None
    desk = signed_in("front_desk")
    for deed in ("grant", "refuse"):
        desk.post(reverse("own_desk:decide", args=[asked.pk, deed]), {"answer": "-"})
    asked.refresh_from_db()
    assert asked.status == RequestStatus.WAITING
    centre = signed_in("crm_centre")
    page = centre.get(reverse("own_desk:requests")).content.decode()
    assert reverse("guests:erase", args=[anna.number]) in page
    erase_guest(guest=anna, basis=ErasureBasis.REQUEST, on=ON, at=timezone.now())
    asked.refresh_from_db()
    assert asked.status == RequestStatus.DONE


def test_without_an_address_erasure_is_asked_for_at_the_desk(own, anna):
    anna.emails.all().delete()
    own.post(reverse("own:ask_erasing"))
    assert "at the desk" in text(own, "data")


def test_he_may_think_better_of_it(own, anna):
    OwnRequest.objects.create(guest=anna, kind="erasure", asked_at=timezone.now())
    own.post(reverse("own:take_back", args=["erasure"]))
    assert OwnRequest.objects.get().status == RequestStatus.WITHDRAWN
