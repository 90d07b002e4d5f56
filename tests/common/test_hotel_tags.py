"""Figures, dates and masked data read the same on every page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from common import masking
from common.templatetags import hotel


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1234.5"), 2, "¥1,234.50"),
        (Decimal("-86"), 2, "−¥86.00"),
        (Decimal("0.5"), 0, "¥1"),
        (Decimal("-0.004"), 2, "¥0.00"),
        (286430, 0, "¥286,430"),
        (None, 2, "—"),
    ],
)
def test_money_has_the_hotels_sign_grouped_digits_and_rounds_half_up(value, places, text):
    assert hotel.money(value, places) == text


def test_a_share_becomes_per_cent():
    assert hotel.percent(Decimal("0.187"), 1) == "18.7%"
    assert hotel.percent(None) == "—"


def test_a_moment_is_on_the_hotels_clock():
    at = datetime(2026, 11, 20, 18, 14, tzinfo=UTC)
    assert hotel.moment(at) == "2026-11-21 02:14"
    assert hotel.moment(at, "time") == "02:14"
    assert hotel.day(at) == "2026-11-21"


def test_a_day_is_short_iso_or_in_words():
    on = date(2026, 11, 21)
    assert (hotel.day(on), hotel.day(on, "short"), hotel.day(None)) == ("2026-11-21", "11-21", "—")
    with translation.override("en"):
        assert hotel.day(on, "long") == "Sat, 21 November 2026"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.6, "1 min"), (125, "2 min"), (7500, "2 h 5 min")]
)
def test_a_duration_is_told_as_a_person_says_it(seconds, text):
    with translation.override("en"):
        assert hotel.duration(seconds) == text


def test_nights_count_in_words():
    with translation.override("en"):
        assert [hotel.nights(n) for n in (0, 1, 3)] == ["day use", "1 night", "3 nights"]


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.mask_phone, "+8613812346621", "••• 6621"),
        (masking.mask_phone, "8800", "••••"),
        (masking.mask_phone, None, ""),
        (masking.mask_email, "meiling@example.com", "m•••@example.com"),
        (masking.mask_email, "not an address", "••••••"),
        (masking.mask_document, "430102198001010021", "4301••••••••••0021"),
        (masking.mask_document, "E1234567", "••••••67"),
        (masking.mask_document, "123", "•••"),
    ],
)
def test_masked_data_tells_two_people_apart_without_giving_the_value(mask, value, shown):
    assert mask(value) == shown


def test_what_a_guest_wrote_is_escaped_in_every_part():
    evil = '<script>"x'
    page = render(
        "{% mark t %}{% figure t t t %}{% card t side=t %}{{ t }}{% endcard %}{% icon 'x' t %}{% asof None t %}",
        t=evil,
    )
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 7


def test_what_stands_in_long_tables_and_selects_is_escaped_too():
    evil = '<script>"x'
    choices = [(evil, evil), (evil, [(2000, evil)])]
    select = forms.Select(attrs={"title": evil}, choices=choices).render("name", 2000)
    table = render("{{ rows|table_rows }}", rows=[(evil, 1)])
    assert "<script>" not in select + table
    assert '<option value="2000" selected>' in select
    assert table == "<tr><td>&lt;script&gt;&quot;x</td><td>1</td></tr>"


def test_an_address_is_the_one_that_django_finds():
    assert render("{% address 'guests:guest' 'G00000001' %}") == reverse("guests:guest", args=["G00000001"])


def test_a_card_keeps_the_markup_inside_it():
    assert "<b>x</b>" in render('{% card "T" %}<b>x</b>{% endcard %}')


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="as written")
    vip = forms.BooleanField(label="VIP", required=False)
    why = forms.ChoiceField(label="Why", widget=forms.RadioSelect, choices=[("a", "A")])


def test_a_field_ties_label_help_and_error_to_its_control():
    form = Sample({"name": ""})
    html = render("{% field form.name %}", form=form)
    assert 'for="id_name"' in html
    assert 'class="form-control"' in html
    assert 'aria-invalid="true"' in html
    for described in ("id_name_helptext", "id_name_error"):
        assert f'id="{described}"' in html
        assert described in html.split('aria-describedby="')[1].split('"')[0]


def test_choices_stand_in_a_fieldset_and_a_single_box_before_its_label():
    form = Sample()
    assert "<fieldset" in render("{% field form.why %}", form=form)
    assert 'class="form-check-input"' in render("{% field form.vip %}", form=form)


def test_a_chart_brings_its_table_and_its_data_cannot_end_the_script():
    html = render(
        '{% chart "c" "Label" option columns rows %}',
        option={"title": "</script><b>"},
        columns=["A"],
        rows=[["</td>"]],
    )
    assert "</script><b>" not in html
    assert '<th scope="col">A</th>' in html
    assert "&lt;/td&gt;" in html


@pytest.mark.parametrize("running", [True, False])
def test_progress_asks_again_only_while_the_work_runs(running):
    run = {
        "label": "x",
        "running": running,
        "done": 1,
        "failed": 0,
        "total": 4,
        "poll_url": "/p",
        "result_url": "/r",
    }
    html = render('{% include "components/progress.html" %}', run=run)
    assert ('hx-get="/p"' in html) is running
    assert ('href="/r"' in html) is not running


def test_days_stay_on_one_line_and_what_stands_beside_them_stays_text():
    assert hotel.whole_days("2026-11-22 08:00 <b>") == (
        '<span class="text-nowrap">2026-11-22</span> 08:00 &lt;b&gt;'
    )
    assert hotel.whole_days("Room 1208") == "Room 1208"
