"""Files short enough to be read, and nothing brought in without a reason."""

import re

import pytest

from tests.architecture.project import ROOT, modules, own_static_files, shown

LONGEST = 300
#: Longer, and better so: path → why.
LONG = {
    "hotelcrm/settings.py": "all settings in one file is the architecture's own rule",
    "common/jobs.py": "one life of one run, from asking to sweeping; splitting it would hide the fence",
}
UNSPEAKING = {"utils", "util", "helpers", "helper", "misc", "stuff", "tools"}
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def test_every_module_is_short_enough_to_be_read():
    lines = {shown(path): len(path.read_text().splitlines()) for path in modules().values()}
    too_long = {path: count for path, count in lines.items() if count > LONGEST and path not in LONG}
    assert not too_long, "split these by noun"


@pytest.mark.parametrize("path", sorted(LONG))
def test_a_reason_for_length_is_given_only_where_it_is_needed(path):
    assert len((ROOT / path).read_text().splitlines()) > LONGEST


def test_every_module_is_named_after_its_business():
    assert not {name for name in modules() if UNSPEAKING & set(name.split("."))}


@pytest.mark.parametrize("suffix", [".js", ".css"])
def test_no_script_or_style_sheet_of_ours_is_long(suffix):
    assert not [shown(p) for p in own_static_files(suffix) if len(p.read_text().splitlines()) > LONGEST]


def packages(name: str) -> list[str]:
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", "-r"))]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_required_package_is_pinned_and_says_why_it_is_there(name):
    lines = packages(name)
    without_pin = [line for line in lines if not re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", line)]
    # A comment may stand for the family that follows it: `# types` above two stub packages.
    reasonless = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if "#" not in line and "#" not in before
    ]
    assert not without_pin
    assert not reasonless


def test_no_package_is_required_twice():
    names = [re.split(r"[=\[]", line)[0].lower() for file in REQUIREMENTS for line in packages(file)]
    assert len(names) == len(set(names))
