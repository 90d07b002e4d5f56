"""Guests, rooms and stays for tests: the least that is valid, each call a new one."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from common.dates import business_day_start
from guests.models import Account, Guest
from guests.services.files import GuestDraft, create_guests
from reservations import models as r
from reservations.choices import OutletCategory, RoomClass, Status, StayStatus

DAY = date(2026, 6, 15)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password("correct horse battery")


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = Account

    code = factory.Sequence(lambda n: f"ACC{n}")
    name = factory.Sequence(lambda n: f"耒阳公司{n}")


class GuestFactory(DjangoModelFactory):
    """Goes through the service, so that the guest can be found; `phones` and `emails` are tuples of text."""

    class Meta:
        model = Guest

    name = factory.Sequence(lambda n: f"Test Guest{n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        draft_fields = {name: kwargs.pop(name) for name in list(kwargs) if name in GuestDraft.__annotations__}
        return create_guests(drafts=[GuestDraft(**draft_fields, extra=kwargs)])[0]


class RoomTypeFactory(DjangoModelFactory):
    class Meta:
        model = r.RoomType

    code = factory.Sequence(lambda n: f"type-{n}")
    name_zh = "标准间"
    name_en = "Standard"
    room_class = RoomClass.STANDARD
    base_rate = Decimal("300.00")


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = r.Room

    number = factory.Sequence(lambda n: f"T{n:04d}")
    floor = 5
    room_type = factory.SubFactory(RoomTypeFactory)


class OutletFactory(DjangoModelFactory):
    class Meta:
        model = r.Outlet

    code = factory.Sequence(lambda n: f"outlet-{n}")
    name_zh = "湘菜馆"
    name_en = "Hunan restaurant"
    category = OutletCategory.RESTAURANT


class ReservationFactory(DjangoModelFactory):
    class Meta:
        model = r.Reservation

    source = "desk"
    external_id = factory.Sequence(lambda n: f"B{n}")
    guest = factory.SubFactory(GuestFactory)


class LineFactory(DjangoModelFactory):
    class Meta:
        model = r.ReservationLine

    reservation = factory.SubFactory(ReservationFactory)
    room_type = factory.SubFactory(RoomTypeFactory)
    arrival = DAY
    departure = DAY + timedelta(days=2)


class StayFactory(DjangoModelFactory):
    """An expected stay; `status=` in_house or checked_out fills in the moments that such a stay has."""

    class Meta:
        model = r.Stay

    guest = factory.SubFactory(GuestFactory)
    line = factory.SubFactory(
        LineFactory,
        reservation__guest=factory.SelfAttribute("...guest"),
        arrival=factory.SelfAttribute("..arrival"),
        departure=factory.SelfAttribute("..departure"),
        status=factory.LazyAttribute(lambda line: line_status(line.factory_parent.status)),
    )
    arrival = DAY
    departure = factory.LazyAttribute(lambda stay: stay.arrival + timedelta(days=2))
    status = StayStatus.EXPECTED
    room = factory.SelfAttribute("line.room")
    checked_in_at = factory.LazyAttribute(
        lambda stay: None if stay.status == StayStatus.EXPECTED else business_day_start(stay.arrival)
    )
    checked_out_at = factory.LazyAttribute(
        lambda stay: business_day_start(stay.departure) if stay.status == StayStatus.CHECKED_OUT else None
    )


def line_status(stay_status: str) -> str:
    """The line's status that goes with a stay's."""
    return {
        StayStatus.EXPECTED: Status.CONFIRMED,
        StayStatus.IN_HOUSE: Status.IN_HOUSE,
        StayStatus.CHECKED_OUT: Status.CHECKED_OUT,
        StayStatus.VOID: Status.CANCELLED,
    }[stay_status]
