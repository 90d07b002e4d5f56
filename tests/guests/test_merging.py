"""Two files become one and two again: nothing is lost, and what is taken back stands as before."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import timezone, translation

from common.errors import HotelError
from guests.choices import AlertKind, ConsentPurpose, ContactChannel, Place
from guests.drafts import DocumentDraft, GuestDraft
from guests.matching import Band
from guests.models import (
    Alert,
    Consent,
    Guest,
    GuestPhone,
    MatchReview,
    NameToken,
    Note,
    Preference,
    Relationship,
)
from guests.selectors.contactable import may_contact
from guests.selectors.file import survivor_of
from guests.selectors.matches import Wanted
from guests.selectors.roster import find_guest, list_guests
from guests.selectors.search import search_guests
from guests.services.alerts import raise_alert
from guests.services.arriving import receive_people
from guests.services.consents import record_consent
from guests.services.files import update_guest
from guests.services.merging import MergeRefused, merge_guests, preview_merge
from guests.services.notes import add_note
from guests.services.parting import UndoConflict, plan_undo, set_different, undo_merge
from guests.services.preferences import note_preference
from guests.services.relationships import relate_guests
from guests.signals import guest_merged, guest_parted
from reservations.choices import StayStatus
from reservations.models import Reservation, Stay
from reservations.selectors import desk
from reservations.services.room_revenue import recompute_spend
from reservations.services.stays import check_out
from tests.factories import DAY, GuestFactory, RoomFactory, StayFactory, UserFactory
from tests.guests.merging import dine, merger, state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def pair():
    """(survivor, absorbed): the worst pair of field-notes 13."""
    kept = GuestFactory(
        name="王晓明",
        phones=("13800001234",),
        emails=("wang@example.com",),
        membership_number="M-1",
        language="zh-hans",
        external_ids=(("pms", "1"),),
    )
    old = GuestFactory(
        name="王小明",
        latin_name="Wang Xiaoming",
        birthday=date(1980, 5, 1),
        phones=("13800001234", "13900005678"),
        membership_number="M-2",
        documents=(DocumentDraft("passport", "E12345678"),),
        external_ids=(("ota", "2"),),
        is_vip=True,
        vip_reason="board member",
    )
    note_preference(guest=kept, category="room", text="High floor", basis="observed")
    note_preference(guest=old, category="room", text="High floor", basis="stated", is_must=True)
    note_preference(guest=old, category="food", text="No peanuts", is_must=True)
    add_note(guest=old, department="front_desk", text="Pays by card", author=merger(), is_confidential=True)
    record_consent(guest=old, purpose=ConsentPurpose.MARKETING, channel=ContactChannel.EMAIL, is_given=False)
    record_consent(guest=kept, purpose=ConsentPurpose.MARKETING, channel=ContactChannel.EMAIL, is_given=True)
    raise_alert(guest=kept, reason="Deaf in one ear", starts_on=DAY)
    Alert.objects.create(
        guest=old,
        kind=AlertKind.BLACKLIST,
        reason="Smashed a window",
        stops_screen=True,
        approved_by=merger(),
        starts_on=DAY,
        ends_on=DAY + timedelta(days=30),
    )
    wife, before = GuestFactory(name="李梅"), GuestFactory(name="王明", merged_into=old)
    relate_guests(guest=old, other_number=wife.number, kind="spouse")
    relate_guests(guest=wife, other_number=old.number, kind="spouse")
    relate_guests(guest=kept, other_number=old.number, kind="companion")
    friend = GuestFactory(name="张三", referred_by=old)
    MatchReview.objects.create(guest=old, candidate=kept, score=70, reasons=["same-phone"])
    MatchReview.objects.create(guest=friend, candidate=old, score=60, status="different")
    MatchReview.objects.create(guest=wife, candidate=old, score=60)
    here = StayFactory(guest=old, status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    dine(here, "88.00")
    StayFactory(guest=kept, arrival=DAY - timedelta(days=30), status=StayStatus.CHECKED_OUT)
    assert before.merged_into_id == old.pk
    return kept, old


def merged(pair, **kwargs):
    kept, old = pair
    merge = merge_guests(survivor=kept, absorbed=old, by=merger(), **kwargs)
    kept.refresh_from_db()
    old.refresh_from_db()
    return merge


def test_everything_of_the_old_file_is_the_survivors(pair):
    kept, old = pair
    merged(pair)
    assert kept.is_vip
    assert kept.vip_reason == "board member"
    assert kept.birthday == date(1980, 5, 1)
    assert kept.latin_name == "Wang Xiaoming"
    assert set(kept.phones.values_list("number", flat=True)) == {"+8613800001234", "+8613900005678"}
    assert kept.documents.count() == 1
    assert kept.external_ids.count() == 2
    assert kept.alerts.filter(kind=AlertKind.BLACKLIST).exists()
    assert kept.notes.get().is_confidential
    assert kept.stays.count() == 2
    assert Reservation.objects.filter(guest=kept).count() == 2
    assert kept.referrals.get().name == "张三"
    assert kept.related_from.get().guest.name == "李梅"
    assert not Stay.objects.filter(guest=old).exists()


def test_doubles_are_one_and_the_stronger_word_holds(pair):
    kept, _old = pair
    merged(pair)
    floor = kept.preferences.get(text="High floor")
    assert floor.is_must
    assert floor.basis == "stated"
    assert kept.preferences.count() == 2


def test_opting_out_wins_over_a_newer_yes(pair):
    kept, _old = pair
    merged(pair)
    assert not kept.consents.order_by("-at", "-pk").first().is_given
    assert kept.consents.count() == 3


def test_the_name_that_gave_way_still_finds_him_and_both_memberships_work(pair):
    kept, old = pair
    merged(pair)
    # Nobody confirmed a name, so the newest stands.
    assert (kept.name, kept.former_names) == ("王小明", ["王晓明"])
    for typed in ("王晓明", "王小明", "M-1", "M-2", old.number, "13900005678"):
        assert [found.guest.pk for found in search_guests(typed, on=DAY)] == [kept.pk], typed
    assert kept.membership_number == "M-2"
    assert old.membership_number == "M-1"
    between = apps.get_model("guests", "GuestEvent").objects.filter(membership_number=None)
    assert between.filter(pgh_obj__in=[kept, old]).count() == 1, "one file is freed, and its log says so once"
    assert find_guest(old.number) == kept
    for number in ("M-1", "M-2"):
        arrived = receive_people(people=[Wanted(GuestDraft(name="王晓明", membership_number=number))])
        assert (arrived[0].guest.pk, arrived[0].band) == (kept.pk, Band.JOIN)


def test_files_merged_before_lead_to_the_last_survivor(pair):
    kept, _old = pair
    merged(pair)
    before = Guest.objects.get(name="王明")
    assert before.merged_into_id == kept.pk
    assert survivor_of(before) == kept


def test_what_a_person_confirmed_or_chooses_stands(pair):
    kept, _old = pair
    update_guest(guest=kept, changes={"name": "王晓明先生"})
    merge = merged(pair, choices={"membership_number": "survivor"})
    assert kept.name == "王晓明先生"
    assert "王小明" in kept.former_names
    assert kept.membership_number == "M-1"
    assert "membership_number" in kept.confirmed_fields
    assert merge.choices == {"membership_number": "survivor"}


def test_what_is_known_of_pairs_holds_for_the_survivor(pair):
    kept, old = pair
    merged(pair)
    reviews = {(r.guest.name, r.candidate.pk): r.status for r in MatchReview.objects.exclude(guest=old)}
    assert reviews == {("张三", kept.pk): "different", ("李梅", kept.pk): "open"}
    assert MatchReview.objects.get(guest=old).status == "merged"


def test_taken_back_everything_stands_as_before_field_by_field(pair):
    before = state()
    merge = merged(pair)
    assert state() != before
    undo_merge(merge=merge, by=merger())
    assert state() == before
    merge.refresh_from_db()
    assert merge.undone_by == merger()
    merged(pair)  # and it can be done again
    assert pair[1].merged_into == pair[0]


def test_the_other_way_round_taken_back_everything_stands_as_before_as_well(pair):
    before = state()
    undo_merge(merge=merged(pair[::-1]), by=merger())
    assert state() == before


def test_what_came_since_stays_with_the_survivor(pair):
    kept, old = pair
    merge = merged(pair)
    add_note(guest=kept, department="front_desk", text="New since", author=merger())
    StayFactory(guest=kept, arrival=DAY + timedelta(days=9))
    update_guest(guest=kept, changes={"position": "Director"})
    undo_merge(merge=merge, by=merger())
    assert kept.notes.get().text == "New since"
    assert (kept.stays.count(), old.stays.count()) == (2, 1)
    kept.refresh_from_db()
    assert kept.confirmed_fields == ["position"]


def test_what_was_changed_since_is_listed_and_left_alone_when_taken_back_all_the_same(pair):
    kept, old = pair
    merge = merged(pair)
    update_guest(guest=kept, changes={"birthday": date(1981, 5, 1)})
    kept.notes.get().delete()
    with pytest.raises(UndoConflict) as raised:
        undo_merge(merge=merge, by=merger())
    assert {conflict.label for conflict in raised.value.conflicts} == {"guest: birthday", "note"}
    assert Guest.objects.get(pk=old.pk).merged_into == kept
    undo_merge(merge=merge, by=merger(), despite_conflicts=True)
    kept.refresh_from_db()
    assert kept.birthday == date(1981, 5, 1)
    assert Guest.objects.get(pk=old.pk).merged_into is None
    assert old.stays.count() == 1


def test_merges_are_taken_back_from_the_last_one(pair):
    kept, _old = pair
    before = state()
    first = merged(pair)
    last = GuestFactory(name="王大明")
    second = merge_guests(survivor=last, absorbed=kept, by=merger())
    with pytest.raises(HotelError, match=last.number):
        undo_merge(merge=first, by=merger())
    undo_merge(merge=second, by=merger())
    undo_merge(merge=first, by=merger())
    with pytest.raises(HotelError, match="already"):
        undo_merge(merge=first, by=merger())
    after = state()
    assert {key: after.get(key) for key in before if key != ("tokens",)} == {
        key: value for key, value in before.items() if key != ("tokens",)
    }


def test_who_is_merged_while_he_is_in_the_house_stays_and_leaves_as_the_survivor_and_is_parted_again(pair):
    """Field note 13: two memberships, an opt-out, a blacklist, merged before already; and taking it back."""
    kept, old = pair
    here = old.stays.get()
    merge = merged(pair)
    row = desk.rows(desk.in_house(), on=DAY, place=Place.CHECK_OUT)[0]
    assert row.guest == kept
    assert row.blacklist
    for typed in ("M-1", "M-2", Guest.objects.get(name="王明").number):
        assert [found.guest.pk for found in search_guests(typed, on=DAY)] == [kept.pk], typed
    assert not may_contact(kept, ConsentPurpose.MARKETING, ContactChannel.EMAIL, DAY).allowed
    late = dine(here, "12.00", "C-2")
    late.refresh_from_db()
    assert late.guest_key == kept.pk
    recompute_spend([here.pk])
    check_out(line_id=here.line_id, on=DAY + timedelta(days=1), at=timezone.now())
    undo_merge(merge=merge, by=merger())
    here.refresh_from_db()
    assert (here.guest, here.status) == (old, StayStatus.CHECKED_OUT)
    assert set(here.charges.values_list("guest_key", flat=True)) == {old.pk}
    assert here.spend == 100
    assert old.alerts.filter(kind=AlertKind.BLACKLIST).exists()
    assert not kept.alerts.filter(kind=AlertKind.BLACKLIST).exists()


def test_two_people_in_one_room_are_not_one(pair):
    kept, old = pair
    line = old.stays.get().line
    Stay.objects.create(guest=kept, line=line, arrival=line.arrival, departure=line.departure, is_payer=False)
    before = state()
    with pytest.raises(MergeRefused, match=line.reservation.confirmation):
        merge_guests(survivor=kept, absorbed=old, by=merger())
    assert state() == before
    # The other one has no money there: merged the other way round he is an empty double, and nothing is lost.
    merge = merge_guests(survivor=old, absorbed=kept, by=merger())
    assert Stay.objects.get(guest=kept).status == StayStatus.VOID
    undo_merge(merge=merge, by=merger())
    assert state() == before


def test_what_is_one_already_erased_or_half_invented_is_refused(pair):
    kept, old = pair
    with pytest.raises(MergeRefused, match="same file"):
        merge_guests(survivor=kept, absorbed=kept, by=merger())
    with pytest.raises(MergeRefused, match=old.number):
        merge_guests(survivor=kept, absorbed=Guest.objects.get(name="王明"), by=merger())
    with pytest.raises(MergeRefused, match="invented"):
        merge_guests(survivor=kept, absorbed=GuestFactory(is_synthetic=True), by=merger())
    with pytest.raises(HotelError, match="shoe_size"):
        merge_guests(survivor=kept, absorbed=old, choices={"shoe_size": "survivor"}, by=merger())


def test_the_preview_says_what_moves_and_writes_nothing(pair):
    kept, old = pair
    before = state()
    plan = preview_merge(survivor=kept, absorbed=old)
    assert state() == before
    counted = {each.tie.key: (len(each.moving), len(each.staying)) for each in plan.moved}
    assert counted["guests.guestphone.guest"] == (1, 1)
    assert counted["reservations.stay.guest"] == (1, 0)
    assert plan.refusals == ((ConsentPurpose.MARKETING, ContactChannel.EMAIL),)
    assert [each.name for each in plan.fields if each.is_open][:2] == ["name", "latin_name"]


def test_two_people_are_remembered_as_two(pair):
    review = MatchReview.objects.get(guest=pair[1])
    assert set_different(review=review, by=merger()).status == "different"
    merged(pair)
    with pytest.raises(HotelError, match="Take the merge back"):
        set_different(review=review, by=merger())


def test_the_apps_to_the_right_hear_of_it(pair):
    heard = []

    def listen(signal, **said):
        heard.append((signal, said["survivor_id"], said["absorbed_id"]))

    guest_merged.connect(listen)
    guest_parted.connect(listen)
    try:
        undo_merge(merge=merged(pair), by=merger())
    finally:
        guest_merged.disconnect(listen)
        guest_parted.disconnect(listen)
    kept, old = pair
    assert heard == [(guest_merged, kept.pk, old.pk), (guest_parted, kept.pk, old.pk)]


def test_what_is_written_for_a_merged_file_lands_on_the_survivor(pair):
    kept, old = pair
    merged(pair)
    Note.objects.create(guest=old, department="front_desk", text="A moment late")
    stay = StayFactory(guest=old, arrival=DAY + timedelta(days=60))
    stay.refresh_from_db()
    assert stay.guest == kept
    assert stay.line.reservation.__class__.objects.get(pk=stay.line.reservation_id).guest == kept
    assert kept.notes.filter(text="A moment late").exists()


def test_a_merge_costs_the_same_whatever_hangs_on_the_files(pair, django_assert_max_num_queries):
    kept, old = pair
    for n in range(30):
        StayFactory(guest=old, arrival=DAY - timedelta(days=400 + n))
        Preference.objects.create(guest=old, category="other", text=f"wish {n}")
        GuestPhone.objects.create(guest=old, number=f"+861390000{n:04d}", digits=f"1390000{n:04d}")
    with django_assert_max_num_queries(150):
        merge_guests(survivor=kept, absorbed=old, by=UserFactory())
    assert kept.stays.count() == 32
    assert NameToken.objects.filter(guest=kept, token="王晓明").exists()
    assert Relationship.objects.filter(guest=kept, other__name="李梅").exists()
    assert Consent.objects.filter(guest=old).count() == 0


def test_a_plan_to_take_back_names_what_goes_where(pair):
    plan = plan_undo(merged(pair))
    assert not plan.conflicts
    assert not plan.obstacles
    assert dict(plan.rows)["reservations.stay.guest"] == (pair[0].stays.get(status="in_house").pk,)


def test_machines_find_the_survivor_by_what_was_retired(pair):
    kept, old = pair
    merged(pair)
    for typed in ("M-1", "M-2", old.number):
        assert [guest.pk for guest in list_guests(search=typed)] == [kept.pk], typed


def test_a_phone_of_one_person_with_many_merged_files_is_nobody_elses():
    kept = GuestFactory(name="王晓明", phones=("13800001234",))
    for n in range(6):
        twin = GuestFactory(name=f"王晓明{n}", phones=("13800001234",))
        merge_guests(survivor=kept, absorbed=twin, choices={"name": "survivor"})
    arrived = receive_people(people=[Wanted(GuestDraft(name="王晓明", phones=("13800001234",)))])
    assert (arrived[0].guest, arrived[0].band) == (kept, Band.JOIN)
