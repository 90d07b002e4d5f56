from collections import Counter
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection

from analytics.value.formulas import habit_since, percentile
from analytics.value.models import FrozenCost, GuestValue, ValueRun
from analytics.value.selectors.overview import movers
from analytics.value.services.costs import enter_costs, freeze_cost
from analytics.value.services.night import start_night
from analytics.value.services.parameters import change_parameters
from common import jobs
from common.dates import business_day_start
from common.models import JobRun

from .night import AS_OF, guest, monthly_cost, rows_of, run_night, stay, stays, value_of

pytestmark = pytest.mark.django_db


def test_guest_of_the_worked_example_is_stored_to_the_cent():
    person = guest()
    for year, month, spend in ((2024, 7, 1200), (2025, 1, 800), (2025, 9, 1500), (2026, 3, 900)):
        stay(person, date(year, month, 1), spend)
    monthly_cost(600)
    run = run_night()
    value = value_of(person, run)
    assert run.cost_per_guest == D("600.00")
    assert (value.chv, value.profit_per_stay) == (D("3800.00"), D("950.00"))
    assert value.stays_per_period == round(4 / (D(729) / D("365.25")), 4)
    first_old = guest()
    for spend, day in ((1200, date(2024, 6, 30)), (800, date(2025, 1, 1)), (1500, date(2025, 9, 1))):
        stay(first_old, day, spend)
    stay(first_old, date(2026, 3, 1), 900)
    stay(first_old, date(2026, 4, 1), 0)
    run = run_night()
    # First stay 24 months ago: not recent itself, so four stays in two years, p = 2, r = 4400 − 600 over five.
    value = value_of(first_old, run)
    assert value.stays_per_period == 2
    assert value.profit_per_stay == D("760.00")
    assert value.ccv == D("3917.19")


def test_only_completed_stays_up_to_the_date_count():
    person = guest()
    stay(person, AS_OF - timedelta(days=10), 100)
    stay(person, AS_OF, 999)  # leaves tomorrow
    stay(person, AS_OF - timedelta(days=3), 999, status="in_house")
    stay(person, AS_OF - timedelta(days=4), 999, status="void")
    value = value_of(person, run_night())
    assert (value.stays, value.spend) == (1, D(100))


def test_a_prospect_has_no_value_yet():
    prospect = guest()
    run = run_night()
    assert not GuestValue.objects.filter(run_id=run.pk, guest_id=prospect.pk).exists()


def test_a_child_is_not_scored_and_is_from_the_fourteenth_birthday():
    child, of_age = guest(birthday=AS_OF.replace(year=AS_OF.year - 14) + timedelta(days=1)), guest()
    of_age.birthday = AS_OF.replace(year=AS_OF.year - 14)
    of_age.save()
    for person in (child, of_age):
        stay(person, date(2026, 6, 1), 500)
    run = run_night()
    assert list(GuestValue.objects.filter(run_id=run.pk).values_list("guest_id", flat=True)) == [of_age.pk]


def test_without_entered_costs_c_is_zero_and_says_so():
    stay(guest(), date(2026, 1, 1), 100)
    run = run_night()
    assert run.cost_per_guest == 0
    assert run.cost_month is None


def test_cost_is_frozen_for_the_month():
    stay(guest(), date(2026, 1, 1), 100)
    monthly_cost(100)
    first = run_night()
    monthly_cost(900)
    second = run_night()
    assert first.cost_per_guest == second.cost_per_guest == D(100)
    now = business_day_start(AS_OF)
    assert freeze_cost(on=AS_OF, now=now, by="finance", again=True).cost_per_guest == D(900)
    assert FrozenCost.objects.count() == 1


def test_who_left_for_the_first_time_in_the_month_bears_no_cost_of_the_months_before():
    here_at_the_turn, twice = guest(), guest()
    stay(guest(), date(2026, 1, 1), 100)
    stay(here_at_the_turn, date(2026, 5, 30), 100, nights=2)
    stay(twice, date(2026, 5, 30), 100, nights=2)
    stay(twice, date(2026, 5, 1), 100)
    monthly_cost(600)
    assert run_night().cost_per_guest == D(300)
    assert freeze_cost(on=date(2026, 6, 29), now=business_day_start(AS_OF), again=True).guests == 2


def test_only_months_before_the_accounting_month_are_frozen():
    stay(guest(), date(2026, 1, 1), 100)
    enter_costs(amounts={date(2026, 5, 9): D(70), date(2026, 6, 1): D(500)}, by="finance")
    assert run_night().cost_per_guest == D(70)


