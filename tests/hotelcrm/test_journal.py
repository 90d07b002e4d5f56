"""What the parts of a hotel say, on a machine of one's own: all of it in a file, troubles on the terminal."""

import json
import sys

import pytest

from hotelcrm.local.children import Children
from hotelcrm.local.journal import shown_of

PART = """
import json
print(json.dumps({"event": "Task received", "level": "info"}))
print("[2026-11-22 08:00:00 +0800] [7] [INFO] Booting worker")
print(json.dumps({"event": "request_failed", "level": "error", "request": "GET /guests/"}))
print("ModuleNotFoundError: no module")
"""


@pytest.fixture
def children():
    children = Children()
    yield children
    children.close()


def test_every_line_is_kept_and_only_troubles_are_shown(children, tmp_path, capfd):
    log = tmp_path / "logs" / "worker.log"
    for _ in range(2):
        children.run("worker", [sys.executable, "-c", PART], journal=log)
    shown = capfd.readouterr().out.splitlines()
    assert shown == 2 * [
        "worker  | error request_failed GET /guests/",
        "worker  | ModuleNotFoundError: no module",
    ]
    assert len(log.read_text().splitlines()) == 8, "a second start goes on in the same file"


@pytest.mark.parametrize("line", ["", "[1, 2]", "{broken", json.dumps({"level": "critical"})])
def test_no_line_stops_the_supervisor(line):
    shown_of(line)
