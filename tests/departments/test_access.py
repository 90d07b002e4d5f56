"""Every address × every department × looking and sending: each cell is decided, and kept."""

import tomllib
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponseForbidden
from django.template import Origin
from django.template.loaders.base import Loader as BaseLoader
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from analytics.satisfaction.models import Improvement, Weighting
from analytics.segments.models import FilterSegment, Treatment
from analytics.segments.services.questions import publish
from analytics.value.models import Backtest
from common.machines.clients import create_client
from common.models import JobRun
from departments.menu import entries_for
from departments.models import HandOverNote
from feedback.models import AnswerImport, AnswerSet, Indicator, InstrumentChannel
from feedback.services.systems import begin_draft
from guests.choices import Department
from guests.models import FrozenList, Guest, GuestImport, GuestMerge, RetentionRule
from guests.query.document import Document
from hotelcrm import urls
from loyalty.models import (
    Campaign,
    Care,
    Coupon,
    EarningRate,
    ForbiddenPair,
    OfferTaken,
    Reward,
    Service,
    Tier,
    TierChange,
)
from loyalty.own.models import OwnRequest
from loyalty.services.enrolling import enrol
from loyalty.services.manual import enter_points
from loyalty.services.redeeming import redeem
from loyalty.services.serving import give_service
from reservations.choices import StayStatus
from reservations.imports.hotel_booking_demand import SOURCE
from reservations.models import BookingImport, QuarantineItem
from tests.analytics.segments.described import NIGHT, tree_version
from tests.care_factories import (
    CallBackFactory,
    ComplaintFactory,
    FollowUpFactory,
    GuestRequestFactory,
    RecoveryFactory,
)
from tests.factories import AccountFactory, GuestFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
ROLES = [*map(str, Department), "nobody"]
#: Nothing of this number exists: who may not come in is told so before anybody looks for it.
NO_SUCH = 2_000_000_000
SIGN_IN = reverse("account_login")


def addresses() -> dict[str, list[str]]:
    """Name of every address → names of the places in it."""
    found: dict[str, list[str]] = {}

    def walk(resolver, namespace, places):
        for entry in resolver.url_patterns:
            inside = [*places, *entry.pattern.converters]
            if isinstance(entry, URLResolver):
                walk(entry, ":".join(filter(None, [namespace, entry.namespace])), inside)
            else:
                found[":".join(filter(None, [namespace, entry.name or str(entry.pattern)]))] = inside

    walk(get_resolver(), "", [])
    return found


ADDRESSES = addresses()


class Asker:
    """Asks every address as one role, by GET and by POST; what an answer did is undone."""

    def __init__(self, client: Client):
        self.client, self.objects = client, make_objects()

    def __call__(self, name: str):
        path, cookies, answers = address(name, self.objects), self.client.cookies.copy(), []
        for method in (self.client.get, self.client.post):
            with transaction.atomic():
                answers.append(method(path))
                transaction.set_rollback(True)
            self.client.cookies = cookies.copy()
        return answers


class EmptyPages(BaseLoader):
    """Every template is there and empty."""

    def get_template_sources(self, template_name):
        yield Origin(name=template_name, template_name=template_name, loader=self)

    def get_contents(self, origin):
        return ""


