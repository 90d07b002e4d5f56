"""Compiles locale/**/*.po to .mo in Python: gettext's msgfmt is missing on many machines."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from hotelcrm.local.checkout import ROOT


def compile_translations(root: Path = ROOT) -> list[Path]:
    """Compile what is newer than its result; the files written."""
    written = []
    for source in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, abort_invalid=True)
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as binary:
            write_mo(binary, catalogue)
        unfinished.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_translations()
