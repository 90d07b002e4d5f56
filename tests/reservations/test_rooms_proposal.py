"""Which room is proposed, and the words it is proposed with."""

from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from reservations.rooms_proposal import (
    FreeRoom,
    Wanted,
    Wish,
    best,
    feature_asked_for,
    propose,
    score,
)

STANDARD, SUITE = 1, 2


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def room(number, *features, type_id=STANDARD, rank=1, is_occupied=False):
    return FreeRoom(
        int(number),
        number,
        int(number[:2]),
        type_id,
        f"type {type_id}",
        rank,
        frozenset(features),
        is_occupied,
    )


def wanted(*wishes, **known):
    return Wanted(type_id=STANDARD, rank=1, wishes=wishes, **known)


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("高层", "high_floor"),
        ("要远离电梯的房间", "far_from_lift"),
        ("离电梯近一点,靠近电梯", "near_lift"),
        ("不吸烟", "non_smoking"),
        ("吸烟房", "smoking"),
        ("Non-smoking room please", "non_smoking"),
        ("king size", "king"),
        ("荞麦枕", None),
        ("", None),
    ],
)
def test_a_written_preference_asks_for_a_feature_of_a_room_or_for_none(text, feature):
    assert feature_asked_for(text) == feature


def test_the_room_that_has_what_he_asked_for_comes_first_and_says_so():
    best, other = propose([room("0402"), room("1203", "high_floor")], wanted(Wish("高层")))
    assert best.room.number == "1203"
    assert best.reasons == ("he asked for it: high floor",)
    assert (other.reasons, other.score) == ((), 0)


def test_what_he_must_have_outweighs_what_he_likes():
    likes = [Wish("high floor"), Wish("quiet"), Wish("wheelchair", is_must=True)]
    best = propose([room("1203", "high_floor", "quiet"), room("0401", "accessible")], wanted(*likes))[0]
    assert best.room.number == "0401"


def test_a_room_without_what_he_must_have_says_so():
    proposal = score(room("0402"), wanted(Wish("wheelchair", is_must=True)))
    assert proposal.conflicts == ("he needs it: no accessible",)


def test_the_opposite_of_a_wish_counts_against_a_room():
    proposal = score(room("0402", "smoking"), wanted(Wish("无烟")))
    assert proposal.score < 0
    assert proposal.conflicts == ("against his wish: not non-smoking",)


def test_an_observed_liking_counts_less_than_a_stated_wish():
    quiet = room("0401", "quiet")
    stated, observed = wanted(Wish("quiet")), wanted(Wish("quiet", is_observed=True))
    assert score(quiet, stated).score > score(quiet, observed).score


def test_the_booked_type_comes_before_an_upgrade_and_an_upgrade_before_less_than_booked():
    booked = Wanted(type_id=5, rank=2)
    rooms = [
        room("0401", type_id=4, rank=1),
        room("1301", type_id=6, rank=3),
        room("0901", type_id=5, rank=2),
    ]
    assert [p.room.number for p in propose(rooms, booked)] == ["0901", "1301", "0401"]


def test_his_room_of_last_time_is_proposed_again_unless_a_note_complains_of_it():
    known = wanted(rooms_before={"1207": 3})
    assert propose([room("0901"), room("1207")], known)[0].reasons == ("he stayed here before (3)",)
    troubled = wanted(rooms_before={"1207": 3}, troubled=frozenset({"1207"}))
    assert propose([room("0901"), room("1207")], troubled)[0].room.number == "0901"


def test_an_occupied_room_comes_last():
    rooms = [room("0401", "quiet", is_occupied=True), room("0402")]
    assert propose(rooms, wanted(Wish("quiet")))[0].room.number == "0402"


def test_equal_rooms_keep_the_order_of_their_numbers():
    assert [p.room.number for p in propose([room("0403"), room("0401")], wanted())] == ["0401", "0403"]


#: Few, so that wishes and rooms often meet.
ASKED = {"high_floor": "高层", "low_floor": "低层", "quiet": "安静"}
KINDS = st.sampled_from([(STANDARD, 1), (SUITE, 3), (3, 1), (4, 0)])
ROOMS = st.lists(
    st.builds(
        lambda number, features, kind, is_occupied, held_for: replace(
            room(number, *features, type_id=kind[0], rank=kind[1], is_occupied=is_occupied),
            held_for=held_for,
            held="held",
        ),
        st.integers(401, 430).map("{:04}".format),
        st.sets(st.sampled_from(list(ASKED))),
        KINDS,
        st.booleans(),
        st.sampled_from([None, None, 7, 8]),
    ),
    unique_by=lambda made: made.number,
    max_size=12,
)
WISHES = st.lists(
    st.builds(Wish, st.sampled_from(list(ASKED.values())), st.booleans(), st.booleans()), max_size=3
)


@settings(max_examples=400)
@given(
    rooms=ROOMS,
    wishes=WISHES,
    before=st.dictionaries(st.integers(401, 430).map("{:04}".format), st.integers(1, 3), max_size=3),
    guests=st.sampled_from([frozenset(), frozenset({7})]),
    has_type=st.booleans(),
)
def test_the_best_of_many_is_the_first_that_would_be_proposed(rooms, wishes, before, guests, has_type):
    known = wanted(*wishes, rooms_before=before, troubled=frozenset([*before][:1]), guests=guests)
    known = known if has_type else replace(known, type_id=None)
    first = next(iter(propose(rooms, known)), None)
    found = best(rooms, known)
    assert (found and (found.room, found.score)) == (first and (first.room, first.score))
