"""The pyramid in bands says what sorting every guest says."""

from decimal import Decimal as D
from itertools import groupby
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from analytics.value.pyramid import MAIN_PART, TOPS, Band, pyramid, wanted

chvs = st.lists(st.integers(-9_999, 99_999).map(lambda cents: D(cents) / 100), min_size=1, max_size=60)


def in_bands(values: list[D]) -> tuple[list[Band], dict]:
    """Bands of ten yuan and the detail of the wanted ones, as the night makes them."""
    grouped = {
        key: list(group)
        for key, group in groupby(sorted(values, reverse=True), key=lambda chv: floor(chv / 10))
    }
    bands = [Band(key, len(group), sum(group, D(0))) for key, group in grouped.items()]
    return bands, {key: [(chv, 1) for chv in grouped[key]] for key in wanted(bands)}


@given(chvs)
def test_shares_in_bands_equal_those_of_all_guests_in_a_row(values):
    ordered = sorted(values, reverse=True)
    profit = sum(ordered)
    found = pyramid(*in_bands(values))
    if profit <= 0:
        assert found == {}
        return
    for top, share in zip(found["tops"], TOPS, strict=True):
        place = ceil(share * len(ordered))
        assert D(top["part"]) == round(sum(ordered[:place]) / profit, 6)
        assert D(top["chv_from"]) == ordered[place - 1]
    running, bringers = D(0), 0
    while running < profit * MAIN_PART:
        running += ordered[bringers]
        bringers += 1
    assert found["main_guests"] == bringers


def test_only_the_bands_that_matter_are_looked_into():
    values = [D(n) for n in range(1, 20_001)]
    bands, detail = in_bands(values)
    assert len(detail) <= len(TOPS) + 1 < len(bands)


def test_a_million_equal_guests_are_one_band_of_one_amount():
    bands = [Band(12, 1_000_000, D(123_000_000))]
    found = pyramid(bands, {12: [(D(123), 1_000_000)]})
    assert (found["main_guests"], found["tops"][2]["part"]) == (800_000, "0.200000")
