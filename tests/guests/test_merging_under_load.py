"""Bookings are pushed while files are merged and taken apart: nothing is lost, nothing hangs on a file that is gone."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from guests.models import Guest, Note
from guests.services.merging import merge_guests
from guests.services.parting import undo_merge
from reservations.models import Reservation, Stay
from tests.factories import GuestFactory
from tests.guests.merging import push

pytestmark = pytest.mark.django_db(transaction=True)
PUSHERS, PUSHES, MERGES = 3, 8, 5
PEOPLE = [("one", "王晓明"), ("two", "李梅"), ("three", "Jonas Müller")]


@pytest.mark.usefixtures("house")
def test_pushes_during_merges_and_undoings_lose_nothing():
    files = [GuestFactory(name=name, external_ids=(("pms", key),)) for key, name in PEOPLE]
    failures: list[Exception] = []

    def run(work):
        try:
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    def pusher(n: int):
        for number in range(PUSHES):
            key, name = PEOPLE[(n + number) % len(PEOPLE)]
            push(f"B{n}-{number}", {"name": name, "external_id": key}, day=number)
            stale = files[(n + number) % len(files)]
            Note.objects.create(guest_id=stale.pk, department="front_desk", text=f"note {n}-{number}")

    def merger():
        for round_ in range(MERGES):
            merge = merge_guests(survivor=files[0], absorbed=files[1 + round_ % 2])
            if round_ < MERGES - 1:
                undo_merge(merge=merge)

    threads = [threading.Thread(target=run, args=(lambda n=n: pusher(n),)) for n in range(PUSHERS)]
    threads.append(threading.Thread(target=run, args=(merger,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures
    expected = PUSHERS * PUSHES
    assert Reservation.objects.filter(guest__merged_into__isnull=True).count() == expected
    assert Stay.objects.filter(guest__merged_into__isnull=True).count() == expected
    assert Note.objects.filter(guest__merged_into__isnull=True).count() == expected
    assert Guest.objects.filter(merged_into__isnull=False).count() == 1
    assert Guest.objects.count() == len(PEOPLE)


@pytest.mark.usefixtures("house")
def test_a_merge_waits_for_whoever_is_writing_into_one_of_the_files():
    """What is not committed yet cannot be moved; the merge must not pass it by."""
    kept, old = GuestFactory(), GuestFactory()
    written, merged = threading.Event(), threading.Event()

    def clerk():
        try:
            with transaction.atomic():
                Note.objects.create(guest=old, department="front_desk", text="half written")
                written.set()
                assert not merged.wait(timeout=1), "the merge did not wait"
        finally:
            written.set()
            connection.close()

    thread = threading.Thread(target=clerk)
    thread.start()
    written.wait(timeout=10)
    merge_guests(survivor=kept, absorbed=old)
    merged.set()
    thread.join(timeout=10)
    assert Note.objects.get().guest == kept


@pytest.mark.usefixtures("house")
def test_whoever_found_the_file_before_the_merge_and_writes_after_it_writes_into_the_survivors():
    kept, old = GuestFactory(), GuestFactory()
    merge_guests(survivor=kept, absorbed=old)
    Note.objects.bulk_create(
        [Note(guest_id=old.pk, department="front_desk", text=timezone.now().isoformat())]
    )
    assert Note.objects.get().guest == kept
