"""The pages of the combined query: built by posting, kept, frozen, acted on, taken away with a log."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from common import jobs
from common.dates import business_date
from common.errors import EditConflict, HotelError
from common.jobs import execute
from guests.models import FrozenList, ListAction, Preference, QueryDraft, QueryExport, SavedQuery
from guests.query.actions import action_named
from guests.query.document import Document, Term, encode
from guests.services import frozen_lists
from guests.services.frozen_lists import act, forget_lists, freeze, leave_out
from guests.services.saved_queries import change_query, copy_query, forget_drafts, keep_draft, save_query
from tests.factories import GuestFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("guests:query")
WOMEN = Document("and", (Term("guest.gender", "any_of", ["female"]),))
NAMED = Document("and", (Term("guest.name", "contains", "李"),))


@pytest.fixture
def women(db):
    return [GuestFactory(name=f"李{n}", gender="female", phones=(f"1380000123{n}",)) for n in range(3)]


def rows_of(**fields):
    return {"join": "and", "part": "0", "if-0": "guest.gender", "is-0": "any_of", **fields}


def test_a_query_is_built_row_by_row_without_a_script(signed_in, women):
    client = signed_in("sales")
    added = client.post(PAGE, {"do": "add:", "new": "guest.gender"})
    assert added.status_code == 302
    page = client.get(added.headers["Location"])
    assert 'name="value-0"' in page.content.decode()
    assert page.context["list"] is None
    shown = client.post(PAGE, rows_of(**{"value-0": "female", "do": "show"}), follow=True)
    assert shown.context["list"].total.count == 3
    assert "李0" in shown.content.decode()
    assert "draft" not in shown.request["QUERY_STRING"]


def test_the_live_count_follows_the_rows(signed_in, women):
    client = signed_in("marketing")
    counted = client.post(reverse("guests:query_count"), rows_of(**{"value-0": "female"}))
    assert counted.context["counted"].guests == 3
    wrong = client.post(
        reverse("guests:query_count"), rows_of(**{"if-0": "guest.age", "is-0": "between", "low-0": "x"})
    )
    assert "x" in str(wrong.context["problem"])


def test_a_name_stands_in_no_address_and_a_draft_is_its_owners(signed_in, user_of, women, client):
    client = signed_in("crm_centre")
    posted = rows_of(**{"if-0": "guest.name", "is-0": "contains", "value-0": "李", "do": "show"})
    address = client.post(PAGE, posted).headers["Location"]
    assert "draft=" in address
    assert "doc=" not in address
    assert client.get(address).context["list"].total.count == 3
    assert client.post(PAGE, posted).headers["Location"] == address
    assert QueryDraft.objects.count() == 1
    client.force_login(user_of("crm_centre"))
    assert client.get(address).status_code == 404


def test_what_one_may_not_see_is_neither_offered_nor_answered(signed_in):
    client = signed_in("sales")
    assert "value.class" not in client.get(PAGE).content.decode()
    forbidden = encode(Document("and", (Term("value.class", "any_of", ["high"]),)))
    assert client.get(f"{PAGE}?doc={forbidden}").status_code == 403


def test_a_wrong_row_is_marked_and_a_damaged_address_is_said(signed_in):
    client = signed_in("sales")
    wrong = client.get(f"{PAGE}?doc={encode(Document('and', (Term('guest.age', 'between', ['x', None]),)))}")
    assert wrong.context["wrong"]
    assert wrong.context["list"] is None
    assert client.get(f"{PAGE}?doc=garbage").headers["Location"] == PAGE


# --- Saved queries ------------------------------------------------------------------------------------------
def test_a_query_is_saved_shared_locked_and_copied(signed_in, user_of, women):
    owner, colleague, stranger = user_of("sales"), user_of("marketing"), user_of("sales")
    query = save_query(owner=owner, name=" 女宾 ", document=WOMEN, columns=["number"])
    with pytest.raises(HotelError):
        save_query(owner=owner, name="女宾", document=WOMEN)
    query = change_query(query=query, by=owner, seen=0, shared_with=["marketing"])
    with pytest.raises(EditConflict):
        change_query(query=query, by=colleague, seen=0, document=NAMED)
    query = change_query(query=query, by=colleague, seen=1, document=NAMED)
    assert query.lock_version == 2
    with pytest.raises(PermissionDenied):
        change_query(query=query, by=colleague, seen=2, name="他人")
    with pytest.raises(PermissionDenied):
        change_query(query=query, by=stranger, seen=2, document=WOMEN)
    query = change_query(query=query, by=owner, seen=2, is_locked=True)
    with pytest.raises(PermissionDenied):
        change_query(query=query, by=colleague, seen=3, document=WOMEN)
    copy = copy_query(query=query, by=colleague)
    assert (copy.owner, copy.shared_with, copy.is_locked) == (colleague, [], False)
    assert copy_query(query=query, by=colleague).name != copy.name


def test_a_saved_query_opens_with_its_rows_and_columns_and_can_be_changed(signed_in, women):
    client = signed_in("crm_centre")
    posted = rows_of(**{"value-0": "female", "do": "save_new", "title": "女宾", "col": ["number", "phone"]})
    page = client.post(PAGE, posted, follow=True)
    assert page.context["saved"].name == "女宾"
    assert [heading.column.key for heading in page.context["list"].headings] == ["number", "phone"]
    body = page.content.decode()
    assert "••• 1230" in body
    assert "13800001230" not in body
    again = {**posted, "do": "save", "saved": page.context["saved"].pk, "seen": 0, "value-0": "male"}
    assert client.post(PAGE, again, follow=True).context["list"].total.count == 0
    stale = client.post(PAGE, again, follow=True)
    assert [message.level_tag for message in stale.context["messages"]] == ["error"]
    query = SavedQuery.objects.get()
    listed = client.get(reverse("guests:saved_queries")).content.decode()
    assert reverse("guests:saved_query", args=[query.pk]) in listed
    settings = {"name": "新名", "shared_with": ["sales"], "is_locked": "on", "seen": query.lock_version}
    page = reverse("guests:saved_query", args=[query.pk])
    # Who may not open queries is not asked to share them; nobody's desk would show it.
    body = client.get(page).content.decode()
    assert 'value="front_desk"' not in body
    assert 'id="search" value=""' in body, "the search box of the top bar knows nothing of the query"
    client.post(page, settings)
    query.refresh_from_db()
    assert (query.name, query.shared_with, query.is_locked) == ("新名", ["sales"], True)
    client.post(reverse("guests:saved_query_delete", args=[query.pk]))
    assert not SavedQuery.objects.exists()


# --- Frozen lists -------------------------------------------------------------------------------------------
def test_a_frozen_list_means_the_same_guests_whatever_changes(signed_in, women):
    client = signed_in("crm_centre")
    page = client.post(PAGE, rows_of(**{"value-0": "female", "do": "freeze"}), follow=True)
    frozen = FrozenList.objects.get()
    assert frozen.count == page.context["list"].total.count == 3
    GuestFactory(gender="female")
    women[0].gender = "male"
    women[0].save()
    assert client.get(frozen.get_absolute_url()).context["list"].total.count == 3
    client.post(reverse("guests:frozen_list_leave_out", args=[frozen.pk]), {"guest": [women[0].pk]})
    frozen.refresh_from_db()
    assert frozen.count == 2
    address = reverse("guests:frozen_list_action", args=[frozen.pk, "preference"])
    form = client.get(address)
    assert [guest.pk for guest in form.context["first"]] == [woman.pk for woman in women[1:]]
    posted = {"category": "diet", "text": "忌花生", "key": str(form.context["key"])}
    for _twice in range(2):
        assert client.post(address, posted).status_code == 302
    assert set(Preference.objects.values_list("guest", flat=True)) == {woman.pk for woman in women[1:]}
    assert ListAction.objects.get().changed == 2
    with pytest.raises(HotelError):
        leave_out(frozen=frozen, guests=[women[1].pk])


def test_nobody_is_no_list(user_of):
    with pytest.raises(HotelError):
        freeze(document=WOMEN, owner=user_of("crm_centre"), on=business_date())


@pytest.mark.parametrize(
    ("key", "data", "again"),
    [
        ("alert", {"reason": "x", "starts_on": "2026-06-01", "until": ""}, 0),
        ("note", {"department": "sales", "text": "x"}, 3),
        ("vip", {"reason": "x", "until": "2026-12-31"}, 0),
        ("preference", {"category": "diet", "text": "x", "is_must": True}, 0),
    ],
)
def test_each_action_reaches_everybody_and_repeats_without_harm(user_of, women, key, data, again):
    by = user_of("crm_centre")
    do, guests = action_named(key).do, [woman.pk for woman in women]
    assert (do(guests, data, by), do(guests, data, by)) == (3, again)
    if key == "vip":
        assert action_named("no_vip").do(guests, {}, by) == 3


def test_many_guests_are_changed_by_a_job_that_may_be_killed(user_of, women, monkeypatch):
    monkeypatch.setattr(frozen_lists, "AT_ONCE", 1)
    monkeypatch.setattr(frozen_lists, "CHUNK", 2)
    by = user_of("crm_centre")
    frozen = freeze(document=WOMEN, owner=by, on=business_date())
    data, checkpoint = {"department": "sales", "text": "x"}, jobs.Run.checkpoint
    done = act(frozen=frozen, action=action_named("note"), data=data, by=by, key=uuid.uuid4())

    def killed_at_the_end(run, cursor, **progress):
        checkpoint(run, cursor, **progress)
        if cursor["done"] == 3:
            raise ConnectionError("killed")

    monkeypatch.setattr(jobs.Run, "checkpoint", killed_at_the_end)
    execute(done.run_id)
    monkeypatch.setattr(jobs.Run, "checkpoint", checkpoint)
    execute(done.run_id)
    done.refresh_from_db()
    assert (done.changed, done.run.rows_done) == (3, 3)
    assert [woman.notes.count() for woman in women] == [1, 1, 1]


# --- Export -------------------------------------------------------------------------------------------------
def exported(client, kind):
    address = f"{PAGE}?doc={encode(WOMEN)}&col=display_name&col=phone&export={kind}"
    return b"".join(client.get(address).streaming_content)


def test_an_export_holds_what_is_shown_no_formula_and_is_logged(signed_in, women):
    women[0].name = "=1+1"
    women[0].save()
    client = signed_in("crm_centre")
    rows = list(csv.reader(io.StringIO(exported(client, "csv").decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [f"'+861380000123{n}" for n in range(3)]
    assert rows[1][0] == "'=1+1"
    sheet = load_workbook(io.BytesIO(exported(client, "xlsx"))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == rows
    log = QueryExport.objects.first()
    assert (log.by, log.count, log.columns, log.format) == (client.user, 3, ["display_name", "phone"], "xlsx")
    assert log.with_contacts
    assert log.document == WOMEN.as_json()
    page = client.get(reverse("guests:query_exports")).content.decode()
    assert "female" not in page
    assert "display_name" not in page


def test_phones_leave_masked_unless_one_may_take_them_whole(signed_in, women):
    client = signed_in("crm_centre")
    group = client.user.groups.get()
    group.permissions.remove(group.permissions.get(codename="export_contact"))
    text = exported(client, "csv").decode()
    assert "••• 1230" in text
    assert "13800001230" not in text


def test_who_may_not_export_takes_nothing(signed_in, women):
    address = f"{PAGE}?doc={encode(WOMEN)}"
    client = signed_in("sales")
    assert "export=" not in client.get(address).content.decode()
    assert client.get(f"{address}&export=xlsx").status_code == 403
    assert client.get(f"{address}&export=csv").status_code == 403
    assert not QueryExport.objects.exists()


def test_drafts_and_lists_are_forgotten_after_their_time(user_of, women):
    owner, now = user_of("crm_centre"), timezone.now()
    keep_draft(owner=owner, document=NAMED)
    freeze(document=WOMEN, owner=owner, on=business_date())
    assert (forget_drafts(as_of=now), forget_lists(as_of=now)) == (0, 0)
    later = now + timedelta(days=91)
    assert (forget_drafts(as_of=later), forget_lists(as_of=later)) == (1, 1)
    assert not FrozenList.objects.exists()
