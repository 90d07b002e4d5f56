"""The timeline and the change log of a guest, and putting a value back."""

from datetime import timedelta

import pghistory
import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guests.drafts import GuestDraft
from guests.models import Alert, Guest, Note, Preference
from guests.services.alerts import close_alert, raise_alert
from guests.services.consents import record_consent
from guests.services.contacts import drop_contact
from guests.services.documents import drop_document
from guests.services.files import DocumentDraft, enrich_guests, update_guest
from reservations.choices import StayStatus
from tests.factories import GuestFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def staff(client):
    """`staff("view_guest", …)` signs in somebody with exactly these permissions."""

    def sign_in(*codenames):
        user = UserFactory()
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        client.user = user
        return client

    return sign_in


@pytest.fixture
def manager(client):
    client.user = UserFactory(is_superuser=True)
    client.force_login(client.user)
    return client


@pytest.fixture
def guest():
    return GuestFactory(
        name="陈美玲",
        phones=("13812346621",),
        documents=(DocumentDraft(type="identity_card", number="430102198803120021"),),
    )


def by_person(name="ping"):
    return pghistory.context(user=1, user_name=name, request_id="r-1")


def timeline(client, guest, **query):
    return client.get(reverse("guests:timeline", args=[guest.number]), query)


def titles(response):
    return [line.entry.title for line in response.context["lines"]]


def kinds(response):
    return {line.entry.kind for line in response.context["lines"]}


# --- Timeline ------------------------------------------------------------------------------------------------
def test_everything_that_happened_with_a_guest_stands_in_one_list(manager, guest):
    StayFactory(guest=guest, status=StayStatus.CHECKED_OUT)
    Preference.objects.create(guest=guest, category="room", text="quiet room")
    Note.objects.create(guest=guest, department="front_desk", text="likes fishing")
    alert = raise_alert(guest=guest, reason="air conditioning", starts_on=timezone.localdate())
    close_alert(alert=alert, by=manager.user)
    Alert.objects.update(closed_at=timezone.now() + timedelta(minutes=1))
    record_consent(guest=guest, purpose="marketing", channel="email", is_given=True)
    update_guest(guest=guest, changes={"position": "CEO"})
    answer = timeline(manager, guest, machines="1")
    assert {"booking", "stay", "preference", "note", "alert", "consent", "change"} <= kinds(answer)
    moments = [line.entry.at for line in answer.context["lines"]]
    assert moments == sorted(moments, reverse=True)
    assert len([line for line in answer.context["lines"] if line.entry.kind == "alert"]) == 2


def test_a_phone_or_an_address_stands_there_since_it_was_added_and_masked(manager, guest):
    enrich_guests(pairs=[(guest, GuestDraft(source="pms", emails=("meiling@example.com",)))])
    hidden = timeline(manager, guest, kind=["phone", "email"])
    phone = _("Phone added: %(number)s") % {"number": "••• 6621"}
    assert (titles(hidden), hidden.context["machine_count"]) == ([phone], 1)
    shown = timeline(manager, guest, kind=["phone", "email"], machines="1")
    email = _("E-mail added: %(address)s") % {"address": "m•••@example.com"}
    assert sorted(titles(shown)) == sorted([email, phone])
    guest.phones.update(created_at=None)  # was there before this was kept
    assert titles(timeline(manager, guest, kind="phone")) == []


def test_kinds_are_chosen_in_the_address(manager, guest):
    StayFactory(guest=guest, status=StayStatus.CHECKED_OUT)
    Preference.objects.create(guest=guest, category="room", text="quiet room")
    assert kinds(timeline(manager, guest, kind="preference")) == {"preference"}
    assert kinds(timeline(manager, guest, kind=["preference", "stay"])) == {"preference", "stay"}


def test_what_machines_changed_is_hidden_and_counted_until_somebody_asks(manager, guest):
    enrich_guests(pairs=[(guest, GuestDraft(source="pms", region="长沙"))])
    with by_person():
        update_guest(guest=guest, changes={"position": "CEO"})
    hidden = timeline(manager, guest, kind="change")
    assert ([line.entry.detail for line in hidden.context["lines"]], hidden.context["machine_count"]) == (
        ["— → CEO"],
        1,
    )
    shown = timeline(manager, guest, kind="change", machines="1")
    assert [line.entry.detail for line in shown.context["lines"]] == ["— → CEO", "— → 长沙"]


