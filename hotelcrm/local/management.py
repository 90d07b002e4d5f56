"""`script/manage`: manage.py beside a running script/server, or with servers started for the purpose."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from hotelcrm.local.checkout import (
    AlreadyRunning,
    CannotStart,
    Servers,
    load_servers,
    only_one,
    read_dotenv,
    say,
    var_dir,
)
from hotelcrm.local.children import ChildFailed, Children
from hotelcrm.local.environment import (
    MANAGE,
    development_environment,
    needs_postgres,
    needs_redis,
    start_servers,
)
from hotelcrm.local.translations import compile_translations

WAIT_SECONDS = 600.0


def run(arguments: list[str]) -> int:
    """The exit code of the management command."""
    read_dotenv()
    folder = var_dir()
    compile_translations()
    if not needs_postgres() and not needs_redis():
        return _run_command(folder, Children(), None, arguments)
    deadline = time.monotonic() + WAIT_SECONDS
    told = False
    while True:
        try:
            with only_one(folder, "script/manage " + (arguments[0] if arguments else "")):
                return _run_with_servers(folder, arguments)
        except AlreadyRunning as other:
            if other.holder.startswith("script/server"):
                return _run_command(folder, Children(), _running_servers(folder), arguments)
            if time.monotonic() > deadline:
                raise CannotStart(f"{other.holder} has not finished after {WAIT_SECONDS:.0f} s.") from other
            if not told:
                sys.stderr.write(f"Waiting for {other.holder} to finish …\n")
                told = True
            time.sleep(0.5)


def _run_with_servers(folder: Path, arguments: list[str]) -> int:
    children = Children()
    try:
        # What the command prints is what counts, it may be JSON: our own words go to the error output.
        with contextlib.redirect_stdout(sys.stderr):
            servers = start_servers(folder, children)
        return _run_command(folder, children, servers, arguments)
    finally:
        children.close()


def _running_servers(folder: Path) -> Servers:
    servers = load_servers(folder)
    if servers is None:
        raise CannotStart("script/server is still starting: try again in a moment.")
    return servers


def _run_command(folder: Path, children: Children, servers: Servers | None, arguments: list[str]) -> int:
    # Ctrl-C is for the command, which shares our terminal; we stay to stop the servers.
    # (A handler, not SIG_IGN: that the command would inherit.)
    signal.signal(signal.SIGINT, lambda number, frame: None)
    child = children.spawn(
        "manage",
        [*MANAGE, *arguments],
        environment=development_environment(folder, servers, "command"),
        cwd=os.getcwd(),
        own_terminal=True,
    )
    signal.signal(signal.SIGTERM, lambda number, frame: child.process.terminate())
    return child.process.wait()


def main() -> int:
    try:
        return run(sys.argv[1:])
    except (CannotStart, ChildFailed) as problem:
        say(f"script/manage: {problem}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
