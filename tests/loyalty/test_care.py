"""Birthdays, festivals and anniversaries: on the right day, once, by consent, language and channel."""

from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.urls import reverse

from common.dates import business_day_start
from common.errors import HotelError
from guests.choices import AlertKind, Calendar, ConsentPurpose, ContactChannel
from guests.models import Alert, Guest
from guests.services.consents import record_consent
from guests.services.merging import merge_guests
from loyalty.festivals import birthdays_between, festival_day, festivals_between, solar_days
from loyalty.giving_choices import Audience, MessageStatus, Occasion, TaskStatus
from loyalty.models import Care, CareRule
from loyalty.services.caring import plan_care, reopen_care, settle_care
from loyalty.services.greeting import send_due, send_test
from reservations.choices import StayStatus
from tests.factories import DAY, GuestFactory, RoomFactory, StayFactory, UserFactory
from tests.loyalty.programme import NOON, stayed
from tests.loyalty.test_offers import of_tier
from tests.loyalty.test_own_letters import post_office

#: The published days of the Spring Festival, Dragon Boat Festival and Mid-Autumn Festival.
PUBLISHED = {
    2025: ("2025-01-29", "2025-05-31", "2025-10-06"),
    2026: ("2026-02-17", "2026-06-19", "2026-09-25"),
    2027: ("2027-02-06", "2027-06-09", "2027-09-15"),
    2028: ("2028-01-26", "2028-05-28", "2028-10-03"),
    2029: ("2029-02-13", "2029-06-16", "2029-09-22"),
    2030: ("2030-02-03", "2030-06-05", "2030-09-12"),
    2031: ("2031-01-23", "2031-06-24", "2031-10-01"),
    2032: ("2032-02-11", "2032-06-12", "2032-09-19"),
    2033: ("2033-01-31", "2033-06-01", "2033-09-08"),
    2034: ("2034-02-19", "2034-06-20", "2034-09-27"),
    2035: ("2035-02-08", "2035-06-10", "2035-09-16"),
    2036: ("2036-01-28", "2036-05-30", "2036-10-04"),
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_lunar_festivals_are_on_their_published_days(year):
    festivals = (Occasion.SPRING_FESTIVAL, Occasion.DRAGON_BOAT, Occasion.MID_AUTUMN)
    assert tuple(festival_day(each, year).isoformat() for each in festivals) == PUBLISHED[year]
    assert festival_day(Occasion.NATIONAL_DAY, year) == date(year, 10, 1)


def test_a_span_over_the_turn_of_the_year_finds_each_festival_once():
    found = festivals_between(date(2026, 12, 1), date(2027, 2, 28))
    assert [key for key, _year, _day in found] == ["new_year", "spring_festival", "lantern_festival"]


@pytest.mark.parametrize(
    ("born", "kept_by", "first", "last", "found"),
    [
        # 2020-05-23 is the first day of the leap fourth month: kept in the fourth month, 2026-05-17.
        (
            date(2020, 5, 23),
            Calendar.LUNAR,
            date(2026, 1, 1),
            date(2026, 12, 31),
            [(2026, date(2026, 5, 17))],
        ),
        # The thirtieth of a month that has 29 days this year is kept on its last.
        (date(2024, 2, 9), Calendar.LUNAR, date(2026, 2, 1), date(2026, 2, 28), [(2025, date(2026, 2, 16))]),
        (date(2004, 2, 29), Calendar.SOLAR, date(2026, 2, 1), date(2026, 3, 31), [(2026, date(2026, 2, 28))]),
        (date(2004, 2, 29), Calendar.SOLAR, date(2028, 2, 1), date(2028, 3, 31), [(2028, date(2028, 2, 29))]),
        (date(2026, 6, 15), Calendar.SOLAR, date(2026, 6, 15), date(2026, 6, 15), []),
    ],
)
def test_birthdays_in_leap_months_on_the_thirtieth_and_on_the_29th_of_february(
    born, kept_by, first, last, found
):
    assert birthdays_between(born, kept_by, first, last) == found


def test_the_29th_of_february_is_remembered_on_the_28th_where_it_is_missing():
    assert [pair for _day, pair in solar_days(date(2026, 2, 27), date(2026, 3, 1))] == [
        (2, 27),
        (2, 28),
        (2, 29),
        (3, 1),
    ]
    assert [pair for _day, pair in solar_days(date(2028, 2, 28), date(2028, 3, 1))] == [
        (2, 28),
        (2, 29),
        (3, 1),
    ]


# --- Planned -------------------------------------------------------------------------------------------------
BIRTHDAY = DAY + timedelta(days=3)


@pytest.fixture
def alone(db):
    """`alone("birthday", greets="everybody")`: this rule is the only one in force."""

    def choose(occasion, **changes):
        CareRule.objects.exclude(pk=occasion).update(is_active=False)
        CareRule.objects.filter(pk=occasion).update(is_active=True, **changes)
        return CareRule.objects.get(pk=occasion)

    return choose


def agreed(guest, channel=ContactChannel.EMAIL, is_given=True):
    record_consent(guest=guest, purpose=ConsentPurpose.MARKETING, channel=channel, is_given=is_given, on=DAY)
    return guest


def celebrant(order=None, born=date(1980, BIRTHDAY.month, BIRTHDAY.day), **kwargs):
    known = {
        "birthday": born,
        "emails": ("celebrant@example.com",),
        "name": "Anna Berg",
        "language": "en",
    } | kwargs
    return GuestFactory(**known) if order is None else of_tier(order, **known)


def care_of(guest):
    return {row.occasion: (row.task, row.message) for row in Care.objects.filter(guest=guest)}


def test_a_birthday_is_planned_once_however_often_the_night_runs(alone):
    alone("birthday", greets=Audience.EVERYBODY)
    member, stranger, regular = celebrant(1), celebrant(), agreed(celebrant())
    stayed(regular)
    assert plan_care(on=DAY) == 2
    assert plan_care(on=DAY) == plan_care(on=BIRTHDAY) == 0
    assert care_of(member) == {"birthday": ("open", "none")}
    assert care_of(regular) == {"birthday": ("none", "waiting")}
    assert care_of(stranger) == {}
    planned = Care.objects.get(guest=member)
    rule = CareRule.objects.get(pk="birthday")
    assert (planned.day, planned.period, planned.gift, planned.gift_cost) == (
        BIRTHDAY,
        2026,
        rule.gift_zh,
        rule.gift_cost,
    )
    assert plan_care(on=DAY + timedelta(days=365)) == 2


def test_nobody_is_thought_of_who_is_blacklisted_merged_or_under_another_calendar(alone):
    alone("birthday")
    listed, survivor, absorbed = celebrant(2), celebrant(2), celebrant(2)
    Alert.objects.create(
        guest=listed, kind=AlertKind.BLACKLIST, reason="-", stops_screen=True, starts_on=DAY,
        ends_on=DAY + timedelta(days=90), approved_by=UserFactory(),
    )  # fmt: skip
    by_moon = celebrant(2, birthday_calendar=Calendar.LUNAR)
    # 1980-07-12 by the sun is the first of the sixth lunar month; so is 2026-07-14.
    moon_day = celebrant(2, born=date(1980, 7, 12), birthday_calendar=Calendar.LUNAR)
    plan_care(on=DAY)
    merge_guests(survivor=survivor, absorbed=absorbed, by=UserFactory())
    plan_care(on=DAY)
    assert Care.objects.filter(guest=survivor).count() == 1
    assert care_of(listed) == {}
    # 1980-06-18 was the sixth day of the fifth lunar month, the day after the Dragon Boat Festival.
    assert Care.objects.get(guest=by_moon).day == date(2026, 6, 20)
    plan_care(on=date(2026, 7, 10))
    assert Care.objects.get(guest=moon_day).day == date(2026, 7, 14)


def test_who_is_in_the_house_that_day_gets_a_task_and_a_later_booking_makes_one_of_a_greeting(alone):
    alone("birthday", greets=Audience.EVERYBODY, task_for=Audience.NOBODY)
    here, regular = celebrant(), agreed(celebrant())
    stayed(regular)
    StayFactory(guest=here, arrival=DAY, departure=BIRTHDAY)
    plan_care(on=DAY)
    assert (care_of(here), care_of(regular)) == (
        {"birthday": ("open", "none")},
        {"birthday": ("none", "waiting")},
    )
    StayFactory(guest=regular, arrival=BIRTHDAY)
    assert plan_care(on=DAY) == 1
    assert care_of(regular) == {"birthday": ("open", "waiting")}


def test_festivals_reach_members_and_whom_the_house_holds(alone):
    alone("dragon_boat")  # 19 June
    vip, member, plain = of_tier(2), agreed(of_tier(1)), GuestFactory()
    stayed(plain)
    plan_care(on=DAY)
    assert care_of(vip) == {"dragon_boat": ("open", "none")}
    assert care_of(member) == {"dragon_boat": ("open", "waiting")}
    assert care_of(plain) == {}
    assert Care.objects.get(guest=vip).day == date(2026, 6, 19)


def test_the_anniversary_is_of_the_first_stay_alone_and_the_tenth_stay_is_the_tenth(alone):
    alone("first_stay")
    guest = of_tier(1)
    first = stayed(guest, departure=DAY - timedelta(days=2 * 365))
    stayed(guest, departure=DAY - timedelta(days=365))
    plan_care(on=first.arrival.replace(year=2026))
    assert Care.objects.get().day == first.arrival.replace(year=2026)
    alone("tenth_stay")
    for n in range(7):
        stayed(guest, departure=DAY - timedelta(days=10 * (n + 1)))
    StayFactory(guest=guest, status=StayStatus.IN_HOUSE, arrival=DAY, line__room=RoomFactory())
    plan_care(on=DAY)
    assert "tenth_stay" in care_of(guest)
    stayed(other := of_tier(1))
    StayFactory(guest=other, status=StayStatus.IN_HOUSE, arrival=DAY, line__room=RoomFactory())
    plan_care(on=DAY)
    assert care_of(other) == {}


# --- Greeted -------------------------------------------------------------------------------------------------
@pytest.fixture
def switched_on(settings, alone):
    settings.GUEST_MESSAGES = True
    alone("birthday", greets=Audience.EVERYBODY, task_for=Audience.NOBODY)


def greet(guest, on=BIRTHDAY):
    """Plans his birthday and lets its morning come; the row afterwards."""
    stayed(guest)
    agreed_before = guest.consents.exists()
    if not agreed_before:
        agreed(guest, ContactChannel.LETTER)
    plan_care(on=DAY)
    send_due(on=on, at=business_day_start(on) + timedelta(hours=6))
    return Care.objects.get(guest=guest)


def test_a_greeting_goes_out_on_its_day_in_his_language_once(switched_on):
    guest = agreed(celebrant())
    stayed(guest)
    plan_care(on=DAY)
    assert send_due(on=BIRTHDAY, at=business_day_start(BIRTHDAY)) == 0, "before nine nobody is woken"
    morning = business_day_start(BIRTHDAY) + timedelta(hours=6)
    assert send_due(on=BIRTHDAY, at=morning) == 1
    assert send_due(on=BIRTHDAY, at=morning) == plan_care(on=BIRTHDAY) == 0
    [message] = mail.outbox
    assert message.to == ["celebrant@example.com"]
    assert "Anna Berg" in message.body
    assert "{" not in message.subject + message.body
    chinese = greet(agreed(celebrant(name="王晓明", language="zh-hans", emails=("w@example.com",))))
    assert (chinese.message, chinese.language, chinese.channel) == ("sent", "zh-hans", "email")
    assert "生日快乐" in mail.outbox[1].body


def test_who_agreed_by_phone_only_is_greeted_by_a_person(switched_on):
    row = greet(agreed(celebrant(), ContactChannel.PHONE))
    assert (row.message, row.channel, row.task) == (MessageStatus.BY_PERSON, "phone", TaskStatus.OPEN)
    assert not mail.outbox


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda guest: agreed(guest, ContactChannel.ANY, is_given=False), "not-agreed"),
        (lambda guest: Guest.objects.filter(pk=guest.pk).update(is_synthetic=True), "synthetic"),
        (lambda guest: guest.emails.update(is_masked=True), "no-address"),
    ],
)
def test_what_changed_since_the_plan_counts_and_the_reason_is_kept(switched_on, change, reason):
    guest = agreed(celebrant())
    stayed(guest)
    plan_care(on=DAY)
    change(guest)
    row = greet(guest)
    assert (row.message, row.reason) == (MessageStatus.HELD_BACK, reason)
    assert not mail.outbox