@pytest.fixture
def empty_pages(monkeypatch, settings):
    """Answers without their pages, sessions without their rows: some thousand of either prove nothing more."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden(), raising=False)
    loaders = [f"{EmptyPages.__module__}.{EmptyPages.__qualname__}"]
    (engine,) = settings.TEMPLATES
    options = {**engine["OPTIONS"], "loaders": loaders, "context_processors": []}
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]


def make_objects() -> dict:
    """What stands in the places of an address, by the address's beginning and the place's name."""
    stay = StayFactory(status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    StayFactory(status=StayStatus.IN_HOUSE, line=stay.line, is_payer=False)  # with whom he shares
    account = AccountFactory()
    run = JobRun.objects.create(job="night", business_date=stay.arrival)
    of_rooms = Indicator.objects.get(key="room_facilities", system__version=1)
    vips = {"join": "and", "parts": [{"if": "guest.vip", "is": "holds"}]}
    by_filter = FilterSegment.objects.create(name="VIP", document=vips)
    improvement = Improvement.objects.create(
        indicator=of_rooms, department="rooms", what="-", who="-", due_on=stay.arrival, opened_on=stay.arrival
    )
    item = QuarantineItem.objects.create(
        kind="charge", source="pms", external_id="C1", reason="unknown-outlet"
    )
    machine, _token = create_client(name="Front office", source="pms", scopes=[])
    return {
        "number": stay.guest.number,
        "other": GuestFactory().number,
        "guests:restore:pk": corrected(stay.guest).pk,
        "guests:restore:field": "position",
        "guests:merge:pk": GuestMerge.objects.create(survivor=GuestFactory(), absorbed=GuestFactory()).pk,
        "confirmation": stay.line.reservation.confirmation,
        "line": stay.line_id,
        **care_objects(stay),
        **loyalty_objects(stay),
        "jobs:pk": run.pk,
        "departments:api_client:pk": machine.pk,
        "departments:quarantine:pk": item.pk,
        "departments:hand_over_step:pk": HandOverNote.objects.create(
            department="rooms", text="1208", written_at=timezone.now()
        ).pk,
        "step": "take",
        "reservations:import:pk": BookingImport.objects.create(name="b.csv", mapping=SOURCE).pk,
        "guests:import:pk": GuestImport.objects.create(name="g.csv", source="pms", data_of=stay.arrival).pk,
        "feedback:import:pk": AnswerImport.objects.create(name="s.csv", columns=["day"]).pk,
        "feedback:answer_set:pk": answered(stay).pk,
        "feedback:system:version": 1,
        "survey:screen:number": 1,
        "feedback:edit_system:version": begin_draft().version,
        "guests:frozen_list:pk": frozen_list(stay.guest).pk,
        "guests:frozen_list_action:action": "preference",
        "reservations:account:pk": account.pk,
        "reservations:edit_account:pk": account.pk,
        "reservations:pk": stay.line_id,
        "stay": stay.pk,
        "guests:edit_rule:pk": RetentionRule.objects.create(
            kind="notes", effect="end", months=36, basis="house rule"
        ).pk,
        "satisfaction:indicator:pk": of_rooms.pk,
        **dict.fromkeys(
            ("segments:filter:pk", "segments:delete_filter:pk", "segments:filter_moves:pk"), by_filter.pk
        ),
        "segments:attribute:key": "age",
        **tree_objects(),
        "value:backtest:pk": Backtest.objects.create(
            since=stay.arrival,
            until=stay.arrival,
            guests=1,
            came=0,
            judgements={},
            fits={},
            best="habit",
            seconds=0,
            made_at=run.created_at,
        ).pk,
        "satisfaction:improvement_new:indicator": of_rooms.pk,
        **{
            f"satisfaction:{step}:pk": improvement.pk
            for step in ("improvement", "improvement_edit", "improvement_done", "improvement_close")
        },
        "satisfaction:pk": Weighting.objects.order_by("pk")[0].pk,
        "satisfaction:slug": "top",
        "value_class": "high",
        "source": "pms",
        "external_id": "B1",
        "slug": "unauthenticated",
    }


def tree_objects() -> dict:
    """A question about the hotel's segments with its published tree."""
    version = tree_version()
    publish(version=version, by="manager", now=timezone.now())
    of_version = dict.fromkeys(("segments:tree:pk", "segments:publish:pk"), version.pk)
    of_question = ("question", "grow", "delete_question", "keep_audience")
    done = Treatment.objects.create(
        name="-", what="-", begun_on=NIGHT, made_at=timezone.now(), document=Document().as_json()
    )
    return (
        of_version
        | {f"segments:{name}:pk": version.question_id for name in of_question}
        | {f"segments:{name}:pk": done.pk for name in ("treatment", "delete_treatment")}
    )


def corrected(guest):
    """What his row said before he was corrected."""
    Guest.objects.filter(pk=guest.pk).update(position="CEO")
    return guest.events.get()