def test_repeating_a_night_gives_the_same_rows():
    hotel_of(30)
    first = rows_of(run_night())
    assert first
    assert rows_of(run_night()) == first
    assert ValueRun.objects.filter(status="complete").count() == 1


def hotel_of(guests: int) -> None:
    for n in range(guests):
        person = guest(
            industry=("clerk", "teacher", "", "manager")[n % 4],
            income_band=n % 6 or None,
            credit=(None, 1, 2, 3, 4)[n % 5],
        )
        for k in range(1 + n % 3):
            stay(
                person,
                AS_OF - timedelta(days=5 + 37 * k + n),
                100 + 13 * n + k,
                motive=("business", "sightseeing", "")[(n + k) % 3],
            )
    monthly_cost(1000)


def test_a_finished_night_is_left_alone_unless_repeated():
    stay(guest(), date(2026, 1, 1), 100)
    run = run_night()
    assert run_night(again=False).pk == run.pk
    assert JobRun.objects.get(job="night").attempt == 1


def test_readers_keep_the_newer_date_when_an_older_one_is_computed_afterwards():
    stay(guest(), date(2026, 1, 1), 100)
    newer = run_night(AS_OF)
    older = run_night(AS_OF - timedelta(days=30))
    assert ValueRun.objects.get(is_current=True) == newer
    assert older.status == "complete"
    assert len(rows_of(older)) == 1


def test_detail_is_dropped_after_90_days_except_month_ends():
    stay(guest(), date(2025, 1, 1), 100)
    middle, month_end = run_night(date(2026, 1, 15)), run_night(date(2026, 1, 31))
    run_night(AS_OF)
    middle.refresh_from_db()
    month_end.refresh_from_db()
    assert (middle.has_detail, month_end.has_detail) == (False, True)
    assert rows_of(month_end)
    assert not rows_of(middle)
    assert tables() == {f"value_guestvalue_{run.pk}" for run in ValueRun.objects.filter(has_detail=True)}


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND (relname LIKE 'value\\_guestvalue\\_%%' OR relname LIKE 'value\\_build\\_%%')"
        )
        return {name for (name,) in cursor.fetchall()}


def test_referrer_is_credited_with_the_profit_after_the_first_stay():
    referrer = guest()
    stay(referrer, date(2026, 1, 1), 500)
    friend = guest(referred_by=referrer)
    stay(friend, date(2026, 2, 1), 900)
    stay(friend, date(2026, 3, 1), 5000)
    monthly_cost(200)
    assert value_of(referrer, run_night()).referral_value == D("800.00")


def test_most_frequent_motive_of_the_guest_counts():
    person = guest()
    for day, motive in ((1, "visiting"), (2, "business"), (3, "business"), (4, "")):
        stay(person, date(2026, 1, day), 100, motive=motive)
    assert value_of(person, run_night()).motive == "business"


def test_changed_motive_of_a_booking_reaches_its_stays():
    person = guest()
    visit = stay(person, date(2026, 1, 1), 100, motive="business")
    reservation = visit.line.reservation
    reservation.motive = "visiting"
    reservation.save()
    visit.refresh_from_db()
    assert visit.motive == "visiting"


def test_indicators_without_a_source_are_unknown_and_lower_completeness():
    person = guest(industry="clerk", credit=4, income_band=5)
    stay(person, date(2026, 1, 1), 100, motive="business")
    value = value_of(person, run_night())
    assert value.satisfaction is None
    assert value.completeness == D("0.833")
    assert not value.is_uncertain


def test_a_guest_known_only_by_his_stays_is_uncertain_and_not_high():
    anonymous = guest(is_anonymous=True)
    stay(anonymous, date(2026, 1, 1), 100)
    value = value_of(anonymous, run_night())
    assert (value.cpv, value.completeness, value.value_class) == (None, 0, "secondary")
    assert value.is_uncertain


def test_thresholds_follow_the_parameters():
    hotel_of(20)
    change_parameters(
        settings={"ccv_threshold": "amount", "ccv_threshold_at": D(100), "cpv_threshold": "median"},
        valid_from=AS_OF,
        note="",
        by="manager",
    )
    run = run_night()
    values = list(GuestValue.objects.filter(run_id=run.pk))
    assert run.ccv_from == D(100)
    assert run.cpv_from == sorted(v.cpv for v in values if v.cpv is not None)[9]
    assert {v.value_class for v in values if v.ccv >= 100} <= {"high", "secondary"}


