"""Who could this be? The scoring itself, without a database."""

from datetime import date

import pytest

from guests.likeness import likeness
from guests.matching import Band, Face, Identifiers, Match, Reason, best, score
from guests.services.files import GuestDraft

BORN = date(1980, 5, 4)


def judged(name, other, *evidence, birthday=None, other_birthday=None):
    one = Face(names=(name,) if name else (), birthday=birthday)
    two = Face(names=(other,) if other else (), birthday=other_birthday)
    return score(one, two, evidence)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王晓明", "Wang Xiaoming"),
        ("王晓明", "Xiao Ming WANG"),
        ("Jonas Müller", "MULLER Jonas"),
        ("Jonas Müller", "Mueller, Jonas"),
        ("欧阳锋", "Feng Ouyang"),
        ("曾国藩", "Zeng Guofan"),
    ],
)
def test_the_same_name_in_another_spelling_is_the_same(one, other):
    assert likeness([one], [other]) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王晓明", "王小明"),
        ("Katharina Schmidt", "Katarina Schmidt"),
        ("王晓明", "WANG/XIAOMING MR"),
        ("Dr. Anna Schmidt", "Schmidt, Anna"),
    ],
)
def test_a_phone_with_a_like_name_joins(one, other):
    assert judged(one, other, Reason.PHONE).band is Band.JOIN


@pytest.mark.parametrize(
    ("one", "other"),
    [("王伟", "王芳"), ("John Smith", "Joan Smith"), ("陈丽", "王晓明"), ("Jonas Müller", "Anna Müller")],
)
def test_couples_and_colleagues_who_share_a_phone_stay_apart(one, other):
    assert judged(one, other, Reason.PHONE).band is not Band.JOIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jonas Müller", "J. Müller"),
        ("Anna Schmidt", "Anna Maria Schmidt"),
        ("王晓明", "Wang Xiaomin"),
        ("王晓明", "王晓朋"),
        ("王先生", "王晓明"),
        ("Mr Wang", "王晓明"),
        ("Mario Rossi", "Maria Rossi"),
        ("Christian Weber", "Christina Weber"),
        ("John Smith", "John Smith Jr."),
    ],
)
def test_a_name_that_may_be_a_relatives_waits_however_many_contacts_are_shared(one, other):
    assert judged(one, other, Reason.PHONE).band is Band.REVIEW
    assert judged(one, other, Reason.PHONE, Reason.EMAIL).band is Band.REVIEW
    assert judged(one, other, Reason.PHONE, birthday=BORN, other_birthday=BORN).band is Band.REVIEW


@pytest.mark.parametrize("slip", [date(1980, 4, 5), date(1981, 5, 4), date(1980, 5, 14), date(1980, 6, 4)])
def test_a_birthday_that_differs_by_a_slip_waits_for_a_person(slip):
    assert judged("王晓明", "王晓明", birthday=BORN, other_birthday=slip).band is Band.REVIEW
    assert judged("王晓明", "王晓明", Reason.PHONE, birthday=BORN, other_birthday=slip).band is Band.REVIEW
    assert judged("陈丽", "王晓明", birthday=BORN, other_birthday=slip).band is Band.NEW


def test_a_birthday_a_generation_away_is_no_slip():
    father = date(1950, 5, 4)
    assert Reason.OTHER_BIRTHDAY in judged("王晓明", "王晓明", birthday=BORN, other_birthday=father).reasons


def test_a_phone_or_document_with_one_wrong_digit_is_evidence_for_a_person_only():
    for reason in (Reason.NEAR_PHONE, Reason.NEAR_DOCUMENT):
        assert judged("王晓明", "王晓明", reason).band is Band.REVIEW
        assert judged("陈丽", "王晓明", reason).band is Band.NEW
    assert judged("王晓明", "王晓明", Reason.PHONE, Reason.NEAR_DOCUMENT).band is Band.REVIEW


def test_another_identity_card_keeps_namesakes_apart():
    evidence = (Reason.OTHER_DOCUMENT, Reason.PHONE, Reason.EMAIL)
    assert judged("王晓明", "王晓明", *evidence).band is Band.REVIEW
    both = judged("王晓明", "王晓明", Reason.OTHER_DOCUMENT, birthday=BORN, other_birthday=BORN)
    assert both.band is Band.NEW


def test_a_phone_of_somebody_with_quite_another_name_is_not_even_a_case_for_review():
    assert judged("陈丽", "王晓明", Reason.PHONE).band is Band.NEW


def test_a_phone_or_a_mail_alone_says_too_little_but_both_join():
    assert judged("", "王晓明", Reason.PHONE).band is Band.NEW
    assert judged("", "王晓明", Reason.PHONE, Reason.EMAIL).band is Band.JOIN


@pytest.mark.parametrize("reason", [Reason.DOCUMENT, Reason.MEMBERSHIP, Reason.EXTERNAL_ID])
def test_exact_evidence_joins_whatever_the_name_unless_the_birthday_contradicts_too(reason):
    assert judged("Tony", "王晓明", reason).band is Band.JOIN
    doubted = judged("Tony", "王晓明", reason, birthday=BORN, other_birthday=date(1990, 1, 1))
    assert doubted.band is Band.REVIEW


def test_name_and_birthday_wait_for_a_person_and_a_name_alone_says_nothing():
    assert judged("王晓明", "王晓明", birthday=BORN, other_birthday=BORN).band is Band.REVIEW
    assert judged("王晓明", "王晓明").band is Band.NEW


def test_another_birthday_pushes_apart():
    other = date(2005, 5, 4)
    assert judged("王晓明", "王晓明", Reason.PHONE, birthday=BORN, other_birthday=other).band is Band.REVIEW
    both = judged("王晓明", "王晓明", Reason.PHONE, Reason.EMAIL, birthday=BORN, other_birthday=other)
    assert both.band is Band.REVIEW
    assert judged("王晓明", "王晓明", birthday=BORN, other_birthday=other).band is Band.NEW


def test_an_identifier_on_many_files_no_longer_joins():
    assert judged("王晓明", "王晓明", Reason.SHARED).band is Band.REVIEW
    assert judged("王小明", "李芳", Reason.SHARED).band is Band.NEW


def test_every_match_says_its_reasons():
    match = judged("王晓明", "王小明", Reason.PHONE, birthday=BORN, other_birthday=BORN)
    assert match.reasons == (Reason.PHONE, Reason.LIKE_NAME, Reason.BIRTHDAY)


def test_two_equally_likely_files_are_a_case_for_a_person():
    match = judged("王晓明", "王晓明", Reason.PHONE)
    assert best([(1, match), (2, match)])[1].band is Band.REVIEW
    exact = judged("王晓明", "王晓明", Reason.DOCUMENT)
    assert best([(1, match), (2, exact)]) == (2, exact)


def test_his_own_number_at_the_source_outranks_the_place_in_the_booking():
    place = Match(100, (Reason.SAME_BOOKING, Reason.NAME))
    number = Match(100, (Reason.EXTERNAL_ID, Reason.NAME))
    assert best([(1, place), (2, number)]) == (2, number)


def test_masked_addresses_identify_nobody_and_phones_are_known_in_every_spelling():
    draft = GuestDraft(
        emails=("x@guest.booking.com", "X@example.com"), phones=("138 0000 1234", "+86-13800001234")
    )
    who = Identifiers.of(draft)
    assert who.emails == {"x@example.com"}
    assert who.phones == {"+8613800001234"}
