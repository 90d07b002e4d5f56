import json
from datetime import date, timedelta
from decimal import Decimal as D
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from analytics.value.choices import NIGHT_JOB
from analytics.value.demo import enter_demo_costs
from analytics.value.models import CostInput
from analytics.value.selectors.overview import classes_of
from common.dates import business_date, business_day_start
from common.models import JobRun
from reservations.models import Charge
from tests.factories import OutletFactory

from .night import AS_OF, guest, run_night, stay

pytestmark = pytest.mark.django_db


def nightly(*arguments) -> str:
    out = StringIO()
    call_command("run_nightly", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_values_as_of_today_unless_told_otherwise():
    stay(guest(), business_date() - timedelta(days=1), 100)
    facts = json.loads(nightly("--json"))
    assert facts["business_date"] == business_date().isoformat()
    assert (facts["guests"], facts["already_done"]) == (1, False)


def test_a_finished_night_is_reported_not_repeated_unless_forced():
    stay(guest(), date(2026, 6, 1), 100)
    nightly("--date", "2026-06-30")
    assert json.loads(nightly("--date", "2026-06-30", "--json"))["already_done"] is True
    assert JobRun.objects.get(job=NIGHT_JOB).attempt == 1
    nightly("--date", "2026-06-30", "--force")
    assert JobRun.objects.get(job=NIGHT_JOB).attempt == 2


def test_a_night_of_today_is_computed_again_with_what_was_posted_since():
    stay(guest(), business_date() - timedelta(days=2), 100)
    nightly()
    stay(guest(), business_date() - timedelta(days=1), 100)
    assert json.loads(nightly("--json"))["guests"] == 2


def test_a_date_that_has_not_begun_is_refused():
    tomorrow = business_date() + timedelta(days=1)
    with pytest.raises(CommandError, match=tomorrow.isoformat()):
        nightly("--date", tomorrow.isoformat())
    assert not JobRun.objects.exists()


def test_the_desk_learns_the_class_of_many_guests_in_one_question(django_assert_num_queries):
    people = [guest() for _ in range(5)]
    for n, person in enumerate(people):
        stay(person, date(2026, 6, 1), 100 + n)
    run_night()
    classes_of([])  # planned once for each connection
    with django_assert_num_queries(1):
        classes = classes_of([person.pk for person in people])
    assert len(classes) == 5
    assert {shown.key for shown in classes.values()} <= {"secondary", "low"}


def test_demo_costs_are_a_quarter_of_revenue_and_the_same_for_the_same_seed():
    visit, outlet = stay(guest(), date(2026, 5, 1), 0), OutletFactory()
    for month in (4, 5, 6):
        day = date(2026, month, 3)
        Charge.objects.create(
            stay=visit,
            source="t",
            external_id=str(month),
            outlet=outlet,
            amount=D(10_000),
            business_date=day,
            posted_at=business_day_start(day),
        )
    assert enter_demo_costs(on=AS_OF, since=date(2026, 4, 1), seed=7) == 2
    first = list(CostInput.objects.values_list("month", "amount", "is_synthetic"))
    assert all(D(1800) < amount < D(3200) and synthetic for _month, amount, synthetic in first)
    assert enter_demo_costs(on=AS_OF, since=date(2026, 4, 1), seed=7) == 0
    assert enter_demo_costs(on=AS_OF, since=date(2026, 4, 1), seed=8) == 2
