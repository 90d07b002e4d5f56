import pytest

from guests.contacts import Phone, document_key, is_masked_email, parse_email, parse_phone


@pytest.mark.parametrize("text", ["138 0000 1234", "+86 138-0000-1234", "0086 13800001234", "(138)00001234"])
def test_one_number_written_in_many_ways_is_one_number(text):
    assert parse_phone(text) == Phone(number="+8613800001234", digits="13800001234")


def test_a_foreign_number_keeps_its_country():
    assert parse_phone("+49 170 1234567") == Phone(number="+491701234567", digits="1701234567")


def test_what_no_country_would_dial_is_kept_as_written():
    assert parse_phone("9999 9999 9999 9999 9999") == Phone(number="9" * 20, digits="9" * 20)


@pytest.mark.parametrize("text", ["", "none", "12", "n/a 3"])
def test_what_is_no_number_is_none(text):
    assert parse_phone(text) is None


def test_addresses_are_lower_case_or_nothing():
    assert parse_email(" Anna@Example.COM ") == "anna@example.com"
    assert parse_email("anna at example") is None


def test_addresses_that_agencies_make_up_are_known_with_their_subdomains():
    assert is_masked_email("x.123@guest.booking.com")
    assert is_masked_email("x@eu.guest.booking.com")
    assert not is_masked_email("x@booking.com")
    assert not is_masked_email("x@notguest.booking.com")


def test_a_document_number_is_hashed_without_spaces_and_in_capitals():
    assert document_key(" e 1234-5678x") == "E12345678X"
