"""Child processes that never outlive their supervisor.

Each child leads its own session, so that a Ctrl-C in the terminal reaches the supervisor alone, which then
stops the children in the right order. If the supervisor is killed, the kernel ends each child (Linux) and the
guardian ends each child's whole process group (everywhere).
"""

import ctypes
import os
import pwd
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hotelcrm.local.journal import Journal

GUARDIAN = Path(__file__).with_name("guardian.py")
# Seconds in which orphans may end in order: web and worker finish what they are at.
GRACE = 8.0
PR_SET_PDEATHSIG = 1
# Looked up before any fork: a forked child must not import or take locks.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class ChildFailed(Exception):
    """A child process did not start or ended badly; the message says which and where to look."""


@dataclass
class Child:
    """One running process: its name in the log, and how it likes to be stopped."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    stop_within: float
    started_at: float = field(default_factory=time.monotonic)
    journal: Journal | None = None
    unfinished_line: bytes = b""

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_alive(self) -> bool:
        return self.process.poll() is None


def _prepare_child(
    account: pwd.struct_passwd | None, supervisor: int, stop_signal: signal.Signals
) -> Callable[[], None]:
    """What the forked child does before exec: change account, then bind its life to the supervisor's
    (in this order: changing the account clears the bond)."""

    def prepare() -> None:
        if account is not None:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, stop_signal)
            if os.getppid() != supervisor:
                os._exit(1)

    return prepare


class Children:
    """All child processes of one supervisor. Not for use from several threads: the kernel's bond is to
    the thread that forked."""

    def __init__(self, *, grace: float = GRACE) -> None:
        self.running: list[Child] = []
        self._grace = grace
        self._selector = selectors.DefaultSelector()
        self._start_guardian()

    def _start_guardian(self) -> None:
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", str(GUARDIAN), str(self._grace)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd="/",
        )
        for child in self.running:
            self._tell_guardian("+", child)

    def _tell_guardian(self, sign: str, child: Child) -> None:
        assert self._guardian.stdin is not None
        self._guardian.stdin.write(f"{sign}{child.pid}\n".encode())
        self._guardian.stdin.flush()

    def keep_guardian(self) -> None:
        """Start a new guardian where somebody killed the old one."""
        if self._guardian.poll() is not None:
            self._start_guardian()

    def spawn(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        account: pwd.struct_passwd | None = None,
        cwd: str | Path = "/",
        log: Path | None = None,
        journal: Path | None = None,
        own_terminal: bool = False,
        output_to: int | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        stop_within: float = 10.0,
    ) -> Child:
        """Start a process in the foreground. Its output goes to `log`, or with `own_terminal` straight to
        ours (or to the descriptor `output_to`), or else is printed by `pump` with the name in front of each
        line: all of it, or with `journal` what tells of trouble, while that file gets every line."""
        output: int | None = subprocess.PIPE
        log_file = None
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            log_file = log.open("wb")
            output = log_file.fileno()
        elif own_terminal:
            output = output_to
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                env=dict(os.environ if environment is None else environment),
                cwd=str(cwd),
                stdin=None if own_terminal else subprocess.DEVNULL,
                stdout=output,
                stderr=None if output is None else subprocess.STDOUT,
                # A command that talks to the terminal must stay in the terminal's foreground group.
                start_new_session=not own_terminal,
                preexec_fn=_prepare_child(account, os.getpid(), stop_signal),
            )
        except OSError as error:
            raise ChildFailed(f"{name} cannot be started: {error}") from error
        finally:
            if log_file is not None:
                log_file.close()
        child = Child(name, process, stop_signal, stop_within, journal=Journal(journal) if journal else None)
        self.running.append(child)
        if not own_terminal:
            self.keep_guardian()
            self._tell_guardian("+", child)
        if process.stdout is not None:
            os.set_blocking(process.stdout.fileno(), False)
            self._selector.register(process.stdout, selectors.EVENT_READ, child)
        return child

    def pump(self, seconds: float) -> None:
        """Print what the children say for so long, each line with the name of who said it."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self._selector.get_map():
                time.sleep(left)
                return
            for key, _ in self._selector.select(left):
                self._read(key.data)

    def _read(self, child: Child) -> None:
        assert child.process.stdout is not None
        try:
            data = child.process.stdout.read(65536)
        except OSError:
            data = b""
        if data is None:
            return
        *lines, rest = (child.unfinished_line + data).split(b"\n")
        child.unfinished_line = rest
        if not data:
            self._stop_listening(child)
            lines = [rest] if rest else []
        for line in lines:
            said = line.decode(errors="replace")
            if shown := said if child.journal is None else child.journal.take(said):
                sys.stdout.write(f"{child.name:<8}| {shown}\n")
        sys.stdout.flush()

    def _stop_listening(self, child: Child) -> None:
        output = child.process.stdout
        if output is not None and output in self._selector.get_map():
            self._selector.unregister(output)

    def forget(self, child: Child) -> None:
        """A child that has ended: kill what is left of its group, drop it from the books."""
        _signal_group(child, signal.SIGKILL)
        if child.process.stdout is not None:
            self._read(child)
            self._stop_listening(child)
            child.process.stdout.close()
        if child.journal is not None:
            child.journal.close()
        if child in self.running:
            self.running.remove(child)
            self.keep_guardian()
            self._tell_guardian("-", child)

    def stop(self, child: Child) -> None:
        """Ask to stop, wait, insist. Returns when the whole process group is gone."""
        if child.is_alive():
            child.process.send_signal(child.stop_signal)
            deadline = time.monotonic() + child.stop_within
            while child.is_alive() and time.monotonic() < deadline:
                self.pump(0.05)
        if child.is_alive():
            child.process.kill()
        child.process.wait()
        self.forget(child)

    def stop_all(self) -> None:
        """Stop in the reverse order of starting."""
        for child in reversed(list(self.running)):
            self.stop(child)

    def close(self) -> None:
        """Stop everything and release the guardian."""
        self.stop_all()
        assert self._guardian.stdin is not None
        self._guardian.stdin.close()
        self._guardian.wait()

    def run(self, name: str, command: Sequence[str | Path], **options: object) -> int:
        """Run to the end, printing what it says; its exit code."""
        child = self.spawn(name, command, **options)  # type: ignore[arg-type]
        try:
            while child.is_alive():
                self.pump(0.1)
            return child.process.returncode
        finally:
            self.stop(child)


def _signal_group(child: Child, number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):
        return
