"""The desk's pages: what they show, what they do, who may open them."""

import pytest
from django.urls import reverse

from common.dates import business_date
from reservations.choices import Status, StayStatus
from tests.factories import GuestFactory, LineFactory, ReservationFactory, RoomFactory, RoomTypeFactory, StayFactory

pytestmark = pytest.mark.django_db


def test_smoke(signed_in):
    client = signed_in("front_desk")
    today = business_date()
    rt = RoomTypeFactory(); room = RoomFactory(room_type=rt)
    stay = StayFactory(arrival=today, line__room_type=rt)
    for name, args in [("departments:front_desk", []), ("reservations:list", []), ("reservations:find_guest", []), ("reservations:walk_in", []), ("reservations:reservation", [stay.line.reservation.confirmation]), ("reservations:edit", [stay.line.reservation.confirmation]), ("reservations:edit_line", [stay.line.pk]), ("reservations:check_in", [stay.line.pk]), ("reservations:room", [stay.line.pk])]:
        r = client.get(reverse(name, args=args))
        assert r.status_code == 200, name
    for show in ("in_house", "departures", "to_handle"):
        assert client.get(reverse("departments:front_desk") + "?open=1&show=" + show).status_code == 200
    assert client.get(reverse("reservations:create") + "?new=1").status_code == 200
    assert client.get(reverse("reservations:create") + "?guest=" + stay.guest.number).status_code == 200
    assert client.get(reverse("reservations:walk_in") + "?guest=" + stay.guest.number).status_code == 200
    assert client.get(stay.guest.get_absolute_url()).status_code == 200
    assert client.get(reverse("reservations:left") + f"?arrival={today}&departure={today}").status_code == 200
    r = client.post(reverse("reservations:check_in", args=[stay.line.pk]), {"room": room.pk})
    assert r.status_code == 302, r.context["form"].errors
    stay.refresh_from_db()
    assert stay.status == StayStatus.IN_HOUSE
    assert client.get(reverse("reservations:check_out", args=[stay.line.pk])).status_code == 200
    r = client.post(reverse("reservations:check_out", args=[stay.line.pk]))
    assert r.status_code == 302
    assert client.get(r.url).status_code == 200
