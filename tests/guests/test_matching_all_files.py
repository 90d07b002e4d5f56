"""The search for duplicates over files that are there: blocks, queue, contests, repeating, being killed."""

from datetime import date

import pytest
from django.urls import reverse

from common import jobs
from common.models import JobRun
from guests.drafts import DocumentDraft, GuestDraft
from guests.matching import JOIN_FROM, Reason
from guests.models import Guest, GuestPhone, MatchReview, Relationship
from guests.selectors.blocking import MOST_FILES
from guests.services import duplicate_search
from guests.services.contacts import drop_contact
from guests.services.duplicate_search import JOB, start_nightly_search, start_search
from guests.services.files import create_guests, update_guest
from guests.services.merging import merge_guests
from guests.services.parting import undo_merge
from hotelcrm.bench import duplicates as bench
from hotelcrm.bench.doubles import known_files

pytestmark = pytest.mark.django_db

BORN = date(1980, 5, 4)
PHONE = "13800001234"


def files(*drafts: dict) -> list[Guest]:
    return create_guests(drafts=[GuestDraft(**draft) for draft in drafts])


def search(**params) -> dict:
    return jobs.run_now(JOB, params=params).result


def queue() -> dict[tuple[int, int], MatchReview]:
    return {(review.guest_id, review.candidate_id): review for review in MatchReview.objects.all()}


def only_review() -> MatchReview:
    return MatchReview.objects.get()


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (
            {"name": "王晓明", "phones": (PHONE,)},
            {"name": "WANG/XIAOMING MR", "phones": ("+86 138 0000 1234",)},
            {Reason.PHONE, Reason.NAME},
        ),
        (
            {"name": "Jonas Müller", "emails": ("J@example.com",)},
            {"name": "Mueller, Jonas", "emails": ("j@example.com",)},
            {Reason.EMAIL, Reason.NAME},
        ),
        (
            {"name": "王晓明", "documents": (DocumentDraft("passport", "E 1234"),)},
            {"name": "Tony", "documents": (DocumentDraft("passport", "e1234"),)},
            {Reason.DOCUMENT, Reason.OTHER_NAME},
        ),
    ],
)
def test_files_that_are_one_person_stand_on_top_of_the_queue(one, other, reasons):
    older, newer = files(one, other)
    search()
    review = only_review()
    assert (review.guest, review.candidate, review.source) == (newer, older, "search")
    assert set(review.reasons) == reasons
    assert review.score >= JOIN_FROM


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"name": "王晓明", "birthday": BORN}, {"name": "Xiao Ming WANG", "birthday": BORN}, Reason.BIRTHDAY),
        (
            {"name": "Katharina Schmidt", "birthday": BORN},
            {"name": "Schmidt, Katarina", "birthday": BORN},
            Reason.LIKE_NAME,
        ),
        (
            {"name": "王晓明", "birthday": BORN},
            {"name": "王晓明", "birthday": date(1980, 4, 5)},
            Reason.NEAR_BIRTHDAY,
        ),
        (
            {"name": "王晓明", "phones": (PHONE,)},
            {"name": "王晓明", "phones": ("13800001235",)},
            Reason.NEAR_PHONE,
        ),
        (
            {"name": "王晓明", "documents": (DocumentDraft("identity_card", "430102198005041234"),)},
            {"name": "王晓明", "documents": (DocumentDraft("identity_card", "430102199005041234"),)},
            Reason.NEAR_DOCUMENT,
        ),
        (
            {"name": "Anna Weber", "birthday": BORN, "extra": {"former_names": ["Anna Schmidt"]}},
            {"name": "Anna Schmidt", "birthday": BORN},
            Reason.NAME,
        ),
    ],
)
def test_files_that_may_be_one_person_wait_for_somebody(one, other, reason):
    files(one, other)
    search()
    review = only_review()
    assert review.score < JOIN_FROM
    assert reason in review.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "王晓明"}, {"name": "王晓明"}),
        ({"name": "王晓明", "birthday": BORN}, {"name": "王晓明", "birthday": date(1991, 7, 30)}),
        ({"name": "王伟", "phones": (PHONE,)}, {"name": "李芳", "phones": (PHONE,)}),
        (
            {"name": "王晓明", "emails": ("a@guest.booking.com",)},
            {"name": "王晓明", "emails": ("a@guest.booking.com",)},
        ),
        (
            {"name": "王晓明", "phones": (PHONE,), "is_anonymous": True},
            {"name": "王晓明", "phones": (PHONE,), "is_anonymous": True},
        ),
    ],
)
def test_namesakes_couples_and_masked_addresses_are_left_alone(one, other):
    files(one, other)
    search()
    assert not MatchReview.objects.exists()


