"""A query's guests as a file: CSV row by row, XLSX for what a spreadsheet holds; cells that never execute."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.csv_export import safe_cell
from common.errors import HotelError

#: A workbook is written as a whole before it can be sent; beyond this many rows CSV is quicker for everybody.
MOST_XLSX_ROWS = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What XML cannot hold.
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)}


def plain_cell(value: Any) -> Any:
    """A value as a file holds it: moments on the hotel's clock, texts that are no formula."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return value
    return safe_cell(str(value).translate(_CONTROLS) if value is not None else None)


def workbook(header: Sequence[str], rows: Iterable[Sequence[Any]], *, count: int) -> IO[bytes]:
    """The rows as an open XLSX file; HotelError beyond MOST_XLSX_ROWS."""
    if count > MOST_XLSX_ROWS:
        message = _("%(n)s rows are too many for a workbook (at most %(most)s): export them as CSV.")
        raise HotelError(message % {"n": count, "most": MOST_XLSX_ROWS})
    from openpyxl import Workbook  # loaded where one is written, not by every process

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([plain_cell(cell) for cell in header])
    for row in rows:
        sheet.append([plain_cell(cell) for cell in row])
    file = tempfile.SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115 handed to the response
    book.save(file)
    file.seek(0)
    return file


def cells(guests: Iterable[Any], columns: Sequence, *, whole: bool) -> Iterator[list]:
    """Rows of `QueryColumn` values; phones and addresses masked unless `whole`."""
    for guest in guests:
        yield [plain_cell(column.value(guest, whole=whole)) for column in columns]
