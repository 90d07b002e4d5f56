"""What a guest answered counts in his incremental value, in his file and in queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from analytics.satisfaction.models import GuestSatisfaction
from analytics.satisfaction.services.scoring import compute_scores
from analytics.value.explanation import explain
from analytics.value.selectors.preview import preview
from common.machines.clients import create_client
from feedback.models import Indicator
from guests.query.registry import Asked, Operator, condition_named
from tests.analytics.satisfaction.answers import NOW, ON, answered
from tests.analytics.value.night import AS_OF, guest, run_night, stay, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys():
    return list(Indicator.objects.filter(system__status="published").values_list("key", flat=True))


def test_the_night_scores_first_and_values_with_it(keys):
    person = guest(industry="clerk", credit=4, income_band=5)
    stay(person, date(2026, 1, 1), 100, motive="business")
    answered(dict.fromkeys(keys, 7.3), guest=person)
    run = run_night()
    value = value_of(person, run)
    assert value.satisfaction == Decimal("70.00")
    assert value.completeness == 1
    others = value.cpv * 6 - 70
    assert others == pytest.approx(Decimal(100 + 100 + 100 + value.growth_score + 100), abs=Decimal("0.05"))
    line = explain(value, run).indicators[-1]
    assert (line.score, line.why_unknown) == (Decimal("70.00"), "")
    assert "2026-06-30" in line.fact


def test_a_preview_of_other_parameters_knows_his_satisfaction(keys):
    person = guest(industry="clerk")
    stay(person, date(2026, 1, 1), 100, motive="business")
    answered(dict.fromkeys(keys, 10), guest=person)
    run = run_night()
    found = preview(run, run.parameters)
    assert (found.changed, found.cpv_from) == (0, run.cpv_from)


def test_under_five_answers_his_satisfaction_is_unknown(keys):
    person = guest()
    stay(person, date(2026, 1, 1), 100)
    answered(dict.fromkeys(keys[:4], 7), guest=person)
    assert value_of(person, run_night()).satisfaction is None
    assert GuestSatisfaction.objects.get(guest=person).answers == 4


def test_his_file_and_a_query_show_it(keys, signed_in):
    person, other = guest(), guest()
    answered(dict.fromkeys(keys, 10), guest=person, on=ON)
    answered(dict.fromkeys(keys[:2], 10), guest=other, on=ON)
    compute_scores(None, on=AS_OF, now=NOW)
    client = signed_in("management")
    assert "100.0" in client.get(person.get_absolute_url()).content.decode()
    words = client.get(other.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "too few answers" in words
    wanted = Asked(Operator.BETWEEN, (Decimal(90), None), ON)
    assert list(condition_named("satisfaction.score").build(wanted)) == [{"guest": person.pk}]
    sets = condition_named("satisfaction.sets").build(Asked(Operator.BETWEEN, (Decimal(1), None), ON))
    assert {row["guest"] for row in sets} == {person.pk, other.pk}


def test_a_machine_with_the_scope_is_told(keys, client):
    person = guest()
    answered(dict.fromkeys(keys, 10), guest=person, on=ON)
    compute_scores(None, on=AS_OF, now=NOW)
    address = reverse("api-guest-satisfaction", args=[person.number])
    answers = {}
    for scope in ("satisfaction:read", "value:read"):
        _client, token = create_client(name=scope, source="pms", scopes=[scope])
        answers[scope] = client.get(address, headers={"authorization": f"Bearer {token}"})
    assert answers["satisfaction:read"].json() == {
        "guest": person.number,
        "as_of": "2026-06-30",
        "score": 100.0,
        "sets": 1,
        "answers": 24,
        "last_on": "2026-06-17",
    }
    assert answers["value:read"].status_code == 403
