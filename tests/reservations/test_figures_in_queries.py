"""Figures of stays and charges in combined queries, against the same figures made in Python."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guests.query.building import guests_of
from guests.query.document import Bracket, Document, Term
from reservations.choices import OutletCategory, StayStatus
from reservations.models import Charge
from reservations.services.room_revenue import recompute_spend
from tests.factories import GuestFactory, OutletFactory, StayFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
DAYS = (None, *(ON - timedelta(days=days) for days in (300, 120, 20)))
RESTAURANTS, EVERYTHING = ("f-table", "f-grill"), ("f-table", "f-grill", "f-shop")


@pytest.fixture
def posted():
    """(guest, outlet, day, amount) of every charge, by each guest; two of them have none, one of these no stay."""
    draw = random.Random(5)
    kinds = [OutletCategory.RESTAURANT, OutletCategory.RESTAURANT, OutletCategory.SHOP]
    outlets = [OutletFactory(code=code, category=kind) for code, kind in zip(EVERYTHING, kinds, strict=True)]
    guests = GuestFactory.create_batch(8)
    stays = [
        StayFactory(guest=guest, arrival=ON - timedelta(days=draw.randrange(10, 400)), status=status)
        for guest in guests[1:]
        for status in draw.choices([StayStatus.CHECKED_OUT, StayStatus.VOID], [4, 1], k=draw.randint(1, 3))
    ]
    rows = [
        Charge(
            stay=stay, guest_key=stay.guest_id, source="t", external_id=f"f{number}",
            outlet=draw.choice(outlets), amount=Decimal(draw.choice([-40, 10, 30, 80])),
            posted_at="2026-01-01T12:00:00Z", business_date=ON - timedelta(days=draw.randrange(0, 400)),
        )
        for number, stay in enumerate(draw.choices([s for s in stays if s.guest != guests[1]], k=40))
    ]  # fmt: skip
    Charge.objects.bulk_create(rows)
    recompute_spend([stay.pk for stay in stays])
    by_guest = {guest.pk: ([], []) for guest in guests}
    for stay in stays:
        by_guest[stay.guest_id][0].append(stay)
    for row in rows:
        by_guest[row.guest_key][1].append(row)
    return by_guest


ends = st.tuples(
    st.sampled_from([None, -50, 0, 1, 30, 10**12]), st.sampled_from([None, -1, 0, 2, 100, 10**12])
).filter(lambda pair: pair != (None, None) and (None in pair or pair[0] <= pair[1]))


@st.composite
def terms(draw):
    """A term and what Python says of a guest's (stays, charges)."""
    low, high = draw(ends)
    is_negated = draw(st.booleans())
    since, codes = draw(st.sampled_from(DAYS)), draw(st.sampled_from([("f-table",), RESTAURANTS, EVERYTHING]))
    asked, narrowed = [None if end is None else str(end) for end in (low, high)], {}
    if draw(st.booleans()):
        key = "stays.count"
    else:
        key, narrowed = "spend.charges", {"outlet": list(codes)}
        if since:
            narrowed["posted"] = [since.isoformat(), None]

    def holds(stays, charges):
        figure = sum(stay.status == StayStatus.CHECKED_OUT for stay in stays)
        if key == "spend.charges":
            figure = sum(
                row.amount
                for row in charges
                if row.outlet.code in codes and (since is None or row.business_date >= since)
            )
        return ((low is None or figure >= low) and (high is None or figure <= high)) != is_negated

    return Term(key, "between", asked, narrowed, is_negated), holds


JOINED = {"and": all, "or": any}


@st.composite
def documents(draw):
    """A document, often with several conditions on charges, and what Python says of a guest."""
    parts = []
    for group in draw(st.lists(st.lists(terms(), min_size=1, max_size=3), min_size=1, max_size=3)):
        if len(group) == 1:
            parts.append(group[0])
        else:
            join = draw(st.sampled_from(["and", "or"]))
            parts.append(
                (
                    Bracket(join, tuple(term for term, _holds in group)),
                    lambda *his, join=join, group=group: JOINED[join](holds(*his) for _t, holds in group),
                )
            )
    join = draw(st.sampled_from(["and", "or"]))
    document = Document(join, tuple(part for part, _holds in parts))
    return document, lambda *his: JOINED[join](holds(*his) for _part, holds in parts)


def test_whatever_figures_are_joined_the_query_finds_whom_python_finds(posted):
    @settings(max_examples=60, deadline=None, database=None)
    @given(documents())
    def check(asked):
        document, holds = asked
        found = set(guests_of(document, on=ON).values_list("pk", flat=True))
        assert found == {guest for guest, his in posted.items() if holds(*his)}

    check()
