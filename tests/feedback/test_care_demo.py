"""The demo hotel has complaints with what was done, call-backs and requests."""

from datetime import date

import pytest

from feedback.care_demo import fill_care
from feedback.models import CallBack, Complaint, ComplaintEvent, Recovery
from reservations.demo.hotel import build_demo_hotel

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def test_the_demo_hotel_has_complaints_recoveries_and_calls(monkeypatch):
    monkeypatch.setattr("feedback.care_demo.COMPLAINING", 0.2)
    build_demo_hotel(on=TODAY, guests=200, years=0.1, seed=7)
    made = fill_care(on=TODAY, seed=7)
    assert made == Complaint.objects.count() > 10
    assert 0 < Recovery.objects.count() < made
    assert ComplaintEvent.objects.filter(kind="opened").count() == made
    assert CallBack.objects.exists()
