"""Rows in bulk: as true as one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DataError

from common.bulk import insert_objects, insert_rows, new_object, upsert_objects
from guests.models import Guest, NameToken
from reservations.models import Reservation, ReservationLine, RoomNight, Stay
from tests.factories import GuestFactory, LineFactory

NAMES = ["王“晓”明", "O'Brien \"\\", "a,{b}\n\t%s %%", "𠮷野 é", "null"]
pytestmark = pytest.mark.django_db


def guests(*names, **same):
    return [new_object(Guest, name=name, **same) for name in names]


@pytest.mark.parametrize("names", [NAMES, NAMES[:1]])
def test_objects_come_back_as_they_were_written_with_their_keys_in_order(names):
    written = guests(*names, nationality="CN", birthday=date(1980, 5, 4))
    written[0].confirmed_fields = ["name", "a,b"]
    written[0].birthday = None
    insert_objects(written)
    for one in written:
        stored = Guest.objects.get(pk=one.pk)
        for field in Guest._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(one, field.attname), field.name


def test_amounts_moments_lists_and_objects_are_kept_exactly():
    moment = datetime(2026, 5, 1, 23, 59, 59, 123456, tzinfo=UTC)
    rows = [
        new_object(Reservation, source="t", external_id=str(n), booked_at=moment if n else None,
                   special_requests=wishes, attributes=facts)
        for n, (wishes, facts) in enumerate([([], {}), (["a, b", '"', "静"], {"n": [1, None, {"ü": "x"}]})])
    ]  # fmt: skip
    insert_objects(rows)
    stored = Reservation.objects.get(pk=rows[1].pk)
    assert stored.booked_at == moment
    assert stored.special_requests == ["a, b", '"', "静"]
    assert stored.attributes == {"n": [1, None, {"ü": "x"}]}
    line = LineFactory()
    days = [(line.pk, date(2031, 1, day), Decimal("9999999999.99") - day) for day in (1, 2)]
    insert_rows(RoomNight, ("line_id", "date", "amount"), days)
    stored = RoomNight.objects.filter(line=line, date__year=2031).order_by("date")
    assert list(stored.values_list("line_id", "date", "amount")) == days


def test_what_is_too_long_is_refused_not_cut():
    longest = Guest._meta.get_field("name").max_length
    with pytest.raises(DataError):
        insert_objects(guests("short", "x" * (longest + 1)))


@pytest.mark.parametrize("model", [Guest, Reservation, ReservationLine, Stay])
def test_a_new_object_is_what_the_constructor_makes(model):
    ours, usual = new_object(model), model()
    dated = {"created_at", "updated_at"}
    for field in model._meta.concrete_fields:
        if not field.generated and field.name not in dated:
            assert getattr(ours, field.attname) == getattr(usual, field.attname), field.name
    assert ours._state.adding
    if model is Guest:
        ours.confirmed_fields.append("name")
        assert new_object(Guest).confirmed_fields == []


def test_rows_that_are_equal_throughout_all_go_in():
    guest = GuestFactory()
    NameToken.objects.filter(guest=guest).delete()
    insert_rows(NameToken, ("guest_id", "token", "kind"), [])
    insert_objects(guests("同名", "同名", "同名"))
    assert Guest.objects.filter(name="同名").count() == 3


def test_an_upsert_changes_the_named_columns_of_rows_that_are_there():
    line, first, second = LineFactory(), GuestFactory(), GuestFactory()
    dates = {"line": line, "is_payer": False, "arrival": line.arrival, "departure": line.departure}
    upsert_objects(
        [new_object(Stay, guest=first, **dates)], unique=["guest_id", "line_id"], update=["arrival"]
    )
    known = Stay.objects.get(guest=first, line=line)
    later = dates | {"departure": date(2032, 2, 2)}
    upsert_objects(
        [new_object(Stay, guest=first, **later), new_object(Stay, guest=second, **later)],
        unique=["guest_id", "line_id"],
        update=["departure"],
    )
    assert Stay.objects.filter(line=line, departure=date(2032, 2, 2)).count() == 2
    assert Stay.objects.get(guest=first, line=line).pk == known.pk


def test_a_value_that_no_column_takes_is_an_error():
    with pytest.raises(TypeError, match="cannot be written"):
        insert_rows(NameToken, ("guest_id", "token", "kind"), [(1, b"a", "name"), (1, b"b", "name")])
