"""What a part of the hotel says: every line goes into its file, only its troubles to the terminal as well."""

import json
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

#: A file grows to this size, then it makes room for a new one; one older is kept.
LARGEST = 10_000_000
TROUBLES = {"error", "critical"}
#: How gunicorn marks what is no trouble.
QUIET_MARKS = ("[INFO]", "[DEBUG]")


class Journal:
    """The file of one part, gone on with at each start."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=1, encoding="utf-8")

    def take(self, line: str) -> str:
        """Write it down; what the terminal shows of it, or ''."""
        self._file.emit(logging.makeLogRecord({"msg": line}))
        return shown_of(line)

    def close(self) -> None:
        self._file.close()


def shown_of(line: str) -> str:
    """The event of a log line that tells of trouble, whatever is no log line (such as a traceback), else ''."""
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return "" if any(mark in line for mark in QUIET_MARKS) else line
    if said.get("level") not in TROUBLES:
        return ""
    return " ".join(filter(None, [said["level"], str(said.get("event", "")), str(said.get("request", ""))]))