def test_an_agencys_phone_pairs_only_namesakes_and_only_for_a_person():
    crowd = [{"name": f"王{chr(0x4E00 + n)}明", "phones": (PHONE,)} for n in range(MOST_FILES)]
    one, *_, other = files(
        {"name": "李红梅", "phones": (PHONE,)}, *crowd, {"name": "李红梅", "phones": (PHONE,)}
    )
    search()
    review = queue()[other.pk, one.pk]
    assert set(review.reasons) == {Reason.SHARED, Reason.NAME}
    assert not any(review.score >= JOIN_FROM for review in queue().values())


def test_a_phone_that_somebody_marked_as_shared_no_longer_joins():
    files({"name": "王晓明", "phones": (PHONE,)}, {"name": "王晓明", "phones": (PHONE,)})
    GuestPhone.objects.update(is_shared=True)
    search()
    assert only_review().score < JOIN_FROM


def test_a_file_that_fits_two_who_contradict_each_other_waits_for_a_person():
    father, son, either = files(
        {"name": "Wang Lei", "phones": (PHONE,), "birthday": BORN},
        {"name": "Wang Lei", "phones": (PHONE,), "birthday": date(2006, 1, 9)},
        {"name": "Wang Lei", "phones": (PHONE,)},
    )
    search()
    for known in (father, son):
        review = queue()[either.pk, known.pk]
        assert review.score == JOIN_FROM - 1
        assert Reason.CONTESTED in review.reasons


def test_looking_again_changes_nothing_and_takes_back_what_no_longer_fits():
    _, other = files({"name": "王晓明", "phones": (PHONE,)}, {"name": "王晓明", "phones": (PHONE,)})
    search()
    before = only_review()
    again = search()
    assert (again["added"], again["withdrawn"]) == (0, 0)
    assert only_review() == before
    update_guest(guest=other, changes={"name": "李芳"})
    assert search()["withdrawn"] == 1
    assert not MatchReview.objects.exists()


@pytest.mark.parametrize("is_turned", [False, True])
def test_two_people_said_to_be_two_are_never_proposed_again_in_either_order(is_turned):
    pair = files({"name": "王晓明", "phones": (PHONE,)}, {"name": "王晓明", "phones": (PHONE,)})
    guest, candidate = reversed(pair) if is_turned else pair
    MatchReview.objects.create(
        guest=guest, candidate=candidate, score=60, status=MatchReview.Status.DIFFERENT
    )
    search()
    assert (only_review().status, only_review().score) == (MatchReview.Status.DIFFERENT, 60)


def test_what_a_push_proposed_is_not_proposed_twice_nor_weakened():
    older, newer = files({"name": "王晓明", "phones": (PHONE,)}, {"name": "王晓明", "phones": (PHONE,)})
    MatchReview.objects.create(guest=older, candidate=newer, score=95, reasons=["same-place-in-booking"])
    search()
    assert (only_review().score, only_review().reasons) == (95, ["same-place-in-booking"])


def test_husband_and_wife_on_file_are_two_people_whatever_they_share():
    one, other = files(
        {"name": "Maria Rossi", "phones": (PHONE,), "birthday": BORN},
        {"name": "M. Rossi", "phones": (PHONE,), "birthday": BORN},
    )
    Relationship.objects.create(guest=one, other=other, kind="spouse")
    search()
    assert not MatchReview.objects.exists()


