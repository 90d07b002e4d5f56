"""Booking files read as a stream: which mappings there are, and the rows of a file one by one."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from common.errors import HotelError
from reservations.imports import hotel_booking_demand
from reservations.imports.rows import ReadRow

#: Mappings by the name that commands and pages call them.
MAPPINGS: dict[str, Callable] = {hotel_booking_demand.SOURCE: hotel_booking_demand.Mapping}


class UnreadableFile(HotelError):
    code = "unreadable-file"


def mapping_named(name: str):
    """A fresh mapping; UnreadableFile if there is none of this name."""
    try:
        return MAPPINGS[name]()
    except KeyError:
        known = ", ".join(MAPPINGS)
        message = _("There is no mapping “%(name)s”. There are: %(known)s.") % {"name": name, "known": known}
        raise UnreadableFile(message, field="mapping") from None


def read_rows(path: Path, mapping_name: str) -> Iterator[ReadRow]:
    """Every row of the CSV file after its header, read by the mapping; memory does not grow with the file.

    Raises UnreadableFile before the first row when the file is missing, empty, no UTF-8, or its header is
    not that of the mapping (the columns it lacks are named).
    """
    mapping = mapping_named(mapping_name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            _check_header(next(lines, []), mapping.columns)
            for cells in lines:
                if cells:
                    yield mapping.read(lines.line_num, cells)
    except OSError as error:
        message = _("The file %(path)s cannot be read: %(why)s") % {"path": path.name, "why": error.strerror}
        raise UnreadableFile(message, field="file") from error
    except (UnicodeDecodeError, csv.Error) as error:
        message = _("The file is no CSV in UTF-8: %(why)s") % {"why": error}
        raise UnreadableFile(message, field="file") from error


def _check_header(header: list[str], expected: tuple[str, ...]) -> None:
    if tuple(name.strip() for name in header) == expected:
        return
    missing = [name for name in expected if name not in header]
    if missing:
        message = _("The header lacks the columns %(columns)s.") % {"columns": ", ".join(missing)}
    else:
        message = _("The columns are in another order than this mapping expects.")
    raise UnreadableFile(message, field="file")
