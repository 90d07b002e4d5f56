from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.value.models import ValueRun
from analytics.value.selectors.health import night_banner, night_health
from analytics.value.services.night import start_due_night, start_night
from common.dates import business_date
from common.models import JobRun
from hotelcrm import watchdog

from .night import guest, run_night, stay

pytestmark = pytest.mark.django_db
YESTERDAY = date(2026, 6, 29)


def at(hour: int, minute: int = 0) -> datetime:
    """30 June 2026 by the hotel's clock; the business date turns at 04:00."""
    return datetime(2026, 6, 30, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def a_stay():
    return stay(guest(), date(2026, 6, 1), 100)


def test_a_new_hotel_without_stays_has_nothing_to_be_late_with():
    assert night_health(at(12)).state == "none"
    assert night_banner(at(12)) is None


def test_the_night_is_late_two_hours_after_the_date_has_turned(a_stay):
    run_night(YESTERDAY - timedelta(days=1))
    assert night_health(at(5, 59)).state == "ok"
    assert night_health(at(6)).state == "late"
    run_night(YESTERDAY)
    assert night_health(at(6)).state == "ok"


def test_a_failed_night_is_told_with_its_run(a_stay):
    run = JobRun.objects.create(job="night", business_date=YESTERDAY, status="failed", error="no space left")
    health = night_health(at(8))
    assert (health.state, health.run) == ("failed", run)
    banner = night_banner(at(8))
    assert banner["level"] == "danger"
    assert banner["url"] == reverse("jobs:run", args=[run.pk])


def test_a_night_that_did_nothing_although_there_was_work_is_not_green(a_stay):
    run_night(YESTERDAY)
    ValueRun.objects.update(guests=0)
    assert night_health(at(8)).state == "idle"


def test_a_run_by_hand_for_today_counts_until_tomorrow(a_stay):
    run_night(date(2026, 6, 30))
    assert night_health(at(23)).state == "ok"
    assert night_health(at(8) + timedelta(days=1)).state == "ok"
    assert night_health(at(8) + timedelta(days=2)).state == "late"


def test_the_banner_stands_on_every_page(signed_in, a_stay):
    def dangers():
        banners = signed_in("front_desk").get(reverse("guests:list")).context["banners"]
        return [banner for banner in banners if banner["level"] == "danger"]

    assert len(dangers()) == 1
    run_night(business_date())
    assert dangers() == []


def test_the_night_of_the_ended_day_is_started_once_ten_minutes_after_the_date_has_turned():
    assert start_due_night(at(4, 9)).business_date == YESTERDAY - timedelta(days=1)
    assert start_due_night(at(4, 10)).business_date == YESTERDAY
    assert start_due_night(at(4, 11)) is None
    assert JobRun.objects.count() == 2


def test_a_night_missed_while_the_machines_were_off_is_caught_up(a_stay):
    assert start_due_night(at(17)).business_date == YESTERDAY


def test_a_run_made_before_its_day_had_ended_is_repeated_at_its_end(a_stay):
    run = start_night(on=YESTERDAY, hinted=False)
    JobRun.objects.update(status="succeeded", started_at=at(4) - timedelta(hours=5))
    assert start_due_night(at(4, 10)) == run
    run.refresh_from_db()
    assert run.status == "queued"


def test_the_watchdog_does_what_no_worker_took(a_stay):
    now = timezone.now()
    on = business_date(now - timedelta(minutes=10)) - timedelta(days=1)
    assert watchdog.rescue(now) == 0  # asked for just now: the workers have their chance
    assert watchdog.rescue(now + timedelta(minutes=5)) == 1
    assert ValueRun.objects.get(is_current=True).business_date == on
    assert watchdog.rescue(now + timedelta(minutes=6)) == 2  # what the night sent for: duplicates, forecast
    assert watchdog.rescue(now + timedelta(minutes=7)) == 0
