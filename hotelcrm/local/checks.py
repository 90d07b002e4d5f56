"""`script/test`: every check of the project, or with arguments pytest alone."""

import codecs
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hotelcrm.local.browser import find_chromium
from hotelcrm.local.checkout import (
    APPS,
    ROOT,
    AlreadyRunning,
    CannotStart,
    only_one,
    read_dotenv,
    say,
    var_dir,
)
from hotelcrm.local.children import ChildFailed, Children
from hotelcrm.local.environment import MANAGE, development_environment, start_servers
from hotelcrm.local.server import StopRequested, ignore_signals, stop_on_signals
from hotelcrm.local.translations import compile_translations
from hotelcrm.local.vendor import fill_vendor

BIN = Path(sys.executable).parent


def program(name: str) -> str:
    return str(BIN / name)


# pytest comes last: its closing line is the last one on the screen.
CHECKS: dict[str, list[str]] = {
    "ruff check": [program("ruff"), "check", "."],
    "ruff format": [program("ruff"), "format", "--check", "."],
    "djlint": [program("djlint"), "--lint", "--quiet", "templates"],
    "mypy": [program("mypy")],
    "bandit": [program("bandit"), "-c", "pyproject.toml", "-q", "-ll", "-r", *APPS],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
}
#: Each process has databases of its own; beyond four they wait for the one PostgreSQL. Handed out in small portions
#: and in order, so that no process waits long for another, and those that empty all tables come last in each.
SIDE_BY_SIDE = ["--numprocesses=auto", "--maxprocesses=4", "--dist=load", "--maxschedchunk=2"]
#: The database that every test process copies is made while the linters run; pytest waits for it where needed.
MAKE_DATABASE = [sys.executable, "-m", "tests.database"]


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    closing_line: str = ""


def run_check(name: str, command: list[str], environment: Mapping[str, str], children: Children) -> Outcome:
    """One check, its words shown as they come."""
    say(f"\n── {name} " + "─" * (70 - len(name)))
    started_at = time.monotonic()
    child = children.spawn(name, command, environment=environment, cwd=ROOT, own_terminal=True)
    code = child.process.wait()
    children.forget(child)
    return Outcome(name, code == 0, time.monotonic() - started_at)


def run_pytest(arguments: list[str], environment: Mapping[str, str], children: Children) -> Outcome:
    """pytest, its words shown as they come and its closing line remembered."""
    say("\n── pytest " + "─" * 64)
    started_at = time.monotonic()
    colour = "yes" if sys.stdout.isatty() else "no"
    read_end, write_end = os.pipe()
    child = children.spawn(
        "pytest",
        [sys.executable, "-m", "pytest", f"--color={colour}", *arguments],
        environment=environment,
        cwd=ROOT,
        own_terminal=True,
        output_to=write_end,
    )
    os.close(write_end)
    closing_line = _show(read_end)
    code = child.process.wait()
    children.forget(child)
    return Outcome("pytest", code == 0, time.monotonic() - started_at, closing_line)


def _show(read_end: int) -> str:
    """Pass everything on as it comes, so that the dots of a long run are seen; the last line."""
    last_lines = ""
    with open(read_end, "rb", buffering=0) as raw:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while data := raw.read(4096):
            text = decoder.decode(data)
            sys.stdout.write(text)
            sys.stdout.flush()
            last_lines = (last_lines + text)[-4096:]
    return last_lines.rstrip("\n").rsplit("\n", 1)[-1]


def run(arguments: list[str]) -> int:
    """0 when every check passed."""
    read_dotenv()
    folder = var_dir() / "test"
    folder.mkdir(exist_ok=True)
    with only_one(folder, "script/test"):
        stop_on_signals()
        children = Children()
        try:
            return _run_all(arguments, folder, children)
        finally:
            ignore_signals()
            children.close()


def _run_all(arguments: list[str], folder: Path, children: Children) -> int:
    servers = start_servers(folder, children, durable=False)
    fill_vendor()
    compile_translations()
    environment = development_environment(folder, servers, "command")
    environment["CHROMIUM"] = find_chromium()
    if arguments:
        return 0 if run_pytest(arguments, environment, children).passed else 1
    children.spawn("test database", MAKE_DATABASE, environment=environment, cwd=ROOT)
    outcomes = [run_check(name, command, environment, children) for name, command in CHECKS.items()]
    outcomes.append(run_pytest(SIDE_BY_SIDE, environment, children))
    say("\n── summary " + "─" * 63)
    for outcome in outcomes:
        say(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.name} ({outcome.seconds:.0f} s)")
    say(outcomes[-1].closing_line)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def main() -> int:
    try:
        return run(sys.argv[1:])
    except StopRequested:
        return 130
    except AlreadyRunning as other:
        say(f"The tests of this checkout are already being run by {other.holder}.")
    except (CannotStart, ChildFailed) as problem:
        say(f"\nscript/test: {problem}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
