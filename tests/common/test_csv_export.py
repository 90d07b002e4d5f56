"""A spreadsheet never executes what a guest wrote into a field."""

from decimal import Decimal

import pytest

from common.csv_export import csv_lines, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+8613800138000", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd"])
def test_text_that_would_start_a_formula_is_disarmed(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-5, Decimal("-5.10"), 2.5, "王晓明", ""])
def test_numbers_and_plain_text_stay_as_they_are(value):
    assert safe_cell(value) == value


def test_the_file_begins_with_a_byte_order_mark_and_is_made_line_by_line():
    lines = csv_lines(["姓名"], ([n] for n in range(3)))
    assert next(lines) == "\ufeff姓名\r\n"
    assert next(lines) == "0\r\n"
