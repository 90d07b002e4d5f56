"""Whom a combined query finds, whatever is joined, bracketed or turned round."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test.utils import CaptureQueriesContext

from guests.choices import AlertKind, ConsentPurpose, ContactChannel, PreferenceCategory
from guests.models import Alert, Consent, Guest, Preference
from guests.query import counting
from guests.query.building import guests_of, is_personal, require
from guests.query.counting import TooSlow, at_most, count
from guests.query.document import Bracket, Document, Term, parse
from guests.query.registry import conditions_for
from guests.query.rows import drawn, with_term
from reservations.choices import OutletCategory, Status, StayStatus
from reservations.models import Channel, Charge, Outlet
from reservations.services.room_revenue import recompute_spend
from tests.factories import GuestFactory, LineFactory, OutletFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)


def found(*parts, join="and"):
    """Names of the guests whom these parts find, and as many are counted."""
    document = Document(join, tuple(parts))
    assert parse(document.as_json()) == document
    names = set(guests_of(document, on=ON).values_list("name", flat=True))
    assert count(document, on=ON).guests == len(names)
    return names


@pytest.fixture(autouse=True)
def shares(monkeypatch):
    """Counted in shares, as the guests of a large hotel are."""
    monkeypatch.setattr(counting, "FEWEST_TO_SHARE", 0)


def slept(guest, days_ago=30, status=StayStatus.CHECKED_OUT, **kwargs):
    return StayFactory(guest=guest, arrival=ON - timedelta(days=days_ago), status=status, **kwargs)


@pytest.fixture
def people(db):
    """甲: a woman, 40, VIP, three stays and 900 in all; 乙: a man, one stay of 300 in room Q1; 丙: never stayed."""
    a = GuestFactory(
        name="甲",
        gender="female",
        birthday=date(1986, 1, 1),
        is_vip=True,
        vip_reason="x",
        phones=("13800001234",),
    )
    b = GuestFactory(name="乙", gender="male", birthday=date(2000, 7, 1))
    c = GuestFactory(name="丙")
    room = RoomFactory(number="Q1")
    for days in (30, 200, 400):
        slept(a, days, spend=Decimal(300))
    slept(b, 100, spend=Decimal(300), line__room=room, line__room_type=room.room_type)
    Preference.objects.create(guest=b, category=PreferenceCategory.DIET, text="忌花生", is_must=True)
    return a, b, c


@pytest.fixture
def diners(people):
    """甲 paid 80 and 40 at one table, a year apart, and 乙 60 at another one in between."""
    a, b, _c = people
    for number, (stay, outlet, amount, day) in enumerate(
        [
            (a.stays.order_by("arrival")[0], "q-one", 80, date(2025, 5, 17)),
            (b.stays.get(), "q-two", 60, date(2026, 3, 8)),
            (a.stays.order_by("-arrival")[0], "q-one", 40, date(2026, 5, 17)),
        ]
    ):
        outlet = Outlet.objects.filter(code=outlet).first() or OutletFactory(code=outlet)
        Charge.objects.create(
            stay=stay, source="t", external_id=f"d{number}", outlet=outlet, amount=amount,
            posted_at="2026-01-01T12:00:00Z", business_date=day,
        )  # fmt: skip
    return people


VIP = Term("guest.vip", "holds")
WOMAN = Term("guest.gender", "any_of", ["female"])
ROOM = Term("stays.room", "any_of", ["Q1"])
THRICE = Term("stays.count", "between", ["3", None])


def negated(term):
    return Term(term.key, term.operator, term.value, term.narrowed, not term.negated)


ASKED = [
    (VIP, "甲"),
    (WOMAN, "甲"),
    (ROOM, "乙"),
    (THRICE, "甲"),
    (Term("guest.name", "is", "乙"), "乙"),
    (Term("guest.name", "starts", "jia"), "甲"),
    (Term("guest.age", "between", ["26", "45"]), "甲"),
    (Term("guest.age", "between", [None, "25"]), "乙"),
    (Term("guest.birthday_month", "any_of", ["7"]), "乙"),
    (Term("guest.phone", "is", "1234"), "甲"),
    (Term("guest.has_phone", "holds"), "甲"),
    (Term("preference.text", "contains", "花生", {"about": ["diet"]}), "乙"),
    (Term("preference.text", "contains", "花生", {"about": ["bed"]}), ""),
    (Term("preference.must", "holds"), "乙"),
    (Term("stays.count", "between", ["1", "2"]), "乙"),
    (Term("stays.count", "between", [None, "1"]), "乙丙"),
    (Term("stays.count", "between", ["0", "0"]), "丙"),
    (Term("stays.count", "between", ["1", None], {"arrived": ["2026-05-01", None]}), "甲"),
    (Term("stays.count", "between", ["1", None], {"room": ["Q1"]}), "乙"),
    (Term("stays.nights", "between", ["6", None]), "甲"),
    (Term("stays.last", "longer_ago", "60"), "乙"),
    (Term("stays.last", "last_days", "60"), "甲"),
    (Term("stays.first", "between", [None, "2025-12-31"]), "甲"),
    (Term("spend.stays", "between", ["301", None]), "甲"),
    (Term("spend.stays", "between", [None, "300"]), "乙丙"),
    (Term("stays.room_class", "any_of", ["standard"]), "甲乙"),
    (Term("stays.arrival", "between", ["2026-03-01", "2026-03-31"]), "乙"),
    (Term("spend.charges", "between", ["100", None], {"outlet": ["q-one"]}), "甲"),
    (Term("spend.charges", "between", [None, "59"], {"outlet": ["q-two"]}), "甲丙"),
    (Term("spend.charges", "between", ["50", None], {"posted": ["2026-01-01", None]}), "乙"),
    (Term("charges.outlet", "any_of", ["q-one", "q-two"], {"posted": [None, "2026-03-08"]}), "甲乙"),
]


@pytest.mark.parametrize(("term", "who"), ASKED)
def test_each_condition_finds_whom_it_names_and_its_opposite_all_others(diners, term, who):
    assert found(term) == set(who)
    assert found(negated(term)) == set("甲乙丙") - set(who)


@pytest.mark.parametrize("seed", range(40))
def test_any_terms_joined_find_whom_each_of_them_finds(diners, seed):
    draw = random.Random(seed)

    def term():
        picked, who = draw.choice(ASKED)
        return (negated(picked), set("甲乙丙") - set(who)) if draw.random() < 0.3 else (picked, set(who))

    def together(join, sets):
        return set.intersection(*sets) if join == "and" else set.union(*sets)

    parts, sets = [], []
    for _ in range(draw.randint(2, 4)):
        inner = [term() for _ in range(draw.randint(1, 3))]
        if len(inner) == 1:
            parts.append(inner[0][0])
            sets.append(inner[0][1])
        else:
            join = draw.choice(["and", "or"])
            parts.append(Bracket(join, tuple(asked for asked, _who in inner)))
            sets.append(together(join, [who for _asked, who in inner]))
    join = draw.choice(["and", "or"])
    assert found(*parts, join=join) == together(join, sets)


def test_all_figures_of_stays_are_made_in_one_pass_over_them(people):
    channel = Channel.objects.create(code="q-desk", name_zh="x", name_en="x")
    dined = Term("charges.category", "any_of", ["restaurant"])
    well = Term("spend.charges", "between", ["500", None])
    lately = Term("stays.nights", "between", ["2", None], {"arrived": ["2026-05-01", None]})
    ends = Term("stays.last", "last_days", "60")
    of_type = Term(
        "spend.stays",
        "between",
        ["1", None],
        {"room_class": ["standard"], "channel": [channel.code], "origin": ["group"]},
    )
    brackets = (Bracket("or", (THRICE, dined)), Bracket("or", (well, lately, of_type)))
    document = Document("and", (*brackets, negated(ends)))
    with CaptureQueriesContext(connection) as asked:
        guests_of(document, on=ON).count()
    assert sum(one["sql"].count('FROM "reservations_stay"') for one in asked) == 1


def test_conditions_are_joined_by_and_and_or_with_one_level_of_brackets(people):
    assert found() == set("甲乙丙")
    assert found(VIP, ROOM) == set()
    assert found(VIP, ROOM, join="or") == set("甲乙")
    assert found(WOMAN, Term("guest.name", "is", "丙"), join="or") == set("甲丙")
    assert found(negated(VIP), Bracket("or", (ROOM, THRICE))) == set("乙")
    assert found(negated(THRICE), negated(ROOM), join="or") == set("甲乙丙")
    assert found(Bracket("and", (VIP, THRICE)), Bracket("and", (ROOM, negated(VIP))), join="or") == set(
        "甲乙"
    )
    assert found(VIP, Bracket("or", (WOMAN, Term("guest.name", "is", "丙")))) == set("甲")


def test_a_merged_file_is_nobody(people):
    a, b, _c = people
    b.merged_into = a
    b.save()
    assert found() == set("甲丙")


def test_outlet_spend_is_of_the_stays_or_of_the_days_it_was_posted(people):
    a, b, _c = people
    table = OutletFactory(code="q-table", category=OutletCategory.RESTAURANT)
    shop = OutletFactory(code="q-shop", category=OutletCategory.SHOP)
    room = OutletFactory(code="q-room", category=OutletCategory.ROOMS)
    old, new = a.stays.order_by("arrival")[0], a.stays.order_by("-arrival")[0]
    posted = [
        (old, table, 80, date(2026, 6, 1)),  # long after he left
        (new, table, 40, date(2026, 5, 17)),
        (new, shop, 5, date(2026, 5, 17)),
        (b.stays.get(), table, 60, date(2026, 3, 8)),
        (b.stays.get(), table, -60, date(2026, 3, 9)),  # given back
        (b.stays.get(), room, 700, date(2026, 3, 9)),
    ]
    for number, (stay, outlet, amount, day) in enumerate(posted):
        Charge.objects.create(
            stay=stay, source="t", external_id=f"k{number}", outlet=outlet, amount=amount,
            posted_at="2026-01-01T12:00:00Z", business_date=day,
        )  # fmt: skip
    recompute_spend([old.pk, new.pk, b.stays.get().pk])

    def spent(low, high=None, **narrowed):
        return found(Term("spend.charges", "between", [low, high], narrowed))

    table_only, arrived = ["restaurant"], ["2026-05-01", None]
    assert spent("120", category=table_only) == set("甲")
    assert spent("121", category=table_only) == set()
    assert spent("125", category=["restaurant", "shop"]) == set("甲")
    assert spent("700", category=["rooms"]) == set("乙")
    assert spent("700") == set("乙")
    assert spent(None, "0", category=table_only) == set("乙丙")
    assert spent("41", category=table_only, arrived=arrived) == set()
    assert spent("40", "40", category=table_only, arrived=arrived) == set("甲")
    assert spent("120", category=table_only, posted=arrived) == set("甲")
    assert spent("80", "80", category=table_only, posted=["2026-06-01", None]) == set("甲")
    assert spent("41", category=table_only, posted=arrived, arrived=arrived) == set()
    assert spent("120", category=table_only, posted=["2026-03-08", "2026-06-01"]) == set("甲")  # every day
    assert spent("120", category=table_only, posted=["2026-03-08", "2026-05-31"]) == set()
    assert spent("41", posted=["2026-03-08", None], arrived=arrived) == set("甲")
    assert spent("40", "40", outlet=["q-table"], arrived=arrived) == set("甲")
    assert spent("120", outlet=["q-table"]) == set("甲")
    assert spent("120", outlet=["q-table"], category=["shop"]) == set()
    assert spent("125", "125", outlet=["q-table", "q-shop"]) == set("甲")
    Outlet.objects.filter(category=OutletCategory.SHOP).exclude(pk=shop.pk).delete()
    assert spent("5", outlet=["q-shop"]) == set("甲")  # all there is of its category: the stays' own sum
    assert spent("5", outlet=["q-shop"], arrived=[None, "2026-05-01"]) == set()

    def ever(key, *codes, **narrowed):
        return found(Term(key, "any_of", list(codes), narrowed))

    assert ever("charges.category", "restaurant") == set("甲")
    assert ever("charges.category", "rooms", "shop") == set("甲乙")
    assert ever("charges.category", "restaurant", arrived=[None, "2026-04-30"]) == set("甲")
    assert ever("charges.category", "shop", arrived=[None, "2026-04-30"]) == set()
    assert ever("charges.outlet", "q-table") == set("甲乙")


def test_charges_bookings_alerts_and_consents_are_conditions_as_well(people):
    a, b, c = people
    bar = OutletFactory(code="q-bar", category=OutletCategory.ENTERTAINMENT)
    for number, (guest, amount, day) in enumerate([(a, 50, ON), (b, 500, date(2025, 1, 1))]):
        Charge.objects.create(
            stay=guest.stays.first(), source="t", external_id=f"q{number}", outlet=bar, amount=amount,
            posted_at="2026-01-01T12:00:00Z", business_date=day,
        )  # fmt: skip
    recompute_spend(Charge.objects.values_list("stay_id", flat=True))
    assert found(Term("charges.outlet", "any_of", ["q-bar"])) == set("甲乙")
    assert found(Term("spend.charges", "between", ["100", None], {"category": ["entertainment"]})) == set(
        "乙"
    )
    this_year = {"posted": ["2026-01-01", None]}
    assert found(Term("charges.category", "any_of", ["entertainment"], this_year)) == set("甲")

    StayFactory(guest=c, arrival=ON + timedelta(days=3))
    StayFactory(guest=b, arrival=ON, status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    line = LineFactory(status=Status.NO_SHOW)
    StayFactory(guest=a, line=line, status=StayStatus.VOID, checked_in_at=None)
    assert found(Term("bookings.future", "holds")) == set("丙")
    assert found(Term("bookings.arrival", "next_days", "5")) == set("丙")
    assert found(Term("stays.in_house", "holds")) == set("乙")
    assert found(Term("bookings.no_shows", "between", ["1", None])) == set("甲")

    Alert.objects.create(guest=b, kind=AlertKind.ALERT, reason="x", starts_on=ON)
    assert found(Term("alert.kind", "any_of", ["alert"])) == set("乙")
    for given in (True, False):
        Consent.objects.create(
            guest=a, purpose=ConsentPurpose.MARKETING, channel=ContactChannel.SMS, is_given=given
        )
    Consent.objects.create(
        guest=b, purpose=ConsentPurpose.MARKETING, channel=ContactChannel.SMS, is_given=True
    )
    assert found(Term("consent.given", "any_of", ["marketing"], {"channel": ["sms"]})) == set("乙")
    assert found(Term("consent.refused", "any_of", ["marketing"])) == set("甲")


def test_every_registered_condition_can_be_drawn_and_asked(people):
    boss = UserFactory(is_superuser=True)
    samples = {
        "text": "1", "number": ["1", "2"], "money": ["1", "2"], "date": ["2026-01-01", None], "flag": None,
    }  # fmt: skip
    conditions = conditions_for(boss)
    assert len(conditions) > 50
    for condition in conditions:
        if condition.kind in {"choice", "lookup"}:
            keys = [str(key) for key, _label in condition.choices()]
            if not keys:
                continue
            value = keys[:1]
        else:
            value = samples[condition.kind]
        for operator in condition.offered:
            days = operator in {"last_days", "longer_ago", "next_days"}
            term = Term(condition.key, operator, "3" if days else value)
            for turned in (term, negated(term)):
                asked = Document("and", (turned,))
                assert count(asked, on=ON).guests == guests_of(asked, on=ON).count(), condition.key
        assert drawn(with_term(Document(), condition.key), on=ON)[0].rows[0].condition == condition


def test_a_count_that_takes_too_long_is_stopped_and_said_and_nothing_stays_changed(people, settings):
    with pytest.raises(TooSlow), at_most(0.05), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] in {"0", "10s"}
    assert count(Document("and", (VIP,)), on=ON).guests == 1


def test_a_slow_query_is_counted_as_unknown(people, settings, monkeypatch):
    slow = Guest.objects.annotate(slept=RawSQL("pg_sleep(5)::text", ())).filter(slept="x")

    settings.QUERY_SECONDS = 0.05
    monkeypatch.setattr(counting, "shares_of", lambda document, shares, on: [slow])
    assert count(Document(), on=ON) == counting.Counted(None, 0.05)


def test_only_what_finds_a_person_is_personal():
    assert is_personal(Document("and", (Term("guest.name", "is", "甲"),)))
    assert is_personal(Document("and", (Bracket("or", (Term("guest.phone", "is", "1"),)),)))
    assert not is_personal(Document("and", (VIP, ROOM, THRICE)))


def test_nobody_asks_what_he_may_not_see(user_of):
    require(user_of("crm_centre"), Document("and", (Term("value.class", "any_of", ["high"]),)))
    with pytest.raises(PermissionDenied, match=r"value class|价值"):
        require(user_of("sales"), Document("and", (Term("value.class", "any_of", ["high"]),)))
