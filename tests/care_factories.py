"""Complaints, calls and requests for tests: the least that is valid."""

from datetime import timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from common.dates import business_day_start
from feedback import models as f
from feedback.care_choices import Cause, RecoveryStatus, RecoveryTool, Severity
from feedback.services.complaints import Told, open_complaint
from guests.choices import Department
from reservations.choices import StayStatus
from tests.factories import DAY, GuestFactory, StayFactory, UserFactory

#: Noon of the tests' day.
NOON = business_day_start(DAY) + timedelta(hours=8)


class ComplaintFactory(DjangoModelFactory):
    """Goes through the service; `guest=None` is nobody's."""

    class Meta:
        model = f.Complaint

    guest = factory.SubFactory(GuestFactory)

    @classmethod
    def _create(cls, model_class, *args, at=NOON, by=None, **kwargs):
        said = {"text": "空调整夜异响", "cause": Cause.ROOM, "severity": Severity.SERIOUS} | kwargs
        return open_complaint(told=Told(**said), at=at, by=by)


class RecoveryFactory(DjangoModelFactory):
    class Meta:
        model = f.Recovery

    complaint = factory.SubFactory(ComplaintFactory)
    tool = RecoveryTool.AMENITY
    detail = "送水果一份"
    cost = Decimal(40)
    status = RecoveryStatus.PROMISED
    given_by = factory.SubFactory(UserFactory)
    given_at = NOON


class FollowUpFactory(DjangoModelFactory):
    class Meta:
        model = f.FollowUp

    complaint = factory.SubFactory(ComplaintFactory)
    question = "现在都好了吗?"
    due_on = DAY


class CallBackFactory(DjangoModelFactory):
    class Meta:
        model = f.CallBack

    stay = factory.SubFactory(StayFactory, status=StayStatus.CHECKED_OUT)
    guest = factory.SelfAttribute("stay.guest")
    departed_on = factory.SelfAttribute("stay.departure")
    next_on = factory.LazyAttribute(lambda call: call.departed_on + timedelta(days=1))


class GuestRequestFactory(DjangoModelFactory):
    class Meta:
        model = f.GuestRequest

    room_text = "1208"
    department = Department.ROOMS
    text = "加一床被子"
    opened_at = NOON
    take_by = NOON + timedelta(minutes=10)
    due_at = NOON + timedelta(minutes=30)
