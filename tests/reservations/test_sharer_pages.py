"""The desk's pages for several people in one room."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from guests.models import Guest
from reservations.choices import StayStatus
from reservations.services import booking, stays
from tests.factories import GuestFactory, RoomFactory, RoomTypeFactory

pytestmark = pytest.mark.django_db

#: What the form of a new guest sends when nothing but his name is known.
NEW_GUEST = {
    "name": "陈新来",
    "birthday_calendar": "solar",
    "document_type": "passport",
    "document_country": "CN",
}


@pytest.fixture
def desk(signed_in):
    return signed_in("front_desk")


@pytest.fixture
def room():
    """Two guests, in the house since yesterday for three nights."""
    on = business_date() - timedelta(days=1)
    room = RoomFactory(room_type=RoomTypeFactory())
    draft = booking.BookingDraft(
        token="pages",
        guest_id=GuestFactory(name="王付款").pk,
        arrival=on,
        departure=on + timedelta(days=3),
        room_type_id=room.room_type_id,
        rate=Decimal("300.00"),
        sharer_ids=(GuestFactory(name="李同住").pk,),
    )
    line = booking.create_reservation(draft=draft, at=timezone.now(), by="desk").lines.get()
    return stays.check_in(line_id=line.pk, on=on, at=timezone.now() - timedelta(days=1), room_id=room.pk)


def page(line):
    return line.reservation.get_absolute_url()


def test_a_sharer_leaves_with_one_click_and_comes_back_with_another(desk, room):
    sharer = room.stays.get(is_payer=False)
    address = reverse("reservations:leave", args=[room.pk, sharer.pk])
    assert address in desk.get(page(room)).text
    assert "王付款" in desk.get(address).text
    assert desk.post(address).status_code == 302
    sharer.refresh_from_db()
    assert sharer.status == StayStatus.CHECKED_OUT
    back = reverse("reservations:take_leaving_back", args=[room.pk, sharer.pk])
    assert back in desk.get(page(room)).text
    desk.post(back)
    sharer.refresh_from_db()
    assert sharer.status == StayStatus.IN_HOUSE


def test_a_sharer_is_found_and_added_without_javascript(desk, room):
    third = GuestFactory(name="陈三")
    found = desk.post(reverse("reservations:find_guest"), {"q": "陈三", "line": room.pk})
    assert reverse("reservations:add_sharer", args=[room.pk]) in found.text
    assert "为谁预订" not in found.text, "it is not about a new booking"
    assert "?new=1" not in found.text
    desk.post(reverse("reservations:add_sharer", args=[room.pk]), {"guest": third.number})
    assert room.stays.filter(guest=third).exists()
    assert desk.post(reverse("reservations:find_guest"), {"q": "陈三", "line": "x"}).status_code == 404


def test_a_sharer_without_a_file_gets_one_and_is_back_in_the_room(desk, room):
    add = reverse("reservations:add_sharer", args=[room.pk])
    new = f"{reverse('guests:create')}?next={add}"
    assert f'href="{new}"' in desk.get(page(room)).text
    assert f'href="{add}"' in desk.get(new).text, "one may also turn round"
    chosen = desk.post(new, NEW_GUEST, follow=True)
    guest = Guest.objects.get(name=NEW_GUEST["name"])
    assert chosen.redirect_chain[-1][0] == f"{add}?guest={guest.number}"
    assert f'value="{guest.number}"' in chosen.text
    assert not room.stays.filter(guest=guest).exists(), "he is chosen, not yet added"
    assert desk.post(add, {"guest": guest.number}).url == page(room)
    assert room.stays.filter(guest=guest).exists()
    assert desk.get(add).url == page(room), "nobody chosen"


def test_a_new_guest_leads_nowhere_outside_the_hotel(desk):
    answer = desk.post(f"{reverse('guests:create')}?next=https://example.org/", NEW_GUEST)
    assert answer.url == Guest.objects.get(name=NEW_GUEST["name"]).get_absolute_url()


def test_a_payer_who_leaves_is_asked_who_pays(desk, room):
    payer, heir = room.stays.get(is_payer=True), room.stays.get(is_payer=False)
    address = reverse("reservations:leave", args=[room.pk, payer.pk])
    unanswered = desk.post(address, {"handover": "from_now"})
    assert unanswered.status_code == 200
    assert unanswered.context["form"].errors["payer"]
    desk.post(address, {"payer": str(heir.pk), "handover": "from_now"})
    payer.refresh_from_db()
    heir.refresh_from_db()
    assert (payer.status, payer.spend, heir.is_payer) == (StayStatus.CHECKED_OUT, Decimal("300.00"), True)


def test_a_payer_who_settled_to_the_end_leaves_and_stays_the_payer(desk, room):
    payer = room.stays.get(is_payer=True)
    desk.post(
        reverse("reservations:leave", args=[room.pk, payer.pk]), {"payer": "settled", "handover": "from_now"}
    )
    payer.refresh_from_db()
    assert (payer.status, payer.is_payer) == (StayStatus.CHECKED_OUT, True)


def test_the_payer_is_changed_during_the_stay_with_the_folio_before_ones_eyes(desk, room):
    address, heir = reverse("reservations:payer", args=[room.pk]), room.stays.get(is_payer=False)
    shown = desk.get(address)
    assert shown.context["folio"].total == Decimal("300.00")
    desk.post(address, {"payer": str(heir.pk), "handover": "everything"})
    heir.refresh_from_db()
    assert heir.is_payer


def test_before_the_stay_nothing_is_asked_but_who(desk, room):
    stays.reverse_check_in(line_id=room.pk)
    address, heir = reverse("reservations:payer", args=[room.pk]), room.stays.get(is_payer=False)
    assert "handover" not in desk.get(address).context["form"].fields
    desk.post(address, {"payer": str(heir.pk)})
    heir.refresh_from_db()
    assert heir.is_payer


def test_the_check_out_page_offers_to_let_one_go(desk, room):
    shown = desk.get(reverse("reservations:check_out", args=[room.pk])).text
    assert all(reverse("reservations:leave", args=[room.pk, stay.pk]) in shown for stay in room.stays.all())


def test_a_stay_of_another_room_is_not_found(desk, room):
    assert desk.get(reverse("reservations:leave", args=[room.pk, 0])).status_code == 404
