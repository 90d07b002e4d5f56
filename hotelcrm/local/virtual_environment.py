"""Makes .venv with the pinned requirements, or finds that it is already so.

Run as a script by whatever Python ≥ 3.11 the machine has: standard library only, and no import of the
project, because nothing is installed yet.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".requirements"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements.lock")


class CannotPrepare(Exception):
    """No way led to a virtual environment; the message says what to install."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fingerprint() -> str:
    """Of what should be installed, where, for which Python."""
    digest = hashlib.sha256(f"{VENV} {sys.version_info[:2]}".encode())
    for name in REQUIREMENTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def works() -> bool:
    """Does .venv's Python run, is it new enough, has it pip?"""
    if not PYTHON.exists():
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return quiet([str(PYTHON), "-c", question])


def quiet(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def ways() -> Iterator[tuple[str, list[list[str]]]]:
    """Ways to a virtual environment with pip, the usual one first; each a name and its commands."""
    venv = [sys.executable, "-m", "venv", str(VENV)]
    yield "python -m venv", [venv]
    # Debian ships venv without ensurepip; a pip outside can fill the gap.
    into = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "pip"]
    yield "venv and the machine's pip", [[*venv, "--without-pip"], into]
    if shutil.which("uv"):
        yield "uv", [["uv", "venv", "--quiet", "--seed", "--python", sys.executable, str(VENV)]]
    yield "virtualenv", [[sys.executable, "-m", "virtualenv", "--quiet", str(VENV)]]
    if shutil.which("virtualenv"):
        yield "virtualenv", [["virtualenv", "--quiet", "--python", sys.executable, str(VENV)]]
    if os.getuid() == 0 and shutil.which("apt-get"):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        yield (
            "apt-get and venv",
            [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", package], venv],
        )


def make() -> None:
    """A fresh .venv. Raises CannotPrepare when no way leads there."""
    for name, commands in ways():
        shutil.rmtree(VENV, ignore_errors=True)
        if all(quiet(command) for command in commands) and works():
            say(f"Virtual environment made ({name}).")
            return
    raise CannotPrepare(
        "Cannot make a virtual environment. Install one of: the package python3-venv, uv, or virtualenv."
    )


def install() -> bool:
    """pip with the pinned requirements, showing how far it is; False when it failed."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["-r", str(ROOT / "requirements-dev.txt"), "-c", str(ROOT / "requirements.lock")]
    total = sum("==" in line for line in (ROOT / "requirements.lock").read_text().splitlines())
    say(f"Installing {total} packages (a minute or two) …")
    started_at = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    lines: list[str] = []
    found = 0
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith(("Collecting ", "Requirement already satisfied: ")):
            found += 1
            if found % 20 == 0:
                say(f"  {found} of {total} found, {time.monotonic() - started_at:.0f} s")
        elif line.startswith("Installing collected packages"):
            say(f"  all found, now unpacking, {time.monotonic() - started_at:.0f} s")
    if process.wait() == 0:
        say(f"  installed in {time.monotonic() - started_at:.0f} s")
        return True
    say("\n".join(line for line in lines[-30:] if not line.startswith("WARNING")))
    return False


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """script/server and script/test may be started together; the second waits."""
    with (ROOT / ".venv.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another start of this checkout to finish its installation …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare() -> None:
    """Leave a .venv that has exactly what the requirement files ask for. Raises CannotPrepare."""
    if not os.access(ROOT, os.W_OK):
        raise CannotPrepare(f"{ROOT} is not writable for you: make the checkout as the user who starts it.")
    with one_at_a_time():
        wanted = fingerprint()
        if STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists():
            return
        fresh = not works()
        if fresh:
            make()
        if not install():
            if fresh:
                raise CannotPrepare("pip could not install the requirements; its words are above.")
            # An installation that was killed half-way can confuse pip: once more from nothing.
            make()
            if not install():
                raise CannotPrepare("pip could not install the requirements; its words are above.")
        STAMP.write_text(wanted)


def main() -> int:
    try:
        prepare()
    except CannotPrepare as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
