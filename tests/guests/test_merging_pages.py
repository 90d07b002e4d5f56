"""The queue, both files side by side, and the way back, as the CRM centre has them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common.dates import business_date
from guests.models import Guest, GuestMerge, MatchReview
from guests.services.alerts import blacklist_guest
from guests.services.duplicates import SOURCE
from tests.factories import GuestFactory, RoomFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(signed_in):
    client = signed_in("crm_centre")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def review():
    kept = GuestFactory(name="王晓明", phones=("13800001234",), nationality="CN")
    new = GuestFactory(
        name="王小明",
        phones=("13800001234", "13900005678"),
        nationality="DE",
        region="Hessen",
    )
    StayFactory(guest=new)
    return MatchReview.objects.create(
        guest=new, candidate=kept, score=70, reasons=["same-phone", "like-name"], source="ota"
    )


def text(answer) -> str:
    return answer.content.decode()


def compare(review) -> str:
    return reverse("guests:merge_with", args=[review.candidate.number, review.guest.number])


def test_the_queue_shows_the_likeliest_first_with_its_reasons(english, review):
    other = MatchReview.objects.create(guest=GuestFactory(), candidate=review.candidate, score=90)
    gone = GuestFactory(merged_into=review.candidate)
    MatchReview.objects.create(guest=gone, candidate=GuestFactory(), score=99)
    MatchReview.objects.create(guest=other.guest, candidate=GuestFactory(), score=60, source=SOURCE)
    answer = english.get(reverse("guests:duplicates"), {"status": "open"})
    page = text(answer)
    assert page.index(other.guest.display_name) < page.index("王小明")
    assert "the same phone" in page
    assert gone.display_name not in page
    assert compare(review) in page
    assert "search of the files" in page
    assert "3" in text(english.get(reverse("departments:crm_centre")))


def test_both_files_stand_side_by_side_before_anything_happens(english, review):
    page = text(english.get(compare(review)))
    for words in ("王晓明", "王小明", "China", "Germany", "Hessen", "the same phone", "What moves"):
        assert words in page, words
    assert 'name="field-nationality" value="absorbed"' in page
    assert not GuestMerge.objects.exists()


def test_who_is_in_the_house_or_on_the_blacklist_is_seen_before_they_are_merged(english, review, user_of):
    today = business_date()
    room = RoomFactory()
    StayFactory(guest=review.candidate, arrival=today, status="in_house", line__room=room)
    assert "blacklist (" not in text(english.get(compare(review)))
    blacklist_guest(
        guest=review.guest,
        reason="broke the furniture",
        approver=user_of("management"),
        starts_on=today,
        ends_on=today + timedelta(days=30),
    )
    page = text(english.get(compare(review)))
    assert f"{review.guest.number} is on the blacklist (broke the furniture)" in page
    assert f"in {room.number}" in page


def test_what_was_chosen_stands_and_the_old_number_leads_on(english, review):
    answer = english.post(
        compare(review), {"field-nationality": "absorbed", "field-name": "survivor", "reason": "ID"}
    )
    merge = GuestMerge.objects.get()
    assert answer.headers["Location"] == reverse("guests:merge", args=[merge.pk])
    kept = Guest.objects.get(pk=review.candidate_id)
    assert (kept.name, str(kept.nationality), kept.region) == ("王晓明", "DE", "Hessen")
    assert (merge.reason, merge.by) == ("ID", english.user)
    old = english.get(review.guest.get_absolute_url())
    assert old.headers["Location"] == kept.get_absolute_url()
    assert review.guest.number in text(english.get(kept.get_absolute_url(), {"whole": "1"}))
    again = english.post(compare(review))
    assert again.status_code == 409
    assert "merged already" in text(again)


def test_a_merge_is_taken_back_from_its_page(english, review):
    english.post(compare(review))
    merge = GuestMerge.objects.get()
    assert "Nothing was changed since" in text(english.get(reverse("guests:merge", args=[merge.pk])))
    english.post(reverse("guests:undo_merge", args=[merge.pk]))
    review.refresh_from_db()
    assert review.status == "open"
    assert Guest.objects.get(pk=review.guest_id).merged_into is None
    assert "taken back" in text(english.get(reverse("guests:merge", args=[merge.pk])))
    # Told once, as a merge; the column behind it is no correction of the file.
    told = english.get(reverse("guests:timeline", args=[review.guest.number])).context["lines"]
    assert "change" not in {line.entry.kind for line in told}
    log = english.get(reverse("guests:changes", args=[review.candidate.number])).context["lines"]
    assert [entry for entry, _restorable in log if not entry.changes] == []
    assert "merged into" not in text(
        english.get(reverse("guests:panel", args=[review.guest.number, "changes"]))
    )


def test_conflicts_are_listed_before_it_is_taken_back_all_the_same(english, review):
    english.post(compare(review))
    merge = GuestMerge.objects.get()
    Guest.objects.filter(pk=review.candidate_id).update(region="Bayern")
    undo = reverse("guests:undo_merge", args=[merge.pk])
    answer = english.post(undo)
    assert answer.status_code == 409
    assert "guest: region" in text(answer)
    english.post(undo, {"despite": "1"})
    assert Guest.objects.get(pk=review.candidate_id).region == "Bayern"
    assert Guest.objects.get(pk=review.guest_id).merged_into is None


def test_not_the_same_person_leaves_the_queue_and_is_remembered(english, review):
    english.post(reverse("guests:different", args=[review.pk]))
    assert "王小明" not in text(english.get(reverse("guests:duplicates"), {"status": "open"}))
    assert "these are two people" in text(english.get(compare(review)))


def test_two_files_are_chosen_by_hand(english, review):
    page = text(english.post(reverse("guests:merge_choose", args=[review.candidate.number]), {"q": "王小明"}))
    assert compare(review) in page
    assert review.candidate.number not in page.split("found-list")[1].split("</ul>")[0].replace(
        compare(review), ""
    )
