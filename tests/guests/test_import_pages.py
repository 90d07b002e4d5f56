"""The pages of an import of guests: hand in, name the columns, look, import, take back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common.jobs import execute
from guests.imports.fields import BY_KEY
from guests.models import Guest, GuestImport
from guests.services.files import update_guest
from tests.guests.test_imports import CONTENT

pytestmark = pytest.mark.django_db
NEW = reverse("guests:import_new")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def centre(signed_in):
    return signed_in("crm_centre")


def hand_in(centre, content=CONTENT, **data):
    file = SimpleUploadedFile("guests.csv", content.encode())
    day = timezone.localdate().isoformat()
    return centre.post(NEW, {"file": file, "source": "old_crm", "data_of": day} | data)


def columns_of(taken, **changes):
    named = {f"column-{place}": field for place, field in enumerate(taken.columns)}
    return named | {"mode": "fill", "dates": "iso"} | changes


def page_of(centre, taken) -> str:
    return centre.get(taken.get_absolute_url()).content.decode()


def address(name, taken) -> str:
    return reverse(f"guests:{name}", args=[taken.pk])


def test_from_the_file_to_the_guests_and_back(centre):
    answer = hand_in(centre)
    taken = GuestImport.objects.get()
    assert answer.url == address("import_columns", taken)
    asked = centre.get(answer.url).content.decode()
    assert "客户编号" in asked
    assert "1980-05-01" in asked
    centre.post(answer.url, columns_of(taken))
    taken.refresh_from_db()
    execute(taken.check_run_id)
    looked_at = page_of(centre, taken)
    assert not Guest.objects.exists()
    assert "1990-02-30" in looked_at
    assert "j.mueller@guest.booking.com" in looked_at
    centre.post(address("import_start", taken))
    taken.refresh_from_db()
    execute(taken.import_run_id)
    assert Guest.objects.count() == 2
    failed = b"".join(centre.get(address("import_failed", taken)).streaming_content).decode("utf-8-sig")
    assert "李四" in failed
    assert "王晓明" not in failed
    undo = address("import_undo", taken)
    assert undo in page_of(centre, taken)
    centre.post(undo)
    taken.refresh_from_db()
    execute(taken.undo_run_id)
    assert not Guest.objects.exists()
    assert undo not in page_of(centre, taken)
    assert centre.get(reverse("guests:imports")).status_code == 200


def test_what_stands_in_the_way_is_named_and_the_rest_goes_when_asked(centre):
    hand_in(centre)
    taken = GuestImport.objects.get()
    centre.post(address("import_columns", taken), columns_of(taken))
    taken.refresh_from_db()
    execute(taken.check_run_id)
    centre.post(address("import_start", taken))
    taken.refresh_from_db()
    execute(taken.import_run_id)
    touched = update_guest(guest=Guest.objects.get(name="王晓明"), changes={"position": "CEO"})
    centre.post(address("import_undo", taken))
    taken.refresh_from_db()
    execute(taken.undo_run_id)
    assert touched.number in page_of(centre, taken)
    assert Guest.objects.count() == 2
    centre.post(address("import_undo", taken), {"rest": "1"})
    taken.refresh_from_db()
    execute(taken.undo_run_id)
    assert list(Guest.objects.all()) == [touched]


def test_a_mistake_in_the_columns_is_told_beside_the_column(centre):
    hand_in(centre)
    taken = GuestImport.objects.get()
    answer = centre.post(address("import_columns", taken), columns_of(taken, **{"column-8": "name"}))
    assert str(BY_KEY["name"].label) in str(answer.context["form"].errors["column-8"])
    taken.refresh_from_db()
    assert taken.check_run is None


@pytest.mark.parametrize(
    ("data", "field"),
    [({"source": "a b"}, "source"), ({"data_of": "2999-01-01"}, "data_of"), ({"content": "\n"}, "file")],
)
def test_a_mistake_in_the_form_is_told_beside_its_field(centre, data, field):
    answer = hand_in(centre, **data)
    assert field in answer.context["form"].errors
    assert not GuestImport.objects.exists()


def test_the_desk_may_not_import(signed_in):
    assert signed_in("front_desk").get(NEW).status_code == 403
