"""The import from a page: looked through first, written when asked, reported with every doubt."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common.handed_in import KEPT_DAYS, forget_files
from common.jobs import execute
from reservations.imports.hotel_booking_demand import SOURCE
from reservations.models import BookingImport, Reservation
from tests.reservations.test_import_bookings import EXCERPT

pytestmark = pytest.mark.django_db
NEW = reverse("reservations:import_new")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "imports"


def hand_in(client, content=None, name="bookings.csv"):
    file = SimpleUploadedFile(name, EXCERPT.read_bytes() if content is None else content)
    return client.post(NEW, {"mapping": SOURCE, "file": file})


@pytest.fixture
def looked_through(signed_in):
    client = signed_in("crm_centre")
    hand_in(client)
    taken = BookingImport.objects.get()
    execute(taken.check_run_id)
    return client, taken


def test_a_file_is_looked_through_before_anything_is_written(looked_through):
    client, taken = looked_through
    page = client.get(taken.get_absolute_url()).content.decode()
    assert "128,484.81" in page
    assert "stays_in_week_nights" in page  # a doubtful row, by its field
    assert reverse("reservations:import_start", args=[taken.pk]) in page
    assert not Reservation.objects.exists()


def test_started_it_imports_reports_and_the_file_is_gone(looked_through, media):
    client, taken = looked_through
    client.post(reverse("reservations:import_start", args=[taken.pk]))
    taken.refresh_from_db()
    execute(taken.import_run_id)
    taken.refresh_from_db()
    assert taken.import_run.result["created"] == Reservation.objects.count() == 500
    assert "128,484.81" in client.get(taken.get_absolute_url()).content.decode()
    assert {path.name for path in media.iterdir()} == {f"{taken.pk}.problems.csv", f"{taken.pk}.failed.csv"}


def test_a_second_click_starts_no_second_import(looked_through):
    client, taken = looked_through
    start = reverse("reservations:import_start", args=[taken.pk])
    client.post(start)
    taken.refresh_from_db()
    first = taken.import_run_id
    client.post(start)
    taken.refresh_from_db()
    assert taken.import_run_id == first


def test_every_doubtful_row_can_be_paged_and_taken_away(looked_through):
    client, taken = looked_through
    answer = client.get(reverse("reservations:import_problems", args=[taken.pk]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    told = sum(
        taken.check_run.__class__.objects.get(pk=taken.check_run_id).result["reasons"]["doubtful"].values()
    )
    assert len(lines) == told + 1
    shown = client.get(taken.get_absolute_url() + "?page=1").content.decode().count("<code>")
    assert shown == min(told, 50)


@pytest.mark.parametrize("content", [b"", b"a,b,c\n1,2,3\n", bytes(range(128, 256))])
def test_a_file_of_another_kind_is_refused_beside_its_field_and_not_kept(signed_in, media, content):
    answer = hand_in(signed_in("crm_centre"), content or b"\n")
    assert answer.status_code == 200
    assert "file" in answer.context["form"].errors
    assert not BookingImport.objects.exists()
    assert not any(media.iterdir())


def test_who_may_not_import_sees_neither_page_nor_file(signed_in):
    assert signed_in("front_desk").get(NEW).status_code == 403


def test_a_file_that_nobody_imported_is_deleted_after_two_weeks(looked_through, media):
    _client, taken = looked_through
    now = timezone.now()
    assert forget_files([taken.folder()], as_of=now + timedelta(days=KEPT_DAYS - 1)) == 0
    assert taken.path.exists()
    assert forget_files([taken.folder()], as_of=now + timedelta(days=KEPT_DAYS + 1)) == 3
    assert not list(media.iterdir())