def test_the_night_looks_only_at_what_changed(monkeypatch):
    monkeypatch.setattr("guests.selectors.touched.LATE_ROWS", 0)
    one, *_ = files({"name": "王晓明", "phones": (PHONE,)}, {"name": "李芳"}, {"name": "王晓明"})
    assert search()["guests"] == 3
    assert search(changes_only=True)["guests"] == 0
    (new,) = files({"name": "Wang Xiaoming", "phones": (PHONE,)})
    assert search(changes_only=True)["guests"] == 1
    assert set(queue()) == {(new.pk, one.pk)}
    drop_contact(contact=new.phones.get())
    assert search(changes_only=True)["guests"] == 1
    assert not MatchReview.objects.exists()


def test_a_night_has_one_search_and_a_person_starts_no_second_one():
    assert start_nightly_search(on=BORN) == start_nightly_search(on=BORN)
    assert start_search() == start_search()
    assert JobRun.objects.filter(job=JOB).count() == 2


def test_a_search_that_was_killed_goes_on_where_it_was(monkeypatch):
    people = [{"name": "王晓明", "phones": (f"1380000{n:04d}",)} for n in range(4)]
    files(*people, *people)
    monkeypatch.setattr(duplicate_search, "CHUNK", 3)
    real, calls = duplicate_search.propose_duplicates, []

    def dies_in_the_second_chunk(**given):
        calls.append(given["ids"])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(duplicate_search, "propose_duplicates", dies_in_the_second_chunk)
    run = jobs.start(JOB, hinted=False)
    with pytest.raises(KeyboardInterrupt):
        jobs.execute(run.pk)
    JobRun.objects.filter(pk=run.pk).update(heartbeat_at=None)
    assert jobs.execute(run.pk).result["guests"] == 8
    assert calls[2] == calls[1]
    assert MatchReview.objects.filter(score__gte=JOIN_FROM).count() == 4


def test_the_same_document_joins_only_where_the_hotel_allows_it_and_not_again_after_an_undo(settings):
    paper = (DocumentDraft("passport", "E1234"),)
    older, newer = files({"name": "王晓明", "documents": paper}, {"name": "王晓明", "documents": paper})
    assert search()["joined"] == 0
    settings.JOIN_EXACT_DUPLICATES = True
    assert search()["joined"] == 1
    newer.refresh_from_db()
    assert newer.merged_into == older
    undo_merge(merge=older.merges.get(), by=None)
    assert search()["joined"] == 0
    newer.refresh_from_db()
    assert newer.merged_into is None


def test_merged_files_are_compared_no_more():
    one, other = files({"name": "王晓明", "phones": (PHONE,)}, {"name": "王晓明"})
    merge_guests(survivor=one, absorbed=other)
    files({"name": "王晓明", "phones": (PHONE,)})
    search()
    assert {review.candidate for review in MatchReview.objects.all()} == {one}


def test_a_chunk_asks_the_same_number_of_queries_whatever_it_finds(django_assert_max_num_queries):
    people = [{"name": "王晓明", "phones": (f"138000{n:05d}",), "birthday": BORN} for n in range(30)]
    ids = [guest.pk for guest in files(*people, *people)]
    with django_assert_max_num_queries(25):
        duplicate_search.propose_duplicates(ids=ids, older_only=True)
    assert MatchReview.objects.exists()


def test_the_crm_centre_starts_a_search(signed_in):
    page = signed_in("crm_centre")
    assert (
        reverse("guests:look_for_duplicates") in page.get(reverse("departments:crm_centre")).content.decode()
    )
    answer = page.post(reverse("guests:look_for_duplicates"))
    run = JobRun.objects.get(job=JOB)
    assert answer.headers["Location"] == reverse("jobs:run", args=[run.pk])
    assert run.requested_by == page.user


def test_of_known_files_the_joins_are_right_and_hardly_a_double_is_missed():
    truth = bench.load(known_files(2000, seed=7, juniors=0))
    search()
    found = bench.found()
    assert len(found.sure) > 50
    assert bench.precision(found.sure, truth) >= 0.999
    assert bench.recall(found.proposed, truth.findable) >= 0.95