def test_nobody_reads_in_the_timeline_what_he_may_not_read_elsewhere(staff, guest):
    Note.objects.create(guest=guest, department="front_desk", text="a secret", is_confidential=True)
    raise_alert(guest=guest, reason="another secret", starts_on=timezone.localdate())
    answer = timeline(staff("view_guest", "view_note"), guest, machines="1")
    assert "secret" not in answer.text
    assert "a secret" in timeline(staff("view_guest", "view_confidential_note"), guest).text
    assert timeline(staff("view_note"), guest).status_code == 403


def test_older_entries_follow_without_a_gap_with_and_without_script(manager, guest, monkeypatch):
    monkeypatch.setattr("guests.views.timeline.PAGE", 2)
    for number in range(5):
        Preference.objects.create(guest=guest, category="room", text=f"wish {number}")
    Preference.objects.update(created_at=timezone.now())
    url, read = f"{reverse('guests:timeline', args=[guest.number])}?kind=preference", []
    while url:
        whole, part = manager.get(url), manager.get(url, headers=HTMX)
        assert titles(whole) == titles(part)
        assert "<html" in whole.text
        assert "<html" not in part.text
        read += titles(whole)
        url = whole.context["older_url"]
        assert len(read) <= 5
    assert sorted(read) == [f"wish {number}" for number in range(5)]


def test_the_guest_page_asks_nothing_for_its_timeline(manager, guest, django_assert_max_num_queries):
    page = manager.get(guest.get_absolute_url()).text
    assert f"{reverse('guests:timeline', args=[guest.number])}?part=1" in page
    for number in range(40):
        Preference.objects.create(guest=guest, category="room", text=f"wish {number}")
        update_guest(guest=guest, changes={"position": f"{number}"})
    with django_assert_max_num_queries(45):
        manager.get(
            f"{reverse('guests:timeline', args=[guest.number])}?part=1&machines=1",
            headers=HTMX,
        )


# --- Change log ----------------------------------------------------------------------------------------------
def changes(client, guest, **query):
    return client.get(reverse("guests:changes", args=[guest.number]), query)


def test_the_change_log_says_who_changed_what_from_what_to_what(manager, guest):
    with by_person():
        update_guest(guest=guest, changes={"position": "CEO", "is_vip": True, "vip_reason": "owner"})
        update_guest(guest=guest, changes={"position": "owner"})
    first, second = [entry for entry, _ in changes(manager, guest).context["lines"]]
    assert [(c.before, c.after) for c in first.changes] == [("CEO", "owner")]
    assert ("", "CEO") in [(c.before, c.after) for c in second.changes]
    assert (first.who, first.request_id) == ("ping", "r-1")


def test_removed_contacts_and_documents_stay_in_the_log_and_documents_masked(manager, guest):
    drop_contact(contact=guest.phones.get())
    drop_document(document=guest.documents.get())
    answer = changes(manager, guest)
    assert "+8613812346621" in answer.text
    assert "••••0021" in answer.text
    assert "43010219880312" not in answer.text
    assert all(entry.is_removal for entry, _ in answer.context["lines"])


def test_the_log_is_filtered_by_kind_and_by_people_or_machines(manager, guest):
    enrich_guests(pairs=[(guest, GuestDraft(source="pms", region="长沙"))])
    with by_person():
        drop_contact(contact=guest.phones.get())
    assert len(changes(manager, guest).context["lines"]) == 2
    assert [e.logged.key for e, _ in changes(manager, guest, by="people").context["lines"]] == ["phone"]
    assert [e.logged.key for e, _ in changes(manager, guest, by="machines").context["lines"]] == ["guest"]
    assert [e.logged.key for e, _ in changes(manager, guest, kind="phone").context["lines"]] == ["phone"]


