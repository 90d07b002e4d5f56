"""Who is in a segment, told to machines."""

import pytest
from django.utils import timezone

from analytics.segments.services.classifying import classify
from analytics.segments.services.questions import publish
from tests.analytics.segments.described import NIGHT, STAYED, describe, tree_version
from tests.night_job import NightJob

DINES = STAYED | {"use_restaurant": "often"}


@pytest.mark.django_db
def test_machines_are_told_who_is_in_a_segment(machine):
    publish(version=tree_version(), by="manager", now=timezone.now())
    guests = describe(DINES, DINES, STAYED, DINES)
    classify(NightJob(), on=NIGHT, now=timezone.now())
    client = machine("segments:read")
    first = client.get("/segments/diner/guests?limit=2").json()
    rest = client.get(f"/segments/scheme:diner/guests?limit=2&cursor={first['next']}").json()
    numbers = [item["guest"] for item in [*first["items"], *rest["items"]]]
    assert (numbers, rest["next"]) == ([guests[0].number, guests[1].number, guests[3].number], None)
    assert client.get("/segments/value:high/guests").json() == {"items": [], "next": None}
    for unknown in ("fourteenth", "filter:1", "nothing:here", "filter:x"):
        assert client.get(f"/segments/{unknown}/guests").status_code == 404
