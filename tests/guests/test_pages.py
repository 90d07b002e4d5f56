"""Pages of the guest file: who sees what, and that nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from guests.choices import Department
from guests.models import Alert, Consent, DocumentReading, Guest, Note, Preference
from guests.services.alerts import blacklist_guest
from guests.services.files import DocumentDraft
from guests.services.notes import add_note
from reservations.choices import StayStatus
from reservations.models import StayWish
from tests.factories import AccountFactory, GuestFactory, LineFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "meiling@example.com"


@pytest.fixture
def staff(client):
    """`staff("view_guest", …)` signs in somebody with exactly these permissions."""

    def sign_in(*codenames):
        user = UserFactory()
        permissions = Permission.objects.filter(codename__in=codenames)
        assert permissions.count() == len(codenames)
        user.user_permissions.set(permissions)
        client.force_login(user)
        client.user = user
        return client

    return sign_in


@pytest.fixture
def meiling():
    return GuestFactory(
        name="陈美玲",
        phones=("+86 138 1234 6621",),
        emails=(ADDRESS,),
        documents=(DocumentDraft(type="identity_card", number="430102198803120021"),),
    )


def page(client, guest, **query):
    """The whole page, with the cards that otherwise come later."""
    response = client.get(guest.get_absolute_url(), {"whole": "1"} | query)
    assert response.status_code == 200
    return response.content.decode()


def blacklisted(guest, approver=None):
    approver = approver or UserFactory(is_superuser=True)
    on = business_date()
    return blacklist_guest(
        guest=guest,
        reason="left without paying",
        approver=approver,
        starts_on=on,
        ends_on=on + timedelta(days=90),
    )


# --- Finding -----------------------------------------------------------------------------------------------
def test_the_search_answers_htmx_with_a_list_box_and_others_with_a_page(staff, meiling):
    client = staff("view_guest")
    part = client.post(reverse("search"), {"q": "chenml"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<ul role=")
    assert f'data-href="{meiling.get_absolute_url()}"' in part
    whole = client.post(reverse("search"), {"q": "chenml"}).content.decode()
    assert "陈美玲" in whole
    assert "<html" in whole


def test_the_search_never_shows_a_whole_phone_number_or_address(staff, meiling):
    client = staff("view_guest")
    for typed in ("1381234", "meiling@"):
        answer = client.post(reverse("search"), {"q": typed}).content.decode()
        assert "陈美玲" in answer
        assert "13812346621" not in answer
        assert ADDRESS not in answer


def test_terms_in_the_address_are_not_read(staff, meiling):
    answer = staff("view_guest").get(reverse("search"), {"q": "chenml"}).content.decode()
    assert "陈美玲" not in answer


# --- Who may see what ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["guests:guest", "guests:edit", "guests:notepad", "guests:new_alert", "guests:blacklist"]
)
def test_a_page_is_refused_to_whoever_lacks_its_permission(staff, meiling, name):
    response = staff("view_note").get(reverse(name, args=[meiling.number]))
    assert response.status_code == 403


def test_whoever_may_only_look_sees_contacts_in_part_and_no_buttons(staff, meiling):
    shown = page(staff("view_guest"), meiling)
    assert "陈美玲" in shown
    assert "6621" in shown
    assert "13812346621" not in shown
    assert ADDRESS not in shown
    assert "••••0021" in shown
    for name in ("guests:edit", "guests:notepad", "guests:new_alert", "guests:blacklist"):
        assert reverse(name, args=[meiling.number]) not in shown
    assert "/reveal/" not in shown


def test_whoever_may_change_the_guest_sees_his_contacts_whole(staff, meiling):
    shown = page(staff("view_guest", "change_guest"), meiling)
    assert "13812346621" in shown
    assert ADDRESS in shown


def test_looking_at_a_document_shows_it_and_leaves_a_line(staff, meiling):
    client = staff("view_guest", "reveal_document", "change_guest")
    document = meiling.documents.get()
    response = client.post(
        reverse("guests:reveal_document", args=[document.pk]), headers={"HX-Request": "true"}
    )
    assert "430102198803120021" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    reading = DocumentReading.objects.get()
    assert (reading.reader, reading.document) == (client.user, document)
    assert client.user.username in page(client, meiling)


def test_a_document_is_never_shown_by_get_or_without_the_permission(staff, meiling):
    address = reverse("guests:reveal_document", args=[meiling.documents.get().pk])
    assert staff("view_guest", "reveal_document").get(address).status_code == 405
    assert staff("view_guest").post(address).status_code == 403
    assert not DocumentReading.objects.exists()


def test_confidential_notes_are_for_those_who_may_read_them(staff, meiling):
    add_note(
        guest=meiling, department=Department.MANAGEMENT, text="going through a divorce", is_confidential=True
    )
    add_note(guest=meiling, department=Department.FRONT_DESK, text="prefers the side entrance")
    shown = page(staff("view_guest", "view_note"), meiling)
    assert "side entrance" in shown
    assert "divorce" not in shown
    assert "divorce" in page(staff("view_guest", "view_note", "view_confidential_note"), meiling)


def test_a_note_is_not_confidential_by_whoever_may_not_read_it_again(staff, meiling):
    client = staff("view_guest", "view_note", "add_note")
    client.post(
        reverse("guests:new_note", args=[meiling.number]),
        {"text": "likes jazz", "department": "front_desk", "is_confidential": "on"},
    )
    assert not Note.objects.get().is_confidential


# --- The page ------------------------------------------------------------------------------------------------
def test_a_merged_number_leads_to_the_file_that_took_it_up(staff, meiling):
    middle = GuestFactory(name="陈美林")
    old = GuestFactory(name="陈美琳")
    Guest.objects.filter(pk=old.pk).update(merged_into=middle)
    Guest.objects.filter(pk=middle.pk).update(merged_into=meiling)
    response = staff("view_guest").get(old.get_absolute_url())
    assert response.headers["Location"] == meiling.get_absolute_url()


def test_a_blacklisted_guest_stops_the_screen_with_the_reason_and_whom_to_call(staff, meiling, settings):
    entry = blacklisted(meiling)
    shown = page(staff("view_guest"), meiling)
    assert "stop-screen" in shown
    assert entry.reason in shown
    assert settings.DUTY_MANAGER_PHONE in shown
    assert entry.approved_by.username in shown
    assert "stop-screen" not in page(staff("view_guest"), meiling, seen=1)


def test_the_guest_page_asks_no_more_however_long_the_history(staff, meiling, django_assert_max_num_queries):
    client = staff(
        "view_guest", "change_guest", "view_preference", "add_preference", "view_alert", "view_note", "view_consent",
        "view_stay", "view_charge", "add_reservation",
    )  # fmt: skip
    page(client, meiling)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, meiling)
        return len(captured)

    few = queries()
    for number in range(15):
        add_note(guest=meiling, department=Department.FRONT_DESK, text=f"note {number}", author=UserFactory())
        Preference.objects.create(guest=meiling, category="food", text=f"dish {number}")
        Consent.objects.create(
            guest=meiling, purpose="survey", channel="sms", is_given=True, recorded_by=client.user
        )
        meiling.region = f"region {number}"
        meiling.save()
        StayFactory(
            guest=meiling,
            status=StayStatus.CHECKED_OUT,
            arrival=date(2025, 1, 1) + timedelta(days=9 * number),
        )
    assert queries() <= few + 1
    assert few <= 45


def test_cards_further_down_come_when_they_are_looked_at_and_cost_the_page_nothing(staff, meiling):
    client = staff("view_guest", "change_guest", "view_note", "view_consent")
    add_note(guest=meiling, department=Department.FRONT_DESK, text="likes jazz", author=UserFactory())
    address = reverse("guests:panel", args=[meiling.number, "notes"])
    page(client, meiling)
    with CaptureQueriesContext(connection) as asked:
        first = client.get(meiling.get_absolute_url()).content.decode()
    assert "likes jazz" not in first
    assert f'hx-get="{address}"' in first
    assert "?whole=1#notes" in first, "without JavaScript there is a way to them"
    with CaptureQueriesContext(connection) as whole:
        assert "likes jazz" in page(client, meiling)
    assert len(asked) <= min(16, len(whole) - 4)
    card = client.get(address).content.decode()
    assert 'id="notes"' in card
    assert "likes jazz" in card
    assert "<html" not in card
    assert "likes jazz" not in staff("view_guest").get(address).content.decode()


@pytest.mark.parametrize("key", ["notes", "consents", "no_such_card"])
def test_no_card_of_an_erased_guest_or_of_an_unknown_name_can_be_asked_for(staff, meiling, key):
    Guest.objects.filter(pk=meiling.pk).update(name="", erased_at=timezone.now())
    client = staff("view_guest", "view_note", "view_consent")
    assert client.get(reverse("guests:panel", args=[meiling.number, key])).status_code == 404


def test_what_else_is_known_is_shown_in_words(staff, meiling):
    Guest.objects.filter(pk=meiling.pk).update(
        birthday=date(1988, 3, 12), birthday_calendar="lunar", industry="teacher", former_names=["陈小玲"]
    )
    response = staff("view_guest").get(meiling.get_absolute_url(), headers={"Accept-Language": "en"})
    shown = response.content.decode()
    for words in ("1988-03-12, lunar 正月廿五", "teacher", "陈小玲"):
        assert words in shown


def test_changes_name_the_field_the_values_and_the_person(staff, meiling):
    client = staff("view_guest", "change_guest")
    edit(client, meiling, salutation="陈总")
    shown = page(client, meiling)
    assert "陈总" in shown
    assert client.user.username in shown


# --- Editing -------------------------------------------------------------------------------------------------
def fields_of(client, guest):
    """The edit form as the browser would send it back."""
    form = client.get(reverse("guests:edit", args=[guest.number])).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def edit(client, guest, **changes):
    data = fields_of(client, guest) | changes
    return client.post(reverse("guests:edit", args=[guest.number]), data)


def test_what_staff_correct_is_kept_and_confirmed(staff, meiling):
    client = staff("view_guest", "change_guest")
    response = edit(client, meiling, name="陈美琳", nationality="CN", birthday="1988-03-12")
    assert response.status_code == 302
    meiling.refresh_from_db()
    assert (meiling.name, meiling.nationality.code, meiling.birthday) == ("陈美琳", "CN", date(1988, 3, 12))
    assert {"name", "nationality", "birthday"} <= set(meiling.confirmed_fields)
    assert "region" not in meiling.confirmed_fields
    assert meiling.name_tokens.filter(token="陈美琳").exists()


def test_two_people_who_change_the_same_field_are_told_and_nothing_is_lost(staff, meiling):
    client = staff("view_guest", "change_guest")
    mine = fields_of(client, meiling) | {"salutation": "Ms Chen", "region": "长沙"}
    edit(client, meiling, salutation="陈总", position="CEO")
    response = client.post(reverse("guests:edit", args=[meiling.number]), mine)
    assert response.status_code == 409
    shown = response.content.decode()
    assert "Ms Chen" in shown
    assert "陈总" in shown
    assert "长沙" in shown
    meiling.refresh_from_db()
    assert (meiling.salutation, meiling.region) == ("陈总", "")
    # Saved again knowingly: mine replaces theirs in that field, what only they changed stays.
    form = response.context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert client.post(reverse("guests:edit", args=[meiling.number]), again).status_code == 302
    meiling.refresh_from_db()
    assert (meiling.salutation, meiling.region, meiling.position) == ("Ms Chen", "长沙", "CEO")


def test_two_people_who_change_different_fields_do_not_disturb_each_other(staff, meiling):
    client = staff("view_guest", "change_guest")
    mine = fields_of(client, meiling) | {"region": "长沙"}
    edit(client, meiling, salutation="陈总")
    assert client.post(reverse("guests:edit", args=[meiling.number]), mine).status_code == 302
    meiling.refresh_from_db()
    assert (meiling.salutation, meiling.region) == ("陈总", "长沙")


def test_a_page_whose_memory_was_tampered_with_saves_nothing(staff, meiling):
    client = staff("view_guest", "change_guest")
    response = edit(client, meiling, region="长沙", seen="x:y:z")
    assert response.status_code == 200
    meiling.refresh_from_db()
    assert meiling.region == ""


def test_a_vip_needs_a_reason_and_remembers_who_decided(staff, meiling):
    client = staff("view_guest", "change_guest")
    assert edit(client, meiling, is_vip="on").status_code == 200
    assert edit(client, meiling, is_vip="on", vip_reason="owner of 鼎盛").status_code == 302
    meiling.refresh_from_db()
    assert meiling.vip_by == client.user


def new_guest(client, **said):
    least = {"birthday_calendar": "solar", "document_type": "passport", "document_country": "CN"}
    return client.post(reverse("guests:create"), least | said)


def test_a_new_guest_is_kept_with_his_contacts_and_found_at_once(staff):
    client = staff("view_guest", "add_guest")
    response = new_guest(
        client, name="王晓明", phone="13900001111", email="Wang@Example.com", document_number="E12345678"
    )
    guest = Guest.objects.get()
    assert response.headers["Location"] == guest.get_absolute_url()
    assert guest.created_by == client.user.username
    assert guest.confirmed_fields == ["birthday_calendar", "name"]
    assert guest.phones.get().number == "+8613900001111"
    assert guest.emails.get().address == "wang@example.com"
    assert guest.documents.get().masked == "••••5678"
    assert "王晓明" in client.post(reverse("search"), {"q": "wxm"}).content.decode()


def test_a_contact_that_belongs_to_somebody_is_said_first_and_joins_nothing(staff, meiling):
    client = staff("view_guest", "add_guest")
    response = new_guest(client, name="陈先生", phone="138 1234 6621")
    assert response.status_code == 200
    assert meiling.number in response.content.decode()
    assert Guest.objects.count() == 1
    assert new_guest(client, name="陈先生", phone="138 1234 6621", anyway="1").status_code == 302
    assert Guest.objects.count() == 2


def test_while_typing_it_is_said_whose_phone_address_or_document_it_is(staff, meiling):
    client = staff("view_guest", "add_guest")
    for said in (
        {"phone": "+8613812346621"},
        {"email": ADDRESS.upper()},
        {"document_number": "430102 19880312 0021", "document_country": "CN"},
        {"text": "13812346621"},
    ):
        assert meiling.number in client.post(reverse("guests:known"), said).content.decode(), said
    assert not client.post(reverse("guests:known"), {"phone": "1381234"}).content.strip()
    himself = {"text": "13812346621", "guest": meiling.number}
    assert meiling.number not in client.post(reverse("guests:known"), himself).content.decode()


def test_what_is_no_contact_is_refused_with_what_was_typed(staff, meiling):
    client = staff("view_guest", "change_guest")
    address = reverse("guests:new_contact", args=[meiling.number])
    assert "12ab" in client.post(address, {"text": "12ab"}, follow=True).content.decode()
    client.post(address, {"text": "0731-8888 1234"})
    assert meiling.phones.count() == 2


# --- Alerts --------------------------------------------------------------------------------------------------
def test_an_alert_is_raised_shown_and_closed_by_a_person(staff, meiling):
    client = staff("view_guest", "view_alert", "add_alert", "change_alert")
    on = business_date()
    said = {"reason": "owes 86 for laundry", "places": ["check_out"], "starts_on": on.isoformat()}
    client.post(reverse("guests:new_alert", args=[meiling.number]), said)
    alert = Alert.objects.get()
    assert alert.places == ["check_out"]
    assert "owes 86" in page(client, meiling)
    client.post(reverse("guests:close_alert", args=[alert.pk]))
    alert.refresh_from_db()
    assert alert.closed_by == client.user


def test_the_blacklist_takes_its_permission_a_reason_and_an_end_within_a_year(staff, meiling):
    client = staff("view_guest", "view_alert", "blacklist_guest")
    address, on = reverse("guests:blacklist", args=[meiling.number]), business_date()
    for said in (
        {"reason": "", "ends_on": (on + timedelta(days=30)).isoformat()},
        {"reason": "unpaid", "ends_on": (on + timedelta(days=400)).isoformat()},
        {"reason": "unpaid", "ends_on": (on - timedelta(days=1)).isoformat()},
    ):
        assert client.post(address, said).status_code == 200
    assert not Alert.objects.exists()
    client.post(address, {"reason": "unpaid", "ends_on": (on + timedelta(days=365)).isoformat()})
    assert Alert.objects.get().approved_by == client.user
    client.post(address, {"reason": "again", "ends_on": (on + timedelta(days=30)).isoformat()})
    assert Alert.objects.count() == 1


def test_only_who_may_blacklist_may_take_off_the_blacklist(staff, meiling):
    entry = blacklisted(meiling)
    address = reverse("guests:close_alert", args=[entry.pk])
    assert staff("view_guest", "change_alert").post(address).status_code == 403
    assert staff("view_guest", "change_alert", "blacklist_guest").post(address).status_code == 302


# --- Preferences ---------------------------------------------------------------------------------------------
def test_a_preference_is_noted_in_two_taps(staff, meiling):
    client = staff("view_guest", "view_preference", "add_preference")
    address = reverse("guests:notepad", args=[meiling.number])
    phrase = next(page for page in client.get(address).context["pages"] if page.category == "drink").phrases[
        0
    ]
    client.post(address, {"tap": f"drink|{phrase}", "basis": "observed"})
    preference = Preference.objects.get()
    assert (preference.category, preference.text, preference.basis) == ("drink", phrase, "observed")
    assert preference.noted_by == client.user.username
    assert phrase in page(client, meiling)


def test_what_is_typed_is_noted_and_the_same_twice_is_kept_once(staff, meiling):
    client = staff("view_guest", "add_preference")
    address = reverse("guests:notepad", args=[meiling.number])
    for basis in ("observed", "stated"):
        client.post(address, {"typed": "1", "text_diet": " no  peanuts ", "basis": basis, "must": "on"})
    preference = Preference.objects.get()
    assert (preference.text, preference.basis, preference.is_must) == ("no peanuts", "stated", True)


def test_the_phrases_offered_are_those_the_hotel_notes_most(staff, meiling, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for text, times in (("靠窗", 3), ("包厢", 2), ("仅此一次", 1)):
        for _ in range(times):
            Preference.objects.create(guest=GuestFactory(), category="seat", text=text)
    pages = staff("add_preference").get(reverse("guests:notepad", args=[meiling.number])).context["pages"]
    phrases = next(page for page in pages if page.category == "seat").phrases
    assert phrases[:2] == ["靠窗", "包厢"]
    assert "仅此一次" not in phrases


def test_a_wish_for_this_stay_is_no_preference_until_somebody_promotes_it(staff, meiling):
    on = business_date()
    line = LineFactory(arrival=on, departure=on + timedelta(days=2), room=RoomFactory(), status="in_house")
    stay = StayFactory(guest=meiling, line=line, arrival=on, status=StayStatus.IN_HOUSE)
    client = staff("view_guest", "view_preference", "add_preference")
    said = {"tap": "set_up|cot", "lasts": "stay", "stay": stay.pk}
    client.post(reverse("guests:notepad", args=[meiling.number]), said)
    wish = StayWish.objects.get()
    assert (wish.text, wish.line) == ("cot", line)
    assert not Preference.objects.exists()
    client.post(reverse("guests:promote_wish", args=[meiling.number, wish.pk]))
    assert Preference.objects.get().text == "cot"
    other = GuestFactory()
    client.post(reverse("guests:promote_wish", args=[other.number, wish.pk]))
    assert not other.preferences.exists()


def test_the_notepad_finds_the_guest_by_his_room(staff, meiling):
    on = business_date()
    line = LineFactory(
        arrival=on, departure=on + timedelta(days=2), room=RoomFactory(number="9908"), status="in_house"
    )
    StayFactory(guest=meiling, line=line, arrival=on, status=StayStatus.IN_HOUSE)
    response = staff("add_preference").post(reverse("guests:notepad_find"), {"q": "9908"})
    assert response.headers["Location"] == reverse("guests:notepad", args=[meiling.number])


# --- Consents, relationships, list -----------------------------------------------------------------------------
def test_the_newest_answer_counts_and_the_log_keeps_all(staff, meiling):
    client = staff("view_guest", "view_consent", "add_consent")
    for answer in ("yes", "no"):
        said = {"purpose": "marketing", "channel": "sms", "is_given": answer}
        client.post(reverse("guests:new_consent", args=[meiling.number]), said)
    assert Consent.objects.count() == 2
    (newest,) = client.get(meiling.get_absolute_url()).context["guest"].consents.order_by("-at", "-pk")[:1]
    assert newest.is_given is False


def test_who_belongs_to_whom_is_said_by_number(staff, meiling):
    jonas = GuestFactory(name="Jonas Müller")
    client = staff("view_guest", "change_guest")
    address = reverse("guests:new_relationship", args=[meiling.number])
    client.post(address, {"kind": "spouse", "other_number": jonas.number.lower()})
    assert "Jonas Müller" in page(client, meiling)
    assert "陈美玲" in page(client, jonas)
    answer = client.post(
        address, {"kind": "spouse", "other_number": "G99999999"}, follow=True
    ).content.decode()
    assert "G99999999" in answer


def test_the_list_filters_by_attributes_and_leaves_merged_files_out(staff, meiling):
    GuestFactory(name="Jonas Müller", nationality="DE")
    retired = GuestFactory(name="Retired File", nationality="DE")
    Guest.objects.filter(pk=retired.pk).update(merged_into=meiling)
    blacklisted(meiling)
    client = staff("view_guest")

    def shown(**query):
        return [row.object.name for row in client.get(reverse("guests:list"), query).context["list"].rows]

    assert shown() == ["Jonas Müller", "陈美玲"]
    assert shown(nationality="DE") == ["Jonas Müller"]
    assert shown(alert="blacklist") == ["陈美玲"]
    assert client.get(reverse("guests:list"), {"export": "csv"}).status_code == 403


# --- Employer and recommendation -------------------------------------------------------------------------
def edited(client, guest, **changes):
    address = reverse("guests:edit", args=[guest.number])
    form = client.get(address).context["form"]
    posted = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    return client.post(address, posted | changes)


def test_the_employer_is_chosen_and_work_and_household_are_kept(signed_in):
    guest, account = GuestFactory(), AccountFactory()
    said = {"industry": "teacher", "education": "master", "income_band": "3", "household_size": "4"}
    edited(signed_in("front_desk"), guest, account=str(account.pk), **said)
    guest.refresh_from_db()
    kept = (guest.account, guest.industry, guest.education, guest.income_band, guest.household_size)
    assert kept == (account, "teacher", "master", 3, 4)


def test_an_account_that_ended_stays_with_its_guests_and_is_offered_to_nobody_else(signed_in):
    ended = AccountFactory(is_active=False)
    guest = GuestFactory(account_id=ended.pk)
    desk = signed_in("front_desk")
    assert edited(desk, guest, position="manager").status_code == 302
    guest.refresh_from_db()
    assert (guest.account, guest.position) == (ended, "manager")
    assert edited(desk, GuestFactory(), account=str(ended.pk)).status_code == 200


@pytest.mark.parametrize("named_by", ["number", "name", "phone"])
def test_who_recommended_him_is_named_by_number_name_or_phone(signed_in, named_by):
    friend = GuestFactory(name="欧阳推荐", phones=("13900007777",))
    typed = {"number": friend.number, "name": "欧阳推荐", "phone": "13900007777"}[named_by]
    guest, desk = GuestFactory(), signed_in("front_desk")
    edited(desk, guest, referred_by=typed)
    guest.refresh_from_db()
    assert guest.referred_by == friend
    assert friend.number in desk.get(reverse("guests:edit", args=[guest.number])).text


def test_a_recommendation_that_fits_several_nobody_or_himself_is_refused_in_words(signed_in):
    twins = [GuestFactory(name="司马重名") for _ in range(2)]
    guest, desk = GuestFactory(), signed_in("front_desk")
    several = edited(desk, guest, referred_by="司马重名").context["form"].errors["referred_by"][0]
    assert all(twin.number in several for twin in twins)
    assert "qqzzxx" in edited(desk, guest, referred_by="qqzzxx").context["form"].errors["referred_by"][0]
    himself = edited(desk, guest, referred_by=guest.number).context["form"].errors["referred_by"][0]
    assert guest.number in himself


def test_while_one_types_the_fitting_guests_are_offered(signed_in):
    friend = GuestFactory(name="欧阳推荐")
    page = signed_in("front_desk").post(reverse("guests:pick"), {"referred_by": "欧阳"})
    assert f'data-fill-with="{friend.number}"' in page.text