def care_objects(stay) -> dict:
    """A complaint with a recovery and a question, a call-back, a request."""
    complaint = ComplaintFactory(guest=stay.guest, stay=stay)
    gone = StayFactory(status=StayStatus.CHECKED_OUT)
    return {
        "care:complaint:number": complaint.number,
        "care:complaint_act:deed": "take",
        "care:recovery_act:pk": RecoveryFactory(complaint=complaint).pk,
        "care:recovery_act:deed": "carry-out",
        "care:follow_up:pk": FollowUpFactory(complaint=complaint).pk,
        "care:call:pk": CallBackFactory(stay=gone).pk,
        "care:request_act:pk": GuestRequestFactory().pk,
        "care:request_act:deed": "take",
    }


def loyalty_objects(stay) -> dict:
    """A member with points, a redemption, a staged change, an entry that waits."""
    member = stay.guest
    enrol(guest=member, by=None, on=stay.arrival)
    at, key = timezone.now(), UUID(int=1)
    enter_points(guest=member, points=900, reason="-", by=UserFactory(), on=stay.arrival, at=at)
    reward = Reward.objects.create(code="tea", name_zh="茶", name_en="Tea", kind="gift", points=1)
    given = redeem(guest=member, reward=reward, quantity=1, by=UserFactory(), on=stay.arrival, at=at, key=key)
    waiting = enter_points(guest=member, points=9000, reason="-", by=UserFactory(), on=stay.arrival, at=at)
    lowest, higher = Tier.objects.order_by("order")[:2]
    change = TierChange.objects.create(
        guest=member,
        before=lowest,
        after=higher,
        cause="figures",
        status="staged",
        day=stay.arrival,
        staged_at=at,
    )
    return {
        **giving_objects(stay, at),
        "loyalty:rules:ladder": "tier",
        "loyalty:decide:pk": change.pk,
        "loyalty:decide:deed": "approve",
        "loyalty:decide_entry:pk": waiting.pk,
        "loyalty:decide_entry:deed": "refuse",
        "loyalty:reward:pk": reward.pk,
        "loyalty:tier:pk": higher.pk,
        "loyalty:earning_rule:pk": EarningRate.objects.order_by("pk")[0].rule_id,
        "loyalty:rate:pk": EarningRate.objects.order_by("pk")[0].pk,
        "loyalty:cancel:pk": given.pk,
        "loyalty:act:deed": "enrol",
        "own_desk:decide:pk": OwnRequest.objects.create(guest=member, kind="erasure", asked_at=at).pk,
        "own_desk:decide:deed": "grant",
        "own_desk:send:kind": "card",
        "own_desk:card:number": member.number,
    }


def giving_objects(stay, at) -> dict:
    """A service given on the stay, a coupon, an offer taken, a birthday to think of."""
    service = Service.objects.order_by("order")[0]
    given = give_service(
        stay=stay, service=service, by=UserFactory(), on=stay.arrival, at=at, key=UUID(int=2), is_free=True
    )
    days = {"valid_from": stay.arrival, "valid_until": stay.departure}
    campaign = Campaign.objects.create(code="spring", name_zh="春", name_en="Spring", percent=10, **days)
    prices = {"full_price": 2, "price": 1, "business_date": stay.arrival, "taken_at": at}
    taken = OfferTaken.objects.create(reservation=stay.line.reservation, guest=stay.guest, parts=[], **prices)
    care = Care.objects.create(
        guest=stay.guest,
        occasion="birthday",
        period=2026,
        day=stay.arrival,
        department="rooms",
        due_at=at,
        task="open",
    )
    return {
        "loyalty:service:pk": service.pk,
        "loyalty:withdraw:pk": given.pk,
        "loyalty:campaign:pk": campaign.pk,
        "loyalty:coupon:pk": Coupon.objects.create(campaign=campaign, code="SPRING").pk,
        "loyalty:allow:pk": ForbiddenPair.objects.order_by("pk")[0].pk,
        "loyalty:take_offer_back:pk": taken.pk,
        "loyalty:settle_care:pk": care.pk,
        "loyalty:settle_care:deed": "done",
        "loyalty:care_rule:occasion": "birthday",
        "loyalty:try_care:occasion": "birthday",
        "loyalty:try_care:language": "en",
    }


def answered(stay) -> AnswerSet:
    instrument = InstrumentChannel.objects.get(channel="online").instrument
    return AnswerSet.objects.create(
        instrument=instrument,
        channel="online",
        stay=stay,
        guest=stay.guest,
        business_date=stay.arrival,
        finished_at=timezone.now(),
        comment="好",
    )


