"""The list of erasures outside the database: after a restore of a backup it says whom to erase again.

One JSON line an erasure, numbers and moments only. It must be kept apart from the database and its backups
(setting ERASURE_JOURNAL); the night adds what a crash left out.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from guests.models import Erasure


@dataclass(frozen=True)
class Entry:
    """`files` are (guest number, moment the file was made), the file in use first."""

    number: int
    files: tuple[tuple[str, str], ...]
    basis: str
    at: datetime
    by: str = ""


def journal_path() -> Path:
    return Path(settings.ERASURE_JOURNAL)


def write_entries() -> int:
    """Add the erasures that the journal does not have yet; how many. Returns only when they are on the disk."""
    known = {(entry.number, entry.at) for entry in entries()}
    missing = [one for one in Erasure.objects.order_by("pk") if (one.pk, one.at) not in known]
    lines = [json.dumps(_as_json(erasure), ensure_ascii=False, sort_keys=True) for erasure in missing]
    if not lines:
        return 0
    path = journal_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    return len(lines)


def entries() -> Iterator[Entry]:
    """Every erasure of the journal, oldest first; a line cut off by a crash is passed over."""
    path = journal_path()
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            yield Entry(
                number=said["erasure"],
                files=tuple((number, made) for number, made in said["files"]),
                basis=said["basis"],
                at=datetime.fromisoformat(said["at"]),
                by=said["by"],
            )


def _as_json(erasure: Erasure) -> dict:
    return {
        "erasure": erasure.pk,
        "files": erasure.files,
        "basis": erasure.basis,
        "at": erasure.at.isoformat(),
        "by": erasure.by_name,
    }
