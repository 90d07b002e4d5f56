"""Pure rules: prices of nights, the status of a booking, questions at check-in."""

from datetime import date
from decimal import Decimal

import pytest

from reservations.check_in_questions import Known, questions_for
from reservations.choices import Status
from reservations.rates import nights_after_change, nights_between, rate_for
from reservations.standing import reservation_status

D = Decimal
MON, TUE, WED, THU = (date(2026, 6, day) for day in (15, 16, 17, 18))


def test_an_accounts_discount_is_taken_to_the_cent():
    assert rate_for(D("428.00"), D("12.5")) == D("374.50")
    assert rate_for(D("99.99"), D("33.33")) == D("66.66")


def test_day_use_sells_the_day_it_takes_place_on():
    assert nights_between(MON, MON) == [MON]
    assert nights_between(MON, WED) == [MON, TUE]


def test_a_sold_night_keeps_its_price_and_a_new_one_costs_what_its_neighbour_costs():
    assert nights_after_change({MON: D(100), TUE: D(200)}, MON, THU) == {
        MON: D(100),
        TUE: D(200),
        WED: D(200),
    }


def test_a_new_rate_holds_from_its_day_on():
    sold = {MON: D(100), TUE: D(100)}
    assert nights_after_change(sold, MON, WED, rate=D(80), rate_from=TUE) == {MON: D(100), TUE: D(80)}


def test_nights_without_any_price_known_cost_nothing_rather_than_a_guess():
    assert nights_after_change({}, MON, TUE) == {MON: D("0.00")}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        ([Status.CONFIRMED, Status.IN_HOUSE], Status.IN_HOUSE),
        ([Status.CANCELLED, Status.CONFIRMED], Status.CONFIRMED),
        ([Status.CANCELLED, Status.CHECKED_OUT], Status.CHECKED_OUT),
        ([Status.CANCELLED, Status.NO_SHOW], Status.NO_SHOW),
        ([Status.CANCELLED, Status.CANCELLED], Status.CANCELLED),
        ([Status.WAITLISTED, Status.TENTATIVE], Status.TENTATIVE),
    ],
)
def test_a_booking_stands_as_its_rooms_stand(lines, expected):
    assert reservation_status(lines) == expected


def test_at_most_two_questions_are_asked_the_more_useful_first():
    assert questions_for(Known()) == ("document", "phone")
    assert questions_for(Known(document=True, phone=True, nationality=True)) == ("email", "birthday")


def test_what_is_in_doubt_is_asked_after_what_is_missing_of_like_use():
    known = Known(document=True, phone=True, nationality=True, account=True, language=True)
    assert questions_for(known, doubtful=["phone"]) == ("email", "phone")
    everything = Known(True, True, True, True, True, True, True, True)
    assert questions_for(everything, doubtful=["phone"]) == ("phone",)
    assert questions_for(everything) == ()


def test_what_he_did_not_want_to_say_is_never_asked_again():
    assert questions_for(Known(), declined=["document", "email"]) == ("phone", "nationality")


def test_what_somebody_knowingly_left_empty_is_not_asked_again():
    known = Known(document=True, phone=True, email=True, nationality=True)
    assert questions_for(known, confirmed=["birthday"]) == ("account", "language")