def frozen_list(guest) -> FrozenList:
    everybody = {"join": "and", "parts": []}
    frozen = FrozenList.objects.create(owner=UserFactory(), document=everybody, words="-", count=1)
    frozen.members.create(guest=guest)
    return frozen


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=False)
    user = UserFactory()
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    return client


def address(name: str, objects: dict) -> str:
    def fill(place):
        fitting = [
            key for key in objects if key.endswith(f":{place}") and name.startswith(key[: -len(place) - 1])
        ]
        return objects[max(fitting, key=len)] if fitting else objects.get(place, NO_SUCH)

    return reverse(name, kwargs={place: fill(place) for place in ADDRESSES[name]})


def test_every_address_is_decided_and_nothing_else_is():
    decided = [*TABLE["public"], *TABLE["signed_in"], *TABLE["token"], *TABLE["departments"]]
    assert len(decided) == len(set(decided))
    assert sorted(decided) == sorted(ADDRESSES)
    assert TABLE["sending"].keys() <= TABLE["departments"].keys()
    named = {role for roles in [*TABLE["departments"].values(), *TABLE["sending"].values()] for role in roles}
    assert named <= set(ROLES)


def test_a_stranger_is_led_to_the_sign_in():
    ask = Asker(Client(raise_request_exception=False))
    let_in = []
    for name in sorted(set(ADDRESSES) - set(TABLE["public"]) - set(TABLE["token"])):
        for answer in ask(name):
            is_led = answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN)
            if not is_led and answer.status_code != 405:
                let_in.append((name, answer.status_code))
    assert not let_in


@pytest.mark.usefixtures("empty_pages")
@pytest.mark.parametrize("role", ROLES)
def test_a_department_is_let_in_or_refused_as_decided(role):
    ask = Asker(client_of(role))
    wrong = []
    for name in sorted(set(TABLE["departments"]) & set(ADDRESSES)):
        may_look = TABLE["departments"][name]
        may_send = TABLE["sending"].get(name, may_look)
        looked, sent = (answer.status_code for answer in ask(name))
        if not (fits(looked, role in may_look) and fits(sent, role in may_send)) or {looked, sent} == {405}:
            wrong.append((name, looked, sent))
    assert not wrong, f"{role}: (address, status of GET, status of POST) other than access.toml says: {wrong}"


def fits(status: int, is_allowed: bool) -> bool:
    """405 decides nothing: that way of asking does not exist there."""
    if status == 405:
        return True
    return status not in {401, 403} and status < 500 if is_allowed else status == 403


def test_a_refusal_says_what_to_do_and_leads_home():
    page = client_of("rooms").get(reverse("departments:api_clients"))
    assert page.status_code == 403
    assert page.templates[0].name == "403.html"
    assert f'href="{reverse("home")}"' in page.content.decode()


def test_whoever_has_signed_in_may_open_what_is_everybodys():
    ask = Asker(client_of("nobody"))
    refused = []
    for name in TABLE["signed_in"]:
        looked = ask(name)[0]
        is_open = looked.status_code < 400 or looked.status_code in {404, 405}
        if not is_open or looked.headers.get("Location", "").startswith(SIGN_IN):
            refused.append((name, looked.status_code))
    assert not refused


def test_what_is_public_asks_nobody_to_sign_in():
    ask = Asker(Client(raise_request_exception=False))
    for name in TABLE["public"]:
        for answer in ask(name):
            assert answer.status_code != 403, name
            assert not answer.headers.get("Location", "").startswith(f"{SIGN_IN}?next="), name


@pytest.mark.parametrize("role", ["", "crm_centre"])
def test_a_persons_session_is_no_token(role):
    ask = Asker(client_of(role) if role else Client(raise_request_exception=False))
    answers = {name: {answer.status_code for answer in ask(name)} for name in TABLE["token"]}
    assert not {name: statuses for name, statuses in answers.items() if not statuses <= {401, 405}}


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_offers_only_what_opens_and_home_is_among_it(role):
    client = client_of(role)
    user = get_user_model().objects.get(pk=client.session["_auth_user_id"])
    offered = [path for _entry, path in entries_for(user)]
    assert not [path for path in offered if client.get(path).status_code != 200]
    assert client.get(reverse("home"), follow=True).status_code == 200