def test_bookings_and_stays_are_in_the_log_too(manager, guest):
    stay = StayFactory(guest=guest)
    stay.line.reservation.remarks = "late"
    stay.line.reservation.save()
    stay.line.adults = 2
    stay.line.save()
    stay.status = StayStatus.IN_HOUSE
    stay.checked_in_at = timezone.now()
    stay.save()
    assert {e.logged.key for e, _ in changes(manager, guest).context["lines"]} == {"booking", "room", "stay"}


def test_the_log_goes_on_page_by_page(manager, guest, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("guests.views.changes.PAGE", 3)
    for number in range(7):
        update_guest(guest=guest, changes={"position": str(number)})
    read, url = [], reverse("guests:changes", args=[guest.number])
    while url:
        with django_assert_max_num_queries(45):
            answer = manager.get(url)
        read += [entry.changes[0].after for entry, _ in answer.context["lines"]]
        url = answer.context["older_url"]
        assert len(read) <= 7
    assert read == ["6", "5", "4", "3", "2", "1", "0"]


# --- Restore -------------------------------------------------------------------------------------------------
def restore_url(guest, field):
    return reverse("guests:restore", args=[guest.number, guest.events.order_by("pk").last().pk, field])


def restored(client, guest, field, **said):
    url = restore_url(guest, field)
    seen = client.get(url).context["form"]["seen"].value()
    return client.post(url, {"seen": seen} | said)


def test_a_previous_value_is_put_back_with_its_reason_in_the_log(manager, guest):
    update_guest(guest=guest, changes={"name": "陈丽"})
    assert restored(manager, guest, "name", reason="typed wrong").status_code == 302
    guest.refresh_from_db()
    assert guest.name == "陈美玲"
    assert guest.name_tokens.filter(token="陈美玲").exists()
    newest = changes(manager, guest).context["lines"][0][0]
    assert (newest.reason, newest.changes[0].after) == ("typed wrong", "陈美玲")


def test_a_value_that_breaks_a_rule_is_refused_with_the_reason(manager, guest):
    update_guest(guest=guest, changes={"latin_name": "Chen Meiling"})
    update_guest(guest=guest, changes={"name": ""})
    Guest.objects.filter(pk=guest.pk).update(is_vip=True, vip_reason="owner")
    update_guest(guest=guest, changes={"vip_reason": "friend"})
    url = reverse("guests:restore", args=[guest.number, guest.events.order_by("pk").first().pk, "vip_reason"])
    seen = manager.get(url).context["form"]["seen"].value()
    answer = manager.post(url, {"seen": seen})
    assert answer.status_code == 409
    assert answer.context["refusals"]
    guest.refresh_from_db()
    assert guest.vip_reason == "friend"


def test_a_membership_number_that_is_another_guests_by_now_is_not_put_back(manager, guest):
    update_guest(guest=guest, changes={"membership_number": "M1"})
    update_guest(guest=guest, changes={"membership_number": "M2"})
    GuestFactory(membership_number="M1")
    assert restored(manager, guest, "membership_number").status_code == 409
    guest.refresh_from_db()
    assert guest.membership_number == "M2"


def test_a_field_that_changed_again_meanwhile_is_not_overwritten(manager, guest):
    update_guest(guest=guest, changes={"position": "CEO"})
    url = restore_url(guest, "position")
    seen = manager.get(url).context["form"]["seen"].value()
    update_guest(guest=guest, changes={"position": "owner"})
    answer = manager.post(url, {"seen": seen})
    assert answer.status_code == 409
    assert "owner" in answer.text
    guest.refresh_from_db()
    assert guest.position == "owner"


def test_only_who_may_correct_may_restore_and_only_a_guests_own_rows(staff, guest):
    update_guest(guest=guest, changes={"position": "CEO"})
    url = restore_url(guest, "position")
    assert staff("view_guest").post(url).status_code == 403
    editor = staff("view_guest", "change_guest")
    assert editor.get(restore_url(guest, "confirmed_fields")).status_code == 404
    other = GuestFactory()
    strange = reverse("guests:restore", args=[other.number, guest.events.get().pk, "position"])
    assert editor.get(strange).status_code == 404