def test_summary_counts_what_the_rows_say():
    hotel_of(40)
    run = run_night()
    rows = list(GuestValue.objects.filter(run_id=run.pk))
    classes = run.summary["classes"]
    assert sum(figures["guests"] for figures in classes.values()) == len(rows) == run.guests
    assert sum(D(figures["ccv"]) for figures in classes.values()) == sum(row.ccv for row in rows)
    assert sum(D(figures["chv"]) for figures in classes.values()) == sum(row.chv for row in rows)
    assert sum(cell[2] for cell in run.summary["cells"]) == sum(row.cpv is not None for row in rows)
    assert sum(D(cell[3]) for cell in run.summary["cells"]) == sum(r.ccv for r in rows if r.cpv is not None)
    ccvs = [row.ccv for row in rows]
    assert run.summary["quantiles"] == [str(percentile(ccvs, D(step) / 20)) for step in range(1, 20)]
    chvs = sorted((row.chv for row in rows), reverse=True)
    running, needed = D(0), 0
    while running < sum(chvs) * D("0.8"):
        running += chvs[needed]
        needed += 1
    assert run.summary["pyramid"]["main_guests"] == needed
    assert D(run.summary["pyramid"]["tops"][2]["part"]) == round(sum(chvs[:8]) / sum(chvs), 6)


def test_half_a_cent_is_rounded_away_from_nothing_whatever_a_float_says_of_it():
    """Two stays, one of them recent, over two years: CCV is a quarter of the spend."""
    gained, lost = guest(), guest()
    for person, spend in ((gained, "1.06"), (lost, "-1.06")):
        stay(person, date(2023, 1, 1), 0)
        stay(person, date(2026, 1, 1), spend)
    change_parameters(settings={"periods": 1, "discount_rate": D(0)}, valid_from=AS_OF, note="", by="manager")
    run = run_night()
    assert (value_of(gained, run).ccv, value_of(lost, run).ccv) == (D("0.27"), D("-0.27"))


def test_somebody_who_comes_every_week_does_not_stop_the_night():
    person = guest()
    stays((person, AS_OF - timedelta(days=4 * week), {}) for week in range(1, 161))
    value = value_of(person, run_night())
    assert (value.recent_stays, value.stays_per_period) == (160, D("91.3125"))


def test_migration_between_classes_and_movers_since_the_last_run():
    risen, stayed = guest(), guest()
    stay(risen, date(2026, 1, 1), 100)
    stay(stayed, date(2026, 1, 1), 1000)
    before = run_night(AS_OF - timedelta(days=1))
    stay(risen, AS_OF - timedelta(days=1), 5000)
    newcomer = guest()
    stay(newcomer, AS_OF - timedelta(days=1), 10)
    after = run_night(AS_OF)
    assert after.summary["compared_with"] == before.pk
    moves = {(old, new): n for old, new, n in after.summary["migration"]}
    assert moves[("low", "secondary")] == 1
    assert moves[(None, "low")] == 1
    was, now = (
        dict(GuestValue.objects.filter(run=run).values_list("guest_id", "value_class"))
        for run in (before, after)
    )
    assert moves == Counter((was.get(person), value_class) for person, value_class in now.items())
    best = after.summary["movers"]["up"][0]
    assert best["guest"] == risen.pk
    assert best["stays"] == [1, 2]


def test_who_fell_because_a_stay_became_older_than_24_months_is_told_so():
    person = guest()
    stay(person, habit_since(AS_OF), 5000)
    stay(person, AS_OF - timedelta(days=300), 5000)
    run_night(AS_OF - timedelta(days=1))
    after = run_night(AS_OF)
    mover = movers(after)["down"][0]
    assert mover.guest == person
    assert "24" in mover.reason


def test_a_night_without_stays_is_complete_and_empty():
    run = run_night()
    assert (run.status, run.guests, run.summary["pyramid"]) == ("complete", 0, {})


def test_what_a_crash_of_the_database_emptied_is_collected_again():
    hotel_of(12)
    undisturbed = rows_of(run_night())
    run = start_night(on=AS_OF, again=True, hinted=False)

    def fail_at_the_first_stored_row(execute, sql, params, many, context):
        if "INSERT INTO value_guestvalue_" in str(sql):
            raise ConnectionError("gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail_at_the_first_stored_row):
        jobs.execute(run.pk)
    building = ValueRun.objects.get(status="building")
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE value_build_{building.pk}")  # what PostgreSQL does to an unlogged table
    jobs.execute(run.pk, reraise=True)
    assert rows_of(ValueRun.objects.get(is_current=True)) == undisturbed
