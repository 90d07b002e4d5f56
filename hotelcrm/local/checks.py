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
from hotelcrm.local.children import Child, ChildFailed, Children
from hotelcrm.local.environment import MANAGE, development_environment, start_servers
from hotelcrm.local.server import StopRequested, ignore_signals, stop_on_signals
from hotelcrm.local.translations import compile_translations
from hotelcrm.local.vendor import fill_vendor

BIN = Path(sys.executable).parent


def program(name: str) -> str:
    return str(BIN / name)


LINTERS: dict[str, list[str]] = {
    "ruff check": [program("ruff"), "check", "."],
    "ruff format": [program("ruff"), "format", "--check", "."],
    "djlint": [program("djlint"), "--lint", "--quiet", "templates"],
    "mypy": [program("mypy")],
    "bandit": [program("bandit"), "-c", "pyproject.toml", "-q", "-ll", "-r", *APPS],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
}
#: Each process has databases of its own; beyond four they wait for the one PostgreSQL. One more than there are
#: processors: some always wait, for a page, a killed server, a lock. Tests are handed out in small portions and in
#: order, so that no process waits long for another, and those that empty all tables come last in each.
PROCESSES = min((os.cpu_count() or 1) + 1, 4)
SIDE_BY_SIDE = [f"--numprocesses={PROCESSES}", "--dist=load", "--maxschedchunk=2"]
#: The database that every test process copies is made while all else is prepared; they wait for it where needed.
MAKE_DATABASE = [sys.executable, "-m", "tests.database"]


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    closing_line: str = ""


def title(name: str) -> str:
    return f"\n── {name} " + "─" * (70 - len(name))


def run_beside(linter: str, environment: Mapping[str, str], folder: Path, children: Children) -> Child:
    """Start one linter; what it says waits in its log until it is its turn to be shown."""
    log = folder / "log" / f"{linter}.log"
    return children.spawn(linter, LINTERS[linter], environment=environment, cwd=ROOT, log=log)


def outcome_of(linter: Child, folder: Path, children: Children) -> Outcome:
    """Wait for it, then show all of its words at once."""
    code = linter.process.wait()
    seconds = time.monotonic() - linter.started_at
    children.forget(linter)
    say(title(linter.name))
    sys.stdout.write((folder / "log" / f"{linter.name}.log").read_text(errors="replace"))
    return Outcome(linter.name, code == 0, seconds)


def begin_pytest(
    arguments: list[str], environment: Mapping[str, str], children: Children
) -> tuple[Child, int]:
    """The running pytest, and the descriptor at which its words can be read."""
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
    return child, read_end


def end_pytest(child: Child, read_end: int, children: Children) -> Outcome:
    """Its words as they come, from the first one on, and its closing line remembered."""
    say(title("pytest"))
    closing_line = _show(read_end)
    code = child.process.wait()
    seconds = time.monotonic() - child.started_at
    children.forget(child)
    return Outcome("pytest", code == 0, seconds, closing_line)


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
    environment = development_environment(folder, servers, "command")
    if not arguments:
        children.spawn("test database", MAKE_DATABASE, environment=environment, cwd=ROOT)
    fill_vendor()
    compile_translations()
    environment["CHROMIUM"] = find_chromium()
    if arguments:
        return 0 if end_pytest(*begin_pytest(arguments, environment, children), children).passed else 1
    # The linters use what pytest leaves of the processors while it loads the tests. Their words come first all the
    # same, and pytest's closing line is the last one on the screen: its words wait in the pipe.
    linters = [run_beside(name, environment, folder, children) for name in LINTERS]
    pytest = begin_pytest(SIDE_BY_SIDE, environment, children)
    outcomes = [outcome_of(linter, folder, children) for linter in linters]
    outcomes.append(end_pytest(*pytest, children))
    say(title("summary"))
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
