"""Two people save one form: field by field, with what stood there before, and nothing typed is lost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from guests.services.accounts import update_account
from guests.services.files import update_guest
from reservations.models import ReservationLine
from reservations.services.dates import change_line
from tests.factories import AccountFactory, GuestFactory, StayFactory

pytestmark = pytest.mark.django_db


def fields_of(form):
    """The form as the browser would send it back."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def opened(client, url):
    return fields_of(client.get(url).context["form"])


def shown(answer):
    assert answer.status_code == 409, answer.context["form"].errors
    return [(line.name, line.before, line.yours, line.theirs) for line in answer.context["conflicts"]]


@pytest.fixture
def guest():
    return GuestFactory(name="陈美玲", salutation="Ms Chen")


def test_a_guests_field_shows_before_yours_and_theirs_and_theirs_can_be_kept(signed_in, guest):
    desk, url = signed_in("front_desk"), reverse("guests:edit", args=[guest.number])
    mine = opened(desk, url) | {"salutation": "陈小姐", "region": "长沙", "gender": "female"}
    update_guest(guest=guest, changes={"salutation": "陈总", "gender": "male", "position": "CEO"})
    answer = desk.post(url, mine)
    assert answer.status_code == 409
    lines = {name: rest for name, *rest in shown(answer)}
    assert lines["salutation"] == ["Ms Chen", "陈小姐", "陈总"]
    assert set(lines) == {"salutation", "gender"}
    again = fields_of(answer.context["form"]) | {"keep_salutation": "theirs", "keep_gender": "mine"}
    assert desk.post(url, again).status_code == 302
    guest.refresh_from_db()
    said = (guest.salutation, guest.gender, guest.region, guest.position)
    assert said == ("陈总", "female", "长沙", "CEO")


def test_the_rules_see_what_will_be_saved_not_what_was_typed(signed_in, guest):
    update_guest(guest=guest, changes={"is_vip": True, "vip_reason": "owner"})
    desk, url = signed_in("front_desk"), reverse("guests:edit", args=[guest.number])
    mine = opened(desk, url) | {"vip_reason": "friend of the house"}
    update_guest(guest=guest, changes={"is_vip": False, "vip_reason": ""})
    answer = desk.post(url, mine | {"is_vip": "on"})
    assert answer.status_code == 409
    assert [line[0] for line in shown(answer)] == ["vip_reason"]
    again = fields_of(answer.context["form"])
    assert "is_vip" not in again
    refused = desk.post(url, again | {"is_vip": "on", "keep_vip_reason": "theirs"})
    assert "vip_reason" in refused.context["form"].errors
    assert desk.post(url, again | {"keep_vip_reason": "theirs"}).status_code == 302
    guest.refresh_from_db()
    assert (guest.is_vip, guest.vip_reason) == (False, "")


def test_an_account_keeps_what_only_the_other_changed(signed_in):
    account = AccountFactory(name="耒阳电力", contact_name="王经理")
    sales, url = signed_in("sales"), reverse("reservations:edit_account", args=[account.pk])
    mine = opened(sales, url) | {"name": "国家电网"}
    update_account(account_id=account.pk, changes={"contact_name": "李经理"}, expected_version=0)
    assert sales.post(url, mine).status_code == 302
    account.refresh_from_db()
    assert (account.name, account.contact_name) == ("国家电网", "李经理")


def test_an_accounts_conflict_is_chosen_field_by_field(signed_in):
    account = AccountFactory(name="耒阳电力", contact_name="王经理")
    sales, url = signed_in("sales"), reverse("reservations:edit_account", args=[account.pk])
    mine = opened(sales, url) | {"name": "国家电网", "contact_name": "赵经理"}
    update_account(
        account_id=account.pk, changes={"name": "湖南电力", "contact_name": "李经理"}, expected_version=0
    )
    answer = sales.post(url, mine)
    assert ("name", "耒阳电力", "国家电网", "湖南电力") in shown(answer)
    again = mine | {
        "version": answer.context["form"]["version"].value(),
        "keep_name": "theirs",
        "keep_contact_name": "mine",
    }
    assert sales.post(url, again).status_code == 302
    account.refresh_from_db()
    assert (account.name, account.contact_name) == ("湖南电力", "赵经理")


def test_a_bookings_lists_and_choices_are_in_words(signed_in):
    found = StayFactory().line.reservation
    desk, url = signed_in("front_desk"), reverse("reservations:edit", args=[found.confirmation])
    mine = opened(desk, url) | {"special_requests": "quiet\nhigh floor", "motive": "business"}
    desk.post(url, opened(desk, url) | {"special_requests": "crib", "motive": "sightseeing"})
    answer = desk.post(url, mine)
    assert answer.status_code == 409
    lines = {name: rest for name, *rest in shown(answer)}
    assert lines["special_requests"] == ["—", "quiet、high floor", "crib"]
    again = mine | {
        "version": answer.context["form"]["version"].value(),
        "keep_special_requests": "theirs",
        "keep_motive": "mine",
    }
    assert desk.post(url, again).status_code == 302
    found.refresh_from_db()
    assert (found.special_requests, found.motive) == (["crib"], "business")


def test_a_rooms_dates_are_chosen_and_persons_of_the_other_stay(signed_in, house):
    line = StayFactory().line
    line = ReservationLine.objects.get(pk=line.pk)
    desk, url = signed_in("front_desk"), reverse("reservations:edit_line", args=[line.pk])
    mine = opened(desk, url) | {"adults": 2}
    change_line(line_id=line.pk, expected_version=line.lock_version, on=line.arrival, adults=3, children=1)
    answer = desk.post(url, mine)
    assert [line[0] for line in shown(answer)] == ["adults"]
    again = fields_of(answer.context["form"]) | {"keep_adults": "mine"}
    assert desk.post(url, again).status_code == 302
    line.refresh_from_db()
    assert (line.adults, line.children) == (2, 1)


def test_two_prices_at_once_are_a_conflict(signed_in, house):
    line = ReservationLine.objects.get(pk=StayFactory().line_id)
    desk, url = signed_in("front_desk"), reverse("reservations:edit_line", args=[line.pk])
    mine = opened(desk, url) | {"rate": "250.00"}
    change_line(line_id=line.pk, expected_version=line.lock_version, on=line.arrival, rate=Decimal("200.00"))
    answer = desk.post(url, mine)
    assert [(line[0], line[2], line[3]) for line in shown(answer)] == [("rate", "250.00", "200.00")]
