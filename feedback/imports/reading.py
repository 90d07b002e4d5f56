"""A row of a survey file becomes a set of answers, as a mapping says; no database."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from feedback.scales import read_points
from feedback.services.answering import points_refused

INDICATOR = "indicator:"
DATE, COMMENT, EXTERNAL_ID, ROOM, CONFIRMATION = "date", "comment", "external_id", "room", "confirmation"
#: The forms of dates that are offered; the first is ours.
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d")
LONGEST_COMMENT = 4000


@dataclass(frozen=True)
class MappingRules:
    """How columns are read; see `models.ImportMapping`. `columns` is {column: what it holds}."""

    scale: str
    columns: Mapping[str, str]
    words: Mapping[str, str]
    not_used: Sequence[str]
    date_format: str


@dataclass
class ReadSet:
    """One row as it was understood; `problems` are sentences, and a row with any is not imported."""

    row: int
    answers: dict[str, Decimal | None] = field(default_factory=dict)
    day: date | None = None
    comment: str = ""
    external_id: str = ""
    room: str = ""
    confirmation: str = ""
    problems: list[str] = field(default_factory=list)


class RowReader:
    """Reads the rows of one file in order; a row without a number of its own gets one from what it says.

    Two rows that say the same are two guests: the second one's number counts on. The same file read again gives
    the same numbers, so that nothing is imported twice.
    """

    def __init__(self, rules: MappingRules, header: Sequence[str], latest: date):
        self.rules, self.latest = rules, latest
        self.holds = [rules.columns.get(name.strip(), "") for name in header]
        self.words = {text.strip().casefold(): points for text, points in rules.words.items()}
        self.not_used = {text.strip().casefold() for text in rules.not_used}
        self.seen: Counter[str] = Counter()

    def read(self, row: int, cells: Sequence[str]) -> ReadSet:
        read = ReadSet(row)
        for holds, cell in zip(self.holds, cells, strict=False):
            text = cell.strip()
            if holds and text:
                self._take(read, holds, text)
        if read.day is None and not read.problems:
            read.problems.append(_("The day is missing. Each row needs one."))
        if not read.answers and not read.comment and not read.problems:
            read.problems.append(_("Nothing was answered in this row."))
        if not read.external_id:
            read.external_id = self._number_of(cells)
        return read

    def _take(self, read: ReadSet, holds: str, text: str) -> None:
        if holds.startswith(INDICATOR):
            self._take_answer(read, holds.removeprefix(INDICATOR), text)
        elif holds == DATE:
            self._take_day(read, text)
        elif holds == COMMENT:
            read.comment = "\n".join(filter(None, [read.comment, text]))[:LONGEST_COMMENT]
        elif holds == EXTERNAL_ID:
            read.external_id = text[:80]
        elif holds == ROOM:
            read.room = text
        elif holds == CONFIRMATION:
            read.confirmation = text

    def _take_answer(self, read: ReadSet, key: str, text: str) -> None:
        folded = text.casefold()
        if folded in self.not_used:
            read.answers[key] = None
            return
        said = self.words.get(folded, text)
        points = read_points(said, self.rules.scale)
        if points is None:
            read.problems.append(f"{key}: {points_refused(text, self.rules.scale)}")
            return
        read.answers[key] = points

    def _take_day(self, read: ReadSet, text: str) -> None:
        try:
            day = datetime.strptime(text[:10], self.rules.date_format).date()
        except ValueError:
            message = _("“%(value)s” is no date of the form %(form)s.")
            read.problems.append(message % {"value": text[:40], "form": self.rules.date_format})
            return
        if not date(1990, 1, 1) <= day <= self.latest:
            read.problems.append(
                _("%(day)s cannot be: guests answered between 1990 and today.") % {"day": day}
            )
            return
        read.day = day

    def _number_of(self, cells: Sequence[str]) -> str:
        digest = hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:40]
        self.seen[digest] += 1
        return f"{digest}-{self.seen[digest]}"


def guess_columns(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """{column: what it seems to hold}, by its heading; `names` are {indicator key: its spellings}."""
    spelled = {
        "date": DATE,
        "日期": DATE,
        "comment": COMMENT,
        "comments": COMMENT,
        "意见": COMMENT,
        "评论": COMMENT,
        "id": EXTERNAL_ID,
        "编号": EXTERNAL_ID,
        "room": ROOM,
        "房号": ROOM,
        "confirmation": CONFIRMATION,
        "确认号": CONFIRMATION,
    }
    for key, spellings in names.items():
        spelled |= {each.casefold(): f"{INDICATOR}{key}" for each in (key, key.replace("_", " "), *spellings)}
    return {
        name.strip(): spelled[folded] for name in header if (folded := name.strip().casefold()) in spelled
    }