def test_a_greeting_whose_day_is_over_is_not_sent(switched_on):
    assert greet(agreed(celebrant()), on=BIRTHDAY + timedelta(days=2)).reason == "too-late"
    assert not mail.outbox


def test_a_mail_server_that_is_down_is_tried_again_and_nothing_goes_out_twice(switched_on, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    row = greet(agreed(celebrant()))
    assert (row.message, row.reason, row.attempts, row.sent_at) == ("waiting", "mail-server", 1, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later = row.due_at + timedelta(minutes=1)
    assert (send_due(on=BIRTHDAY, at=later), send_due(on=BIRTHDAY, at=later)) == (1, 0)
    assert len(mail.outbox) == 1


def test_a_real_mail_server_is_handed_the_greeting(switched_on, settings):
    with post_office() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.server_address
        assert greet(agreed(celebrant())).message == MessageStatus.SENT
    [letter] = office.letters
    message = message_from_bytes(letter, policy=policy.default)
    assert message["To"] == "celebrant@example.com"
    assert "longevity noodles" in message.get_content()


# --- Settled -------------------------------------------------------------------------------------------------
def test_what_was_done_keeps_gift_cost_and_who_and_is_settled_once(alone):
    alone("birthday")
    celebrant(2)
    plan_care(on=DAY)
    care, by = Care.objects.get(), UserFactory()
    for _twice in range(2):
        settle_care(care=care, by=by, at=NOON, is_done=True, gift="蛋糕", gift_cost=88, note="very pleased")
    care.refresh_from_db()
    assert (care.task, care.gift, care.gift_cost, care.settled_by, care.note) == (
        "done",
        "蛋糕",
        88,
        by,
        "very pleased",
    )
    with pytest.raises(HotelError):
        settle_care(care=care, by=UserFactory(), at=NOON, is_done=False)
    assert reopen_care(care=care).gift_cost == 18
    assert settle_care(care=care, by=by, at=NOON, is_done=False).gift_cost == 0


def test_the_calendar_shows_the_month_and_settles_a_day(alone, signed_in):
    alone("birthday")
    guest = celebrant(2)
    plan_care(on=DAY)
    care, client = Care.objects.get(), signed_in("guest_service")
    page = client.get(reverse("loyalty:care"), {"day": BIRTHDAY.isoformat()})
    assert guest.display_name in page.content.decode()
    days = {each.day: each for week in page.context["month"].weeks for each in week}
    assert (days[BIRTHDAY].open, days[date(2026, 6, 19)].festivals) == (1, (str(Occasion.DRAGON_BOAT.label),))
    client.post(
        reverse("loyalty:settle_care", args=[care.pk, "done"]), {"gift": "蛋糕", "gift_cost": "66.50"}
    )
    care.refresh_from_db()
    assert (care.task, str(care.gift_cost), care.settled_by) == ("done", "66.50", client.user)


def test_words_are_changed_tried_out_and_refused_where_they_name_what_is_not_known(alone, signed_in):
    rule, client = alone("birthday"), signed_in("marketing")
    path = reverse("loyalty:care_rule", args=["birthday"])
    form = client.get(path).context["form"]
    said = {name: form[name].value() for name in form.fields}
    refused = client.post(path, said | {"text_en": "Dear {nmae}"})
    assert "nmae" in str(refused.context["form"].errors["text_en"])
    assert client.post(path, said | {"text_en": "Hooray, {name}!"}).status_code == 302
    rule.refresh_from_db()
    with pytest.raises(HotelError):
        send_test(rule=rule, language="en", to="")
    client.user.email = "me@hotel.example"
    client.user.save()
    client.post(reverse("loyalty:try_care", args=["birthday", "en"]))
    assert mail.outbox[0].to == ["me@hotel.example"]
    assert mail.outbox[0].body.startswith("Hooray, ")
