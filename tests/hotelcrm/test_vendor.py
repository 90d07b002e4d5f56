"""Third-party files and translations on their way into what is served."""

import gettext
import json
from pathlib import Path

import pytest

from hotelcrm.local.checkout import ROOT, CannotStart
from hotelcrm.local.translations import compile_translations
from hotelcrm.local.vendor import build_sprite, copy_files

ICONS = ROOT / "node_modules" / "@tabler" / "icons" / "icons" / "outline"


def test_every_listed_icon_is_in_the_sprite_and_takes_the_colour_of_its_text():
    names = json.loads((ROOT / "static" / "icons.json").read_text())
    sprite = build_sprite(names, ICONS)
    assert all(f'id="{name}"' in sprite for name in names)
    assert sprite.count("<symbol") == len(set(names)) == sprite.count('stroke="currentColor"')


def test_an_icon_that_does_not_exist_is_named():
    with pytest.raises(CannotStart, match="no-such-icon"):
        build_sprite(["no-such-icon"], ICONS)


def test_copied_files_name_no_source_map_and_bring_their_licence(tmp_path):
    copy_files(ROOT / "node_modules", tmp_path)
    for file in (*tmp_path.glob("*.js"), *tmp_path.glob("*.css")):
        assert "sourceMappingURL" not in file.read_text(), file.name
    assert len(list(tmp_path.glob("*.LICENSE.txt"))) == 5


def test_the_lock_of_the_front_end_carries_checksums_and_no_address_of_a_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    brought = {name: about for name, about in packages.items() if name}
    assert all("integrity" in about and "resolved" not in about for about in brought.values())


def test_translations_are_compiled_once_and_again_after_a_change(tmp_path: Path):
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    heading = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(heading + 'msgid "Guest"\nmsgstr "宾客"\n')
    assert compile_translations(tmp_path) == [folder / "django.mo"]
    assert compile_translations(tmp_path) == []
    with (folder / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Guest") == "宾客"
