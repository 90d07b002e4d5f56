"""`script/lock`: pin everything the direct requirements bring along, and the front end's packages."""

import json
import subprocess
import sys

from hotelcrm.local.checkout import ROOT, CannotStart, say
from hotelcrm.local.vendor import npm_command, npm_environment

HEADING = "# Made by script/lock from requirements.txt and requirements-dev.txt: do not edit.\n"


def resolve() -> list[str]:
    """`name==version` of every package that a fresh installation would bring.

    Raises CannotStart with pip's words.
    """
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    command += ["--disable-pip-version-check", "--report", "-", "-r", str(ROOT / "requirements-dev.txt")]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise CannotStart(f"pip found no consistent set:\n{result.stderr.strip()}")
    packages = [entry["metadata"] for entry in json.loads(result.stdout)["install"]]
    return sorted((f"{about['name']}=={about['version']}" for about in packages), key=str.lower)


def lock_front_end() -> None:
    """package-lock.json with versions and checksums, without the addresses of a registry."""
    command = [*npm_command(), "install", "--package-lock-only", "--ignore-scripts", "--no-audit"]
    command += ["--no-fund", "--omit-lockfile-registry-resolved", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, env=npm_environment()).returncode != 0:
        raise CannotStart("npm found no consistent set; its words are above.")


def main() -> int:
    try:
        pinned = resolve()
        (ROOT / "requirements.lock").write_text(HEADING + "\n".join(pinned) + "\n")
        say(f"requirements.lock: {len(pinned)} packages.")
        lock_front_end()
        say("package-lock.json: done.")
    except CannotStart as problem:
        say(f"script/lock: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
