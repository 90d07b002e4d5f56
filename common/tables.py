"""Tables that people hand in, CSV or XLSX: kept as one plain CSV in UTF-8, read as a stream, handed back with reasons.

Whatever comes after the upload has one kind of file before it, and whoever is erased is masked in one kind of file.
"""

import codecs
import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from common.csv_export import BYTE_ORDER_MARK, FORMULA_STARTS, safe_cell
from common.errors import HotelError

#: The column that we add to rows that could not be imported; every import passes over it.
REASON_COLUMN = "import_reason"
#: What a workbook may hold unpacked: an honest one of the largest size that may be handed in stays far below.
LARGEST_UNPACKED = 500 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class UnreadableFile(HotelError):
    code = "unreadable-file"


def keep_as_csv(file: BinaryIO, target: Path, *, encodings: Sequence[str] = ("utf-8-sig",)) -> None:
    """Write `file` (CSV in the first of `encodings` that fits, or the first sheet of an XLSX) to `target`.

    `target` must not exist. Raises UnreadableFile, naming the remedy, for anything else; `target` is gone then.
    """
    start = file.read(4)
    file.seek(0)
    try:
        if not start:
            raise _unreadable(_("The file is empty. Choose the file that holds the rows."))
        if start == _OLD_EXCEL:
            raise _unreadable(_("This is an old Excel file (.xls). Save it as .xlsx or as CSV in UTF-8."))
        if start == _ZIP:
            _sheet_as_csv(file, target)
        else:
            _copy_text(file, target, encodings)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(number of its last line, cells) of every row that is not empty, the header first.

    Guards against formulas that we put before cells ourselves are taken off. Raises UnreadableFile.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            header: list[str] | None = None
            for cells in lines:
                if not any(cells):
                    continue
                if header is None:
                    header = cells
                elif REASON_COLUMN in header:
                    cells = [without_guard(cell) for cell in cells]
                yield lines.line_num, cells
    except OSError as error:
        message = _("The file %(path)s cannot be read: %(why)s") % {"path": path.name, "why": error.strerror}
        raise UnreadableFile(message, field="file") from error
    except (UnicodeDecodeError, csv.Error) as error:
        message = _("The file is no CSV in UTF-8: %(why)s. Save it as “CSV UTF-8” or as XLSX.")
        raise UnreadableFile(message % {"why": error}, field="file") from error


def write_failed_rows(path: Path, target: Path, reasons: Mapping[int, str]) -> int:
    """The rows of `path` whose numbers `reasons` names, as they stand there and with the reason; how many.

    A corrected copy can be handed in like the file itself.
    """
    written = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK)
        lines = csv.writer(file)
        place = None
        for number, cells in rows_of(path):
            if place is None:
                place = cells.index(REASON_COLUMN) if REASON_COLUMN in cells else len(cells)
                lines.writerow([*map(safe_cell, without(cells, place)), REASON_COLUMN])
            elif number in reasons:
                lines.writerow([*map(safe_cell, without(cells, place)), safe_cell(reasons[number])])
                written += 1
    return written


def without(cells: Sequence[str], place: int) -> list[str]:
    """`cells` but for the one at `place`, if there is one."""
    return [*cells[:place], *cells[place + 1 :]]


def without_guard(cell: str) -> str:
    """What stood in the cell before `safe_cell` kept it from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA_STARTS) else cell


def _copy_text(file: BinaryIO, target: Path, encodings: Sequence[str]) -> None:
    last: UnicodeDecodeError | None = None
    for encoding in encodings:
        file.seek(0)
        try:
            _transcode(file, target, encoding)
        except UnicodeDecodeError as error:
            last = error
        else:
            return
    message = _("The file is no CSV in UTF-8: %(why)s. Save it as “CSV UTF-8” or as XLSX.")
    raise _unreadable(message % {"why": last})


def _transcode(file: BinaryIO, target: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    with target.open("w", encoding="utf-8", newline="") as kept:
        while piece := file.read(1024 * 1024):
            kept.write(decoder.decode(piece))
        kept.write(decoder.decode(b"", final=True))
    with target.open(encoding="utf-8") as kept:
        if "\x00" in kept.read(4096):
            raise _unreadable(_("This is no table. Hand in CSV in UTF-8, or XLSX."))


def _sheet_as_csv(file: BinaryIO, target: Path) -> None:
    from openpyxl import load_workbook  # loaded where a workbook comes in, not by every process
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(file) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise _unreadable(_("The workbook is too large. Split it, or save it as CSV in UTF-8."))
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
        with target.open("w", encoding="utf-8", newline="") as kept:
            lines = csv.writer(kept)
            lines.writerows(_full(book.worksheets[0].iter_rows(values_only=True)))
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
        raise _unreadable(_("The file is no workbook that can be read. Save it as CSV in UTF-8.")) from error


def _full(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """Every row as long as the header: a sheet leaves out the empty cells at its right end."""
    width = 0
    for row in rows:
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        width = width or len(cells)
        yield cells + [""] * (width - len(cells))


def _text(value: Any) -> str:
    """A cell as a person reads it: no '.0' behind a telephone number, no midnight behind a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).strip()


def _unreadable(message: str) -> UnreadableFile:
    return UnreadableFile(message, field="file")
