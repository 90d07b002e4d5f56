from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from common.machines.authentication import token_hash
from common.machines.clients import BadClient, create_client, renew_token, revoke_client
from common.models import ApiClient, JobRun
from reservations.models import QuarantineItem

pytestmark = pytest.mark.django_db


def the_client(**kwargs):
    return create_client(**({"name": "Front office", "source": "pms", "scopes": ["guests:read"]} | kwargs))


# --- API clients ---------------------------------------------------------------------------------------
def test_only_the_hash_of_a_token_is_stored():
    client, token = the_client()
    stored = ApiClient.objects.values().get(pk=client.pk)
    assert stored["token_hash"] == token_hash(token)
    assert token not in str(stored)


def test_a_scope_the_api_does_not_know_is_refused_by_name():
    with pytest.raises(BadClient, match="guests:destroy"):
        the_client(scopes=["guests:read", "guests:destroy"])


def test_a_second_client_of_the_same_name_is_refused_beside_the_name():
    the_client()
    with pytest.raises(BadClient) as refused:
        the_client()
    assert refused.value.field == "name"


def test_networks_are_kept_in_one_spelling():
    client, _ = the_client(networks=["10.0.0.7/8", " 192.0.2.7"])
    assert client.networks == ["10.0.0.0/8", "192.0.2.7/32"]
    with pytest.raises(BadClient, match="hotel"):
        the_client(name="Other", networks=["hotel"])


def test_a_new_token_replaces_the_old_one():
    client, old = the_client()
    new = renew_token(client=client)
    assert ApiClient.objects.get().token_hash == token_hash(new) != token_hash(old)


def test_a_revoked_client_stays_revoked():
    client, _ = the_client()
    revoke_client(client=client, at=timezone.make_aware(datetime(2026, 6, 15, 9)))
    revoke_client(client=client, at=timezone.now())
    with pytest.raises(BadClient):
        renew_token(client=client)
    assert timezone.localdate(ApiClient.objects.get().revoked_at) == date(2026, 6, 15)


def test_the_page_shows_a_new_token_once_and_never_again(signed_in):
    page = signed_in("crm_centre")
    given = {"name": "Till", "source": "till", "rate_limit": 600, "scopes": ["charges:write"], "networks": ""}
    answer = page.post(reverse("departments:api_client_create"), given)
    assert "no-store" in answer.headers["Cache-Control"]
    token = answer.context["token"]
    assert token in answer.content.decode()
    assert ApiClient.objects.get().token_hash == token_hash(token)
    assert token not in page.get(reverse("departments:api_clients")).content.decode()


def test_what_is_wrong_with_a_client_is_said_beside_its_field_and_nothing_is_saved(signed_in):
    page = signed_in("crm_centre")
    given = {"name": "Till", "source": "till", "rate_limit": 0, "networks": "hotel", "scopes": ["no:such"]}
    form = page.post(reverse("departments:api_client_create"), given).context["form"]
    assert set(form.errors) == {"rate_limit", "networks", "scopes"}
    assert not ApiClient.objects.exists()


def test_a_change_keeps_source_and_token_and_the_last_day_is_whole(signed_in, settings):
    page = signed_in("crm_centre")
    client, token = the_client()
    given = {
        "name": "Front office",
        "source": "other",
        "rate_limit": 60,
        "scopes": ["reservations:write"],
        "networks": "10.0.0.0/8, 192.0.2.7",
        "expires_on": "2027-01-31",
    }
    answer = page.post(reverse("departments:api_client_edit", args=[client.pk]), given)
    assert answer.status_code == 302
    client.refresh_from_db()
    assert (client.source, client.token_hash) == ("pms", token_hash(token))
    assert client.scopes == ["reservations:write"]
    assert client.networks == ["10.0.0.0/8", "192.0.2.7/32"]
    assert timezone.localtime(client.expires_at).date() == date(2027, 2, 1)
    form = page.get(reverse("departments:api_client_edit", args=[client.pk])).context["form"]
    assert form["expires_on"].value() == date(2027, 1, 31)


def test_revoking_on_the_page_ends_the_client(signed_in):
    page = signed_in("crm_centre")
    client, _ = the_client()
    page.post(reverse("departments:api_client_revoke", args=[client.pk]))
    client.refresh_from_db()
    assert client.revoked_at is not None
    assert page.get(reverse("departments:api_client_edit", args=[client.pk])).status_code == 404


# --- The night -----------------------------------------------------------------------------------------
def test_the_button_computes_the_values_as_of_now_once(signed_in):
    page = signed_in("crm_centre")
    for _ in range(2):
        answer = page.post(reverse("value:start"))
        run = JobRun.objects.get()
        assert answer.headers["Location"] == reverse("jobs:run", args=[run.pk])
    assert run.business_date == business_date()
    assert run.requested_by == page.user


def test_a_failed_night_is_done_again(signed_in):
    page = signed_in("crm_centre")
    page.post(reverse("value:start"))
    JobRun.objects.update(status=JobRun.Status.FAILED, error="no space left")
    page.post(reverse("value:start"))
    assert JobRun.objects.get().status == JobRun.Status.QUEUED


# --- The page ------------------------------------------------------------------------------------------
def test_an_empty_centre_says_what_to_do(signed_in):
    page = signed_in("crm_centre").get(reverse("departments:crm_centre"))
    assert page.status_code == 200
    assert page.content.decode().count("empty-state") == 4


def test_the_centre_shows_nights_quarantine_imports_and_clients(signed_in):
    page = signed_in("crm_centre")
    JobRun.objects.create(job="night", business_date=date(2026, 6, 14), status=JobRun.Status.FAILED)
    for number in range(2):
        QuarantineItem.objects.create(
            kind="reservation", source="pms", external_id=f"B{number}", reason="unknown-room-type"
        )
    the_client()
    shown = page.get(reverse("departments:crm_centre"))
    text = shown.content.decode()
    assert "2026-06-14" in text
    waiting = {"reason": "unknown-room-type", "words": "未知房型", "source": "pms", "n": 2}
    assert shown.context["quarantine"] == [waiting]
    assert "未知房型</a>" in shown.content.decode()
    assert "Front office" in text


def test_management_sees_the_nights_but_not_the_machines(signed_in):
    shown = signed_in("management").get(reverse("departments:crm_centre"))
    assert shown.status_code == 200
    assert "clients" not in shown.context
    assert "quarantine" not in shown.context
