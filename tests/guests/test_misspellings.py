from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from guests.misspellings import LONGEST, SHORTEST, one_slip_away

spellings = st.text("abcxyz", min_size=SHORTEST, max_size=8)


def test_each_kind_of_slip_is_one_away():
    near = one_slip_away("muller")
    for slip in ("mueller", "muler", "mulelr", "mullor"):
        assert slip in near
    assert "muller" not in near


@given(spellings)
def test_everything_is_exactly_one_slip_away_and_named_once(spelling):
    near = one_slip_away(spelling)
    assert len(near) == len(set(near))
    assert {DamerauLevenshtein.distance(spelling, other) for other in near} == {1}


@given(spellings, spellings)
def test_nothing_one_slip_away_is_missed(one, other):
    if DamerauLevenshtein.distance(one, other) == 1:
        assert other in one_slip_away(one)


def test_where_a_slip_cannot_be_told_nothing_is_tried():
    assert one_slip_away("wang") == []
    assert one_slip_away("a" * (LONGEST + 1)) == []
