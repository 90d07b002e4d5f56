"""A row of a survey file becomes a set of answers, as a mapping says; no database."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from common.wording import labelled
from feedback.scales import read_points
from feedback.services.answering import points_refused

INDICATOR = "indicator:"
DATE, COMMENT, EXTERNAL_ID, ROOM, CONFIRMATION = "date", "comment", "external_id", "room", "confirmation"
#: A file that asks several questions about one thing: which thing, and each of the marks for it.
SUBJECT, MARK = "subject", "mark"
#: What more than one column may hold.
SEVERAL = frozenset({COMMENT, MARK})
#: The forms of dates that are offered; the first is ours.
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d")
LONGEST_COMMENT = 4000
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class MappingRules:
    """How columns are read; see `models.ImportMapping`. `columns` is {column: what it holds}.

    `day` is of the whole file: the day of every row that names none.
    """

    scale: str
    columns: Mapping[str, str]
    words: Mapping[str, str]
    not_used: Sequence[str]
    date_format: str
    subjects: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None


@dataclass
class ReadSet:
    """One row as it was understood; `problems` are sentences, and a row with any is not imported."""

    row: int
    answers: dict[str, Decimal | None] = field(default_factory=dict)
    day: date | None = None
    subject: str = ""
    marks: list[Decimal | None] = field(default_factory=list)
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
        self.subjects = {text.strip().casefold(): key for text, key in rules.subjects.items()}
        self.seen: Counter[str] = Counter()
        self.numbers: set[str] = set()

    def read(self, row: int, cells: Sequence[str]) -> ReadSet:
        read = ReadSet(row)
        for holds, cell in zip(self.holds, cells, strict=False):
            text = cell.strip()
            if holds and text:
                self._take(read, holds, text)
        self._take_mean(read)
        if read.day is None:
            read.day = self.rules.day
        if read.day is None and not read.problems:
            read.problems.append(_("The day is missing. Each row needs one."))
        if not read.answers and not read.comment and not read.problems:
            read.problems.append(_("Nothing was answered in this row."))
        if not read.external_id:
            read.external_id = self._number_of(cells)
        elif read.external_id in self.numbers:
            message = _(
                "The number %(number)s stands in an earlier row. If rows share numbers, leave that column alone."
            )
            read.problems.append(message % {"number": read.external_id})
        self.numbers.add(read.external_id)
        return read

    def _take(self, read: ReadSet, holds: str, text: str) -> None:
        if holds.startswith(INDICATOR):
            key = holds.removeprefix(INDICATOR)
            for points in self._points(read, key, text):
                read.answers[key] = points
        elif holds == MARK:
            read.marks += self._points(read, _("mark"), text)
        elif holds == SUBJECT:
            self._take_subject(read, text)
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

    def _points(self, read: ReadSet, name: str, text: str) -> list[Decimal | None]:
        """The points of one cell, None for "not used"; empty, with a problem, where it holds neither."""
        folded = text.casefold()
        if folded in self.not_used:
            return [None]
        points = read_points(self.words.get(folded, text), self.rules.scale)
        if points is None:
            read.problems.append(labelled(name, points_refused(text, self.rules.scale)))
            return []
        return [points]

    def _take_subject(self, read: ReadSet, text: str) -> None:
        read.subject = self.subjects.get(text.casefold(), "")
        if not read.subject:
            message = _("The mapping does not say what “%(value)s” is about.")
            read.problems.append(message % {"value": text[:40]})

    def _take_mean(self, read: ReadSet) -> None:
        """All marks of the row are one answer about its subject: their mean, of one decimal."""
        if not read.marks or read.problems:
            return
        if not read.subject:
            read.problems.append(_("The row has marks and does not say what they are about."))
            return
        given = [mark for mark in read.marks if mark is not None]
        mean = sum(given) / Decimal(len(given)) if given else None
        read.answers[read.subject] = None if mean is None else mean.quantize(TENTH, ROUND_HALF_UP)

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
