"""What a merged file says: the pure rules."""

from datetime import UTC, date, datetime

import pytest

from guests.merging import Agreed, Said, Side, former_names, needs_refusal, side_of, vip_side

OLD, NEW = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ours", "theirs", "stands"),
    [
        (Said("a"), Said(""), Side.SURVIVOR),
        (Said(""), Said("b"), Side.ABSORBED),
        (Said(None), Said(0), Side.ABSORBED),
        (Said("a", since=OLD), Said("b", since=NEW), Side.ABSORBED),
        (Said("a", since=NEW), Said("b", since=OLD), Side.SURVIVOR),
        (Said("a", is_confirmed=True, since=OLD), Said("b", since=NEW), Side.SURVIVOR),
        (Said("a", since=NEW), Said("b", is_confirmed=True, since=OLD), Side.ABSORBED),
        (Said("a", True, OLD), Said("b", True, NEW), Side.ABSORBED),
        (Said("", is_confirmed=True), Said("b"), Side.SURVIVOR),  # emptied on purpose
        (Said("", True, NEW), Said("b", True, OLD), Side.ABSORBED),
        (Said("a", is_confirmed=True), Said("", is_confirmed=True), Side.SURVIVOR),
    ],
)
def test_confirmed_comes_before_newest_and_nothing_known_is_lost(ours, theirs, stands):
    assert side_of(ours, theirs) is stands


def test_a_persons_choice_comes_first():
    assert side_of(Said("a", is_confirmed=True), Said("b"), "absorbed") is Side.ABSORBED


def vip(until=None, is_vip=True):
    return {"is_vip": is_vip, "vip_until": until}


def test_vip_if_either_is_and_as_long_as_either():
    assert vip_side(vip(is_vip=False), vip()) is Side.ABSORBED
    assert vip_side(vip(), vip(is_vip=False)) is Side.SURVIVOR
    assert vip_side(vip(date(2026, 1, 1)), vip(date(2027, 1, 1))) is Side.ABSORBED
    assert vip_side(vip(date(2026, 1, 1)), vip(None)) is Side.ABSORBED
    assert vip_side(vip(None), vip(date(2027, 1, 1))) is Side.SURVIVOR


def test_names_that_gave_way_become_former_names_each_once():
    kept = ["王晓明", "Wang Xiaoming"]
    assert former_names(kept, ["王明"], ["王明", "王晓明", "明"], ["王小明", ""]) == ["王明", "王小明", "明"]
    assert former_names(["Jonas Müller"], [], ["jonas muller"], []) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "refused"),
    [
        (Agreed(True, NEW), Agreed(False, OLD), True),
        (Agreed(False, OLD), Agreed(True, NEW), True),
        (Agreed(True, OLD), Agreed(False, NEW), False),  # the united log ends with a no by itself
        (Agreed(True, NEW), Agreed(True, OLD), False),
        (Agreed(True, NEW), None, False),
        (None, Agreed(False, NEW), False),
    ],
)
def test_opting_out_wins(ours, theirs, refused):
    assert needs_refusal(ours, theirs) is refused
