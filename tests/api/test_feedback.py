"""Surveys of other systems: `POST /feedback`."""

import pytest

from common.dates import business_date
from feedback.models import AnswerSet
from reservations.choices import StayStatus
from tests.factories import GuestFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay():
    return StayFactory(
        status=StayStatus.CHECKED_OUT,
        line__reservation__source="pms",
        line__reservation__external_id="B-77",
    )


def survey(**changes):
    return {
        "external_id": "S-1",
        "scale": "ladder10",
        "reservation": "B-77",
        "answers": [
            {"indicator": "room_facilities", "points": 8},
            {"indicator": "car_park", "not_used": True},
        ],
        "comment": "早餐很好",
    } | changes


def test_a_set_is_taken_for_the_stay_and_sent_again_it_is_found(machine, stay):
    tool = machine("feedback:write")
    first = tool.post("/feedback", survey())
    assert first.status_code == 201, first.content
    done = AnswerSet.objects.get()
    assert (done.stay, done.guest, done.channel, done.comment) == (stay, stay.guest, "api", "早餐很好")
    assert {a.indicator.key: a.score for a in done.answers.all()} == {
        "room_facilities": 75.0,
        "car_park": None,
    }
    again = tool.post("/feedback", survey(comment="other"))
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")
    assert AnswerSet.objects.get().comment == "早餐很好"


def test_the_same_request_with_its_key_gets_the_same_answer(machine, stay):
    tool = machine("feedback:write")
    answers = [tool.post("/feedback", survey(), Idempotency_Key="k1") for _turn in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[1]["Idempotency-Replayed"] == "true"


def test_a_second_set_for_the_stay_is_refused_with_the_reason(machine, stay):
    tool = machine("feedback:write")
    tool.post("/feedback", survey())
    refused = tool.post("/feedback", survey(external_id="S-2"))
    assert refused.status_code == 409
    assert business_date().isoformat() in refused.json()["detail"]
    assert AnswerSet.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"reservation": "nothing"}, "/reservation"),
        ({"answers": [{"indicator": "pool", "points": 8}]}, "/answers/0"),
        ({"answers": [{"indicator": "car_park", "points": 7}]}, "/answers/0"),
        ({"answers": [{"indicator": "car_park"}]}, "/answers/0"),
        ({"answers": [{"indicator": "car_park", "points": "8"}]}, "/answers/0/points"),
        ({"scale": "stars"}, "/scale"),
        ({"scale": "keywords"}, "/scale"),
        ({"instrument": 77}, "/instrument"),
        ({"answered_at": "2999-01-01T10:00:00Z"}, ""),
        ({"answers": [], "comment": ""}, ""),
    ],
)
def test_what_cannot_be_read_is_refused_whole_and_the_field_named(machine, stay, changes, pointer):
    refused = machine("feedback:write").post("/feedback", survey(**changes))
    assert refused.status_code == 422, refused.content
    assert pointer in refused.json()["errors"][0]["pointer"]
    assert not AnswerSet.objects.exists()


def test_a_guest_may_be_named_instead_and_nobody_too(machine):
    guest = GuestFactory()
    tool = machine("feedback:write")
    tool.post("/feedback", survey(reservation=None, guest=guest.number))
    tool.post("/feedback", survey(reservation=None, external_id="S-2"))
    assert [each.guest for each in AnswerSet.objects.order_by("pk")] == [guest, None]


def test_it_needs_its_own_scope(machine, stay):
    assert machine("charges:write").post("/feedback", survey()).status_code == 403
