"""Booking files read as a stream: which mappings there are, and the rows of a file one by one."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from common.tables import REASON_COLUMN, UnreadableFile, rows_of, without
from common.wording import listed
from reservations.imports import hotel_booking_demand
from reservations.imports.rows import ReadRow

#: Mappings by the name that commands and pages call them.
MAPPINGS: dict[str, Callable] = {hotel_booking_demand.SOURCE: hotel_booking_demand.Mapping}


def mapping_named(name: str):
    """A fresh mapping; UnreadableFile if there is none of this name."""
    try:
        return MAPPINGS[name]()
    except KeyError:
        known = listed(MAPPINGS)
        message = _("There is no mapping “%(name)s”. There are: %(known)s.") % {"name": name, "known": known}
        raise UnreadableFile(message, field="mapping") from None


def read_rows(path: Path, mapping_name: str) -> Iterator[ReadRow]:
    """Every row of the CSV file after its header, read by the mapping; memory does not grow with the file.

    The column in which we told why a row failed is passed over. Raises UnreadableFile before the first row when the
    file is missing, empty, no UTF-8, or its header is not that of the mapping (the columns it lacks are named).
    """
    mapping = mapping_named(mapping_name)
    rows = rows_of(path)
    _line, header = next(rows, (0, []))
    ours = header.index(REASON_COLUMN) if REASON_COLUMN in header else None
    _check_header(header if ours is None else without(header, ours), mapping.columns)
    for line, cells in rows:
        yield mapping.read(line, cells if ours is None else without(cells, ours))


def _check_header(header: list[str], expected: tuple[str, ...]) -> None:
    names = tuple(name.strip() for name in header)
    if names == expected:
        return
    missing = [name for name in expected if name not in names]
    unknown = [name for name in names if name not in expected]
    if missing:
        message = _("The header lacks the columns %(columns)s.") % {"columns": listed(missing)}
    elif unknown:
        message = _("This mapping does not know the columns %(columns)s. Take them out of the file.")
        message %= {"columns": listed(unknown)}
    else:
        message = _("The columns are in another order than this mapping expects.")
    raise UnreadableFile(message, field="file")
