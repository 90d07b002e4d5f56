"""A row of a file of guests: who it is about, or why it cannot be imported. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from common import handed_in
from common.handed_in import Severity
from guests.choices import Gender
from guests.contacts import is_masked_email, parse_email, parse_phone
from guests.drafts import DocumentDraft, GuestDraft
from guests.imports.fields import BY_KEY
from guests.imports.values import (
    read_country,
    read_date,
    read_document_type,
    read_gender,
    read_language,
)
from guests.names import is_han

#: Every reason there is, in words for people; %(value)s is what the file says.
REASONS = {
    "wrong-columns": _("The row has another number of columns than the header: %(value)s."),
    "nobody": _("Nothing in the row says who this is. Give a name, a contact or a number."),
    "not-a-date": _("“%(value)s” is no date as this file writes dates. Correct it, or choose the other way."),
    "in-future": _("The birthday %(value)s has not been yet. Correct it."),
    "too-long": _("“%(value)s” is too long. Shorten it."),
    "unknown-gender": _("“%(value)s” is neither male nor female; it stays empty."),
    "unknown-country": _("“%(value)s” is no country; the nationality stays empty."),
    "unknown-language": _("“%(value)s” is no language we know; it stays empty."),
    "no-phone": _("“%(value)s” is no phone number; it is left out."),
    "no-email": _("“%(value)s” is no e-mail address; it is left out."),
    "masked-email": _("“%(value)s” was made up by an agency: it is kept, but nobody is known by it."),
    "unknown-account": _("There is no account with the code or name “%(value)s”; it stays empty."),
    "erased": _("This guest was erased after the state of this data; he does not come back."),
}  # fmt: skip
LONGEST = {"name": 120, "latin_name": 120, "region": 40, "position": 80, "membership_number": 32, "external_id": 120,
           "document": 60}  # fmt: skip


@dataclass(frozen=True)
class Problem(handed_in.Problem):
    """A row that is DOUBTFUL is imported without the value that was not understood."""

    REASONS: ClassVar = REASONS

    @property
    def field_label(self) -> str:
        return str(BY_KEY[self.field].label) if self.field in BY_KEY else ""


@dataclass(frozen=True)
class PersonRow:
    """`draft` is None when the row was rejected; `account` is what the file calls his employer."""

    row: int
    draft: GuestDraft | None
    account: str
    problems: tuple[Problem, ...]

    @property
    def gender_label(self) -> str:
        return str(Gender(self.draft.gender).label) if self.draft and self.draft.gender else ""


class RowReader:
    """Reads the rows of one file: `columns` is the field of each column, '' for none."""

    def __init__(self, *, columns: Sequence[str], dates: str, source: str, today: date):
        self.columns, self.dates, self.source, self.today = columns, dates, source, today

    def read(self, row: int, cells: Sequence[str]) -> PersonRow:
        problems: list[Problem] = []

        def tell(reason: str, field: str, value: str, severity: Severity = Severity.DOUBTFUL) -> None:
            problems.append(Problem(row, reason, field, value[:120], severity))

        draft, account = None, ""
        if len(cells) != len(self.columns):
            tell("wrong-columns", "", str(len(cells)), Severity.REJECTED)
        else:
            values = self._values(cells)
            draft, account = self._draft(values, tell), values.get("account", [""])[0]
        if any(problem.severity is Severity.REJECTED for problem in problems):
            draft = None
        return PersonRow(row, draft, account, tuple(problems))

    def _values(self, cells: Sequence[str]) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for field, cell in zip(self.columns, cells, strict=True):
            text = cell.strip().replace("\x00", "")
            if field and text:
                values.setdefault(field, []).append(text)
        return values

    def _draft(self, values: Mapping[str, list[str]], tell: Callable) -> GuestDraft | None:
        one = {field: found[0] for field, found in values.items()}
        one.setdefault("name", _whole_name(one.get("family_name", ""), one.get("given_name", "")))
        for field, longest in LONGEST.items():
            if len(one.get(field, "")) > longest:
                tell("too-long", field, one[field], Severity.REJECTED)
        draft = GuestDraft(
            name=one["name"],
            latin_name=one.get("latin_name", ""),
            gender=_understood(one, "gender", read_gender, "unknown-gender", tell),
            birthday=self._birthday(one.get("birthday", ""), tell),
            nationality=_understood(one, "nationality", read_country, "unknown-country", tell),
            language=_understood(one, "language", read_language, "unknown-language", tell),
            membership_number=one.get("membership_number"),
            region=one.get("region", ""),
            position=one.get("position", ""),
            phones=tuple(_phones(values.get("phone", ()), tell)),
            emails=tuple(_emails(values.get("email", ()), tell)),
            documents=_documents(one),
            external_ids=((self.source, one["external_id"]),) if "external_id" in one else (),
            source=self.source,
        )
        naming = (draft.name, draft.latin_name, draft.membership_number, draft.phones, draft.emails)
        if not any((*naming, draft.documents, draft.external_ids)):
            tell("nobody", "name", "", Severity.REJECTED)
        return draft

    def _birthday(self, text: str, tell: Callable) -> date | None:
        if not text:
            return None
        found = read_date(text, self.dates)
        if found is None:
            tell("not-a-date", "birthday", text, Severity.REJECTED)
        elif found > self.today:
            tell("in-future", "birthday", text, Severity.REJECTED)
        return found


def _whole_name(family: str, given: str) -> str:
    """Chinese without a space and the family first, others the other way round."""
    if family and given and is_han(family + given):
        return family + given
    return " ".join(filter(None, (given, family)))


def _understood(one: Mapping[str, str], field: str, read: Callable, reason: str, tell: Callable) -> str:
    text = one.get(field, "")
    found = read(text) if text else ""
    if text and not found:
        tell(reason, field, text)
    return found


def _phones(texts: Sequence[str], tell: Callable):
    for text in texts:
        if parse_phone(text) is None:
            tell("no-phone", "phone", text)
        else:
            yield text


def _emails(texts: Sequence[str], tell: Callable):
    for text in texts:
        address = parse_email(text)
        if address is None:
            tell("no-email", "email", text)
            continue
        if is_masked_email(address):
            tell("masked-email", "email", text)
        yield address


def _documents(one: Mapping[str, str]) -> tuple[DocumentDraft, ...]:
    number = one.get("document", "")
    if not number:
        return ()
    return (DocumentDraft(read_document_type(one.get("document_type", ""), number), number),)
