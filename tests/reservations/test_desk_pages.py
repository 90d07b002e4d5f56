"""The desk's pages: what they show, what they do, who may open them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from common.dates import business_date
from guests.choices import AlertKind, Department, PreferenceCategory
from guests.models import Alert, Guest, Note, Preference
from reservations.choices import Status, StayStatus
from reservations.exceptions import RoomUnavailable
from reservations.models import Reservation, ReservationLine
from tests.factories import GuestFactory, LineFactory, RoomFactory, RoomTypeFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
DESK = "departments:front_desk"
ACTS_ON_A_ROOM = (
    "check_in",
    "check_out",
    "no_show",
    "reverse_check_in",
    "reverse_check_out",
    "move_arrival",
    "room",
    "edit_line",
    "add_sharer",
    "reinstate_line",
)


@pytest.fixture
def today():
    return business_date()


@pytest.fixture
def desk(signed_in):
    return signed_in("front_desk")


@pytest.fixture
def room():
    return RoomFactory(number="T1208", room_type=RoomTypeFactory())


def expected(today, room=None, **kwargs):
    room_type = (room or RoomFactory()).room_type
    return StayFactory(arrival=today, line__room_type=room_type, line__amount=600, **kwargs)


def present(today, room, **kwargs):
    return StayFactory(
        arrival=today - timedelta(days=1), status=StayStatus.IN_HOUSE, line__room=room, **kwargs
    )


def blacklist(guest, today):
    return Alert.objects.create(
        guest=guest,
        kind=AlertKind.BLACKLIST,
        reason="Broke a mirror",
        stops_screen=True,
        starts_on=today,
        ends_on=today + timedelta(days=90),
        approved_by=UserFactory(username="director"),
    )


def text(answer):
    return answer.content.decode()


# --- The day ---------------------------------------------------------------------------------------------
def test_an_arrival_shows_who_he_is_what_to_prepare_and_what_must_be_known(desk, today):
    guest = GuestFactory(name="周建国", birthday=today.replace(year=1980), phones=("13812346621",))
    StayFactory(guest=guest, arrival=today - timedelta(days=90), status=StayStatus.CHECKED_OUT)
    Preference.objects.create(guest=guest, category=PreferenceCategory.BED, text="荞麦枕")
    Alert.objects.create(guest=guest, reason="Asks for an invoice", starts_on=today)
    Note.objects.create(guest=guest, department=Department.GUEST_SERVICE, text="空调异响")
    expected(today, guest=guest)
    page = text(desk.get(reverse(DESK), headers={"accept-language": "en"}))
    for words in ("周建国", "6621", "荞麦枕", "Asks for an invoice", "空调异响", "1×"):
        assert words in page, words
    assert 'class="urgent"' in page


def test_the_figures_count_rooms_of_the_day(desk, today, room):
    expected(today)
    present(today, room)
    LineFactory(arrival=today, departure=today, status=Status.CANCELLED)
    figures = desk.get(reverse(DESK)).context["figures"]
    assert (figures.arrivals, figures.arrived, figures.in_house, figures.to_handle) == (1, 0, 1, 0)


def test_yesterdays_unclaimed_booking_waits_for_a_decision_and_can_be_marked_or_moved(desk, today):
    stay = expected(today - timedelta(days=1))
    page = desk.get(reverse(DESK), {"show": "to_handle"})
    assert [row.line for row in page.context["rows"]] == [stay.line]
    desk.post(reverse("reservations:move_arrival", args=[stay.line.pk]))
    stay.refresh_from_db()
    assert stay.arrival == today
    desk.post(reverse("reservations:no_show", args=[stay.line.pk]))
    stay.refresh_from_db()
    assert (stay.status, stay.line.status) == (StayStatus.VOID, Status.NO_SHOW)


def test_who_arrives_in_the_night_before_the_day_he_booked_can_come_today(desk, today, room):
    stay = expected(today + timedelta(days=1), room, departure=today + timedelta(days=3))
    page = desk.get(stay.line.reservation.get_absolute_url())
    move = reverse("reservations:move_arrival", args=[stay.line.pk])
    assert move in text(page)
    desk.post(move)
    stay.refresh_from_db()
    assert (stay.arrival, stay.departure) == (today, today + timedelta(days=3))
    later = expected(today + timedelta(days=2), room)
    page = desk.get(later.line.reservation.get_absolute_url())
    assert reverse("reservations:move_arrival", args=[later.line.pk]) not in text(page)


def test_a_filter_stands_in_the_address_and_leaves_only_its_rows(desk, today):
    stay, other = expected(today), expected(today)
    page = desk.get(reverse(DESK), {"type": stay.line.room_type.code})
    assert [row.line for row in page.context["rows"]] == [stay.line]
    assert other.guest.display_name not in text(page)
    assert page.context["chips"][0].remove_url == "?"


def test_the_day_costs_the_same_queries_for_two_and_for_twenty_arrivals(
    desk, today, django_assert_max_num_queries
):
    desk.get(reverse(DESK))

    def count(n):
        for _ in range(n):
            stay = expected(
                today, guest=GuestFactory(phones=("13812340000",), emails=("a@guest.booking.com",))
            )
            Preference.objects.create(guest=stay.guest, category=PreferenceCategory.ROOM, text="高层")
        # Thirteen of the page's own; session, rights, menu and banners are every page's.
        with django_assert_max_num_queries(26) as asked:
            desk.get(reverse(DESK))
        return len(asked)

    few, many = count(2), count(18)
    assert abs(many - few) <= 1  # what the banners know is kept for a moment


# --- Check-in, check-out ----------------------------------------------------------------------------------
def test_checking_in_on_one_screen_stores_the_answers_and_gives_the_room(desk, today, room):
    stay = expected(today, room)
    page = desk.get(reverse("reservations:check_in", args=[stay.line.pk]))
    assert page.context["proposals"][0].room.number == room.number
    assert page.context["form"].question_names == ["document_type", "document_number", "phone"]
    answer = desk.post(
        reverse("reservations:check_in", args=[stay.line.pk]),
        {"room": room.pk, "document_type": "passport", "document_number": "", "phone": "13812346621"},
    )
    assert answer.url == reverse(DESK)
    stay.refresh_from_db()
    assert (stay.status, stay.room) == (StayStatus.IN_HOUSE, room)
    assert stay.guest.phones.get().digits.endswith("6621")


def test_a_wrong_answer_stays_in_the_form_and_nobody_is_checked_in(desk, today, room):
    stay = expected(today, room)
    answer = desk.post(
        reverse("reservations:check_in", args=[stay.line.pk]), {"room": room.pk, "phone": "xx"}
    )
    assert answer.context["form"].errors.keys() == {"phone"}
    stay.refresh_from_db()
    assert stay.status == StayStatus.EXPECTED


def test_a_room_taken_meanwhile_is_said_beside_the_field(desk, today, room):
    stay = expected(today, room)
    page_with_room = reverse("reservations:check_in", args=[stay.line.pk])
    desk.get(page_with_room)
    present(today, room)
    answer = desk.post(page_with_room, {"room": room.pk})
    assert answer.context["form"].errors["room"] == [RoomUnavailable.default_message]


def test_the_room_kept_for_him_is_the_first_one_offered(desk, today, room):
    RoomFactory(number="T0000", room_type=room.room_type)
    stay = expected(today, room, line__room=room)
    page = desk.get(reverse("reservations:check_in", args=[stay.line.pk]))
    assert page.context["proposals"][0].room.number == room.number


def test_checking_out_shows_the_folio_and_settles_it(desk, today, room):
    stay = present(today, room)
    page = desk.get(reverse("reservations:check_out", args=[stay.line.pk]))
    assert page.context["folio"].total == 0
    answer = desk.post(reverse("reservations:check_out", args=[stay.line.pk]))
    stay.refresh_from_db()
    assert stay.status == StayStatus.CHECKED_OUT
    taken_back = desk.post(reverse("reservations:reverse_check_out", args=[stay.line.pk]))
    assert taken_back.url == answer.url
    stay.refresh_from_db()
    assert stay.status == StayStatus.IN_HOUSE


def test_who_has_a_further_booking_stays_on_by_one_press(desk, today, room):
    stay = present(today, room)
    page = reverse("reservations:check_out", args=[stay.line.pk])
    assert "stay_on" not in text(desk.get(page))
    further = expected(today, room, guest=stay.guest)
    assert further.line.reservation.confirmation in text(desk.get(page))
    answer = desk.post(page, {"stay_on": "1"})
    further.refresh_from_db()
    assert (further.status, further.room) == (StayStatus.IN_HOUSE, room)
    assert answer.url == further.line.reservation.get_absolute_url()


def test_a_blacklisted_guest_stops_the_screen_with_reason_approver_end_and_whom_to_call(
    desk, today, room, settings
):
    settings.DUTY_MANAGER_PHONE = "8899"
    stay = expected(today, room)
    blacklist(stay.guest, today)
    for url in (
        reverse("reservations:check_in", args=[stay.line.pk]),
        f"{reverse('reservations:create')}?guest={stay.guest.number}",
        f"{reverse('reservations:walk_in')}?guest={stay.guest.number}",
    ):
        page = text(desk.get(url))
        for words in ("Broke a mirror", "director", (today + timedelta(days=90)).isoformat(), "8899"):
            assert words in page, (url, words)
        assert "form" not in desk.get(url).context
    desk.post(f"{reverse('reservations:check_in', args=[stay.line.pk])}?override=1", {"room": room.pk})
    stay.refresh_from_db()
    assert stay.status == StayStatus.EXPECTED


def test_who_may_override_needs_a_reason_which_becomes_a_note(desk, today, room):
    desk.user.user_permissions.add(Permission.objects.get(codename="override_blacklist"))
    stay = expected(today, room)
    blacklist(stay.guest, today)
    url = f"{reverse('reservations:check_in', args=[stay.line.pk])}?override=1"
    assert "blacklist_reason" in desk.post(url, {"room": room.pk}).context["form"].errors
    desk.post(url, {"room": room.pk, "blacklist_reason": "Debt paid"})
    stay.refresh_from_db()
    assert stay.status == StayStatus.IN_HOUSE
    assert "Debt paid" in Note.objects.get(guest=stay.guest).text


# --- Booking ---------------------------------------------------------------------------------------------
def booking_form(room, today, **changes):
    values = {
        "token": "form-1",
        "arrival": today.isoformat(),
        "departure": (today + timedelta(days=2)).isoformat(),
        "room_type": room.room_type.pk,
        "rooms": 1,
        "adults": 1,
        "status": "confirmed",
    }
    return values | changes


def test_a_booking_for_a_known_guest_costs_the_rate_less_his_accounts_discount(desk, today, room):
    guest = GuestFactory(name="陈美玲")
    page = desk.get(reverse("reservations:create"), {"guest": guest.number})
    assert "陈美玲" in text(page)
    answer = desk.post(
        f"{reverse('reservations:create')}?guest={guest.number}",
        booking_form(room, today, special_requests="高层\n\n花"),
    )
    booked = Reservation.objects.get(external_id="form-1")
    assert answer.url == booked.get_absolute_url()
    assert booked.lines.get().amount == 600
    assert booked.special_requests == ["高层", "花"]


def test_a_new_guest_whose_phone_is_known_is_shown_before_a_second_file_is_made(desk, today, room):
    GuestFactory(name="陈美玲", phones=("13812346621",))
    form = booking_form(room, today, name="陈美林", phone="138 1234 6621", document_type="identity_card")
    answer = desk.post(f"{reverse('reservations:create')}?new=1", form)
    assert "陈美玲" in text(answer)
    assert not Guest.objects.filter(name="陈美林").exists()
    desk.post(f"{reverse('reservations:create')}?new=1", form | {"anyway": "1"})
    assert Guest.objects.filter(name="陈美林").exists()


def test_every_wrong_field_is_named_at_once(desk, today, room):
    wrong = booking_form(room, today, departure=(today - timedelta(days=3)).isoformat(), adults=0)
    answer = desk.post(f"{reverse('reservations:create')}?guest={GuestFactory().number}", wrong)
    assert answer.context["form"].errors.keys() == {"departure", "adults"}


def test_a_walk_in_is_in_his_room_after_one_form(desk, today, room):
    answer = desk.post(
        f"{reverse('reservations:walk_in')}",
        {
            "name": "李强",
            "room": room.pk,
            "nights": 1,
            "adults": 1,
            "token": "w",
            "document_type": "identity_card",
        },
    )
    assert answer.url == reverse(DESK)
    line = ReservationLine.objects.get(room=room)
    assert (line.status, line.stays.get().guest.name, line.amount) == (Status.IN_HOUSE, "李强", 300)


def test_a_walk_in_under_the_name_of_somebody_blacklisted_is_looked_at_first(desk, today, room):
    blacklist(GuestFactory(name="谢云环"), today)
    form = {"name": "谢云环", "room": room.pk, "nights": 1, "adults": 1, "token": "w"}
    form["document_type"] = "identity_card"
    answer = desk.post(reverse("reservations:walk_in"), form)
    assert "Broke a mirror" in text(answer)
    assert Guest.objects.filter(name="谢云环").count() == 1
    desk.post(reverse("reservations:walk_in"), form | {"anyway": "1"})
    assert ReservationLine.objects.get(room=room).status == Status.IN_HOUSE


def test_two_people_editing_one_booking_see_each_others_values_and_lose_nothing(desk, today):
    found = expected(today).line.reservation
    url = reverse("reservations:edit", args=[found.confirmation])
    form = {"version": found.lock_version, "origin": "transient", "status": "confirmed", "remarks": "mine"}
    desk.post(url, form | {"remarks": "theirs"})
    answer = desk.post(url, form)
    assert [(c.yours, c.theirs) for c in answer.context["conflicts"]] == [("mine", "theirs")]
    assert answer.context["form"]["remarks"].value() == "mine"
    desk.post(url, form | {"version": answer.context["form"]["version"].value()})
    found.refresh_from_db()
    assert found.remarks == "mine"


def test_checking_in_says_when_there_is_nothing_to_prepare_or_to_know(desk, today):
    stay = expected(today)
    words, address = "Nothing is known that he likes", reverse("reservations:check_in", args=[stay.line_id])
    desk.cookies["django_language"] = "en"
    assert words in text(desk.get(address))
    Reservation.objects.filter(pk=stay.line.reservation_id).update(remarks="quiet room")
    assert words not in text(desk.get(address))


def test_a_guest_is_found_for_a_booking_without_his_name_in_an_address(desk):
    guest = GuestFactory(name="陈美玲")
    answer = desk.post(
        reverse("reservations:find_guest"), {"q": "chenmeiling"}, headers={"hx-request": "true"}
    )
    assert f"?guest={guest.number}" in text(answer)


def test_a_cancelled_booking_can_be_taken_back_on_its_page(desk, today):
    found = expected(today).line.reservation
    desk.post(reverse("reservations:cancel", args=[found.confirmation]), {"reason": "ill"})
    page = desk.get(found.get_absolute_url())
    assert page.context["can_reinstate"]
    desk.post(reverse("reservations:reinstate", args=[found.confirmation]))
    found.refresh_from_db()
    assert (found.status, found.remarks) == (Status.CONFIRMED, "ill")


def test_the_room_page_promises_and_gives_up_a_room(desk, today, room):
    line = expected(today, room).line
    desk.post(reverse("reservations:room", args=[line.pk]), {"room": room.pk})
    line.refresh_from_db()
    assert line.room == room
    desk.post(reverse("reservations:room", args=[line.pk]), {"room": ""})
    line.refresh_from_db()
    assert line.room is None


def test_rooms_left_are_shown_for_the_chosen_nights(desk, today, room):
    expected(today, room)
    days = {"arrival": today.isoformat(), "departure": (today + timedelta(days=1)).isoformat()}
    types = desk.get(reverse("reservations:left"), days).context["types"]
    assert next(t["left"] for t in types if t["type"] == room.room_type) == 0
    assert desk.get(reverse("reservations:left"), {"arrival": "x"}).context["types"] == []


def test_the_list_of_bookings_filters_and_leads_to_the_booking(desk, today):
    stay, other = expected(today), expected(today + timedelta(days=9))
    page = text(desk.get(reverse("reservations:list"), {"arrival_to": today.isoformat()}))
    assert stay.line.reservation.confirmation in page
    assert other.line.reservation.confirmation not in page


# --- Who may -----------------------------------------------------------------------------------------------
def test_departments_that_only_read_bookings_cannot_change_them(signed_in, today, room):
    line = expected(today, room).line
    reader = signed_in("guest_service")
    assert reader.get(line.reservation.get_absolute_url()).status_code == 200
    assert reader.get(reverse(DESK)).status_code == 403
    for name in ACTS_ON_A_ROOM:
        assert reader.post(reverse(f"reservations:{name}", args=[line.pk])).status_code == 403, name
    assert (
        reader.post(reverse("reservations:cancel", args=[line.reservation.confirmation])).status_code == 403
    )
    assert reader.get(reverse("reservations:create") + "?new=1").status_code == 403


def test_the_restaurant_sees_no_bookings(signed_in, today):
    assert signed_in("food_beverage").get(reverse("reservations:list")).status_code == 403


def test_the_duty_manager_may_serve_a_blacklisted_guest_himself(signed_in, today, room):
    stay = expected(today, room)
    blacklist(stay.guest, today)
    manager = signed_in("management")
    url = reverse("reservations:check_in", args=[stay.line.pk])
    assert f"{url}?override=1" in text(manager.get(url))
    manager.post(f"{url}?override=1", {"room": room.pk, "blacklist_reason": "Debt paid"})
    stay.refresh_from_db()
    assert stay.status == StayStatus.IN_HOUSE


def test_a_blacklisted_walk_in_is_served_by_the_duty_manager_with_one_note(signed_in, today, room):
    guest = GuestFactory()
    blacklist(guest, today)
    form = {"room": room.pk, "nights": 1, "adults": 1, "token": "w", "blacklist_reason": "Debt paid"}
    url = f"{reverse('reservations:walk_in')}?guest={guest.number}&override=1"
    assert signed_in("management").post(url, form).url == reverse(DESK)
    assert [note.text.endswith("Debt paid") for note in guest.notes.all()] == [True]


def test_a_booking_tells_who_moved_its_guests_and_changed_its_dates_and_payer(desk, today, room):
    stay = present(today, room)
    sharer = StayFactory(
        line=stay.line,
        is_payer=False,
        status=StayStatus.IN_HOUSE,
        arrival=stay.arrival,
        departure=stay.departure,
    )
    better = RoomFactory(number="T1310", room_type=room.room_type)
    desk.post(reverse("reservations:room", args=[stay.line.pk]), {"room": better.pk})
    desk.post(
        reverse("reservations:payer", args=[stay.line.pk]), {"payer": sharer.pk, "handover": "everything"}
    )
    entries = desk.get(stay.line.reservation.get_absolute_url()).context["history"]
    said = {(e.about, c.field.name, c.before, c.after, c.who) for e in entries for c in e.changes}
    who = desk.user.username
    assert ("", "room", "T1208", "T1310", who) in said
    assert {about for about, name, *_ in said if name == "is_payer"} == {
        stay.guest.display_name,
        sharer.guest.display_name,
    }
