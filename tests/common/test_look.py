"""Rules of the pages that can be read off their files: contrast, strict CSP, own server, known icons."""

import json
import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
TOKENS = dict(re.findall(r"(--[\w-]+): light-dark\((#\w{6}, #\w{6})\)", (CSS / "tokens.css").read_text()))


def luminance(colour):
    """Relative luminance of '#rrggbb' (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["--tblr-body-bg", "--tblr-bg-surface", "--calm"])
@pytest.mark.parametrize(
    "ink",
    [
        "--tblr-body-color",
        "--tblr-secondary",
        "--tblr-primary",
        "--tblr-link-color",
        "--gold",
        "--good",
        "--warn",
        "--bad",
    ],
)
def test_text_can_be_read_on_every_ground(theme, ground, ink):
    colours = [TOKENS[name].split(", ")[theme] for name in (ink, ground)]
    assert contrast(*colours) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_words_on_coloured_buttons_can_be_read(theme):
    assert contrast("#ffffff", TOKENS["--stop"].split(", ")[theme]) >= 4.5
    pair = [TOKENS[name].split(", ")[theme] for name in ("--tblr-primary", "--tblr-primary-fg")]
    assert contrast(*pair) >= 4.5


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_templates_hold_no_inline_script_and_ask_no_foreign_host(path):
    source = path.read_text()
    for tag in re.findall(r"<script\b[^>]*>", source):
        assert "src=" in tag or 'type="application/json"' in tag, tag
    assert not re.search(r"<style\b", source)
    assert not re.search(r"\son\w+\s*=\s*[\"']", source)
    assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", source)
    assert "hx-on" not in source
    assert 'hx-vals="js:' not in source


def test_every_icon_on_a_page_is_in_the_sprite_list():
    known = set(json.loads((settings.BASE_DIR / "static" / "icons.json").read_text()))
    used = {name for path in TEMPLATES for name in re.findall(r'{%\s*icon "([\w-]+)"', path.read_text())}
    used |= {name for path in TEMPLATES for name in re.findall(r'icon="([\w-]+)"', path.read_text())}
    assert used <= known


@pytest.mark.parametrize(
    "path",
    sorted((settings.BASE_DIR / "templates" / "components").glob("*.html")),
    ids=lambda path: path.stem,
)
def test_every_component_names_its_inputs_on_top(path):
    first = path.read_text().splitlines()[0]
    assert first.startswith("{#")
    assert "Input" in first


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
def test_pages_for_faults_need_nothing_that_could_be_broken(name):
    source = (settings.BASE_DIR / "templates" / name).read_text()
    for needed in ("{% extends", "{% static", "{% url", "{% include"):
        assert needed not in source
