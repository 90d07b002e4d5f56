"""Ends the children of a supervisor that can no longer do it itself.

Run as a script with the read end of a pipe as standard input; only the supervisor holds the write end. It
writes `+<process group>` and `-<process group>` as children come and go. When the pipe closes, the supervisor
is gone however it died, and every group still listed is asked to stop and killed as many seconds later as the
argument says: whole groups, so that a pool worker two generations down goes too. Works wherever there are pipes
(prctl is Linux only and reaches one generation).
"""

import os
import signal
import sys
import time


def is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def send(groups: list[int], number: signal.Signals) -> None:
    for group in groups:
        try:
            os.killpg(group, number)
        except (ProcessLookupError, PermissionError):
            continue


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: list[int] = []
    for line in sys.stdin:
        sign, group = line[0], int(line[1:])
        if sign == "+":
            groups.append(group)
        elif group in groups:
            groups.remove(group)
    # SIGINT is PostgreSQL's fast shutdown; Celery's and gunicorn's is a quick one too.
    send(groups, signal.SIGINT)
    deadline = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < deadline and any(is_alive(group) for group in groups):
        time.sleep(0.1)
    send([group for group in groups if is_alive(group)], signal.SIGKILL)


if __name__ == "__main__":
    main()
