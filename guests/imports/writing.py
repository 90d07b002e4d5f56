"""People of a file into the guest file: one transaction a chunk, every change kept so that it can be taken back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from common.handed_in import Severity
from common.locks import lock_names
from common.marks import take_marks
from guests.choices import ImportMode
from guests.drafts import FILLABLE, GuestDraft
from guests.imports.rows import PersonRow, Problem
from guests.matching import Band, best
from guests.models import (
    Account,
    Document,
    ExternalId,
    Guest,
    GuestEmail,
    GuestImport,
    GuestPhone,
    ImportedGuest,
)
from guests.selectors.matches import Scored, Wanted, score_candidates
from guests.services.arriving import receive_people
from guests.services.files import NAME_FIELDS, refresh_name_tokens

#: Rows a transaction.
CHUNK = 500
#: What hangs on a guest that a file can add.
PARTS = (GuestPhone, GuestEmail, Document, ExternalId)
#: Those whose changes are kept in a history.
AUDITED = (Guest, GuestPhone, GuestEmail, Document)
#: A membership says who somebody is: it is filled in, never replaced.
REPLACEABLE = tuple(name for name in FILLABLE if name != "membership_number")


@dataclass
class Tally:
    """What became of people: `known` had a file; `changed` of them said something new; `review` may have two now."""

    created: int = 0
    known: int = 0
    changed: int = 0
    review: int = 0
    erased: int = 0
    erased_rows: list[int] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        for name in ("created", "known", "changed", "review", "erased", "erased_rows"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def wanted_of(rows: Sequence[PersonRow], guest_import: GuestImport) -> list[Wanted]:
    """The people to look for, with their employers found among the accounts."""
    accounts = accounts_named({row.account for row in rows if row.account})
    return [
        Wanted(
            _employed(row.draft, accounts.get(row.account)),
            booking=str(row.row),
            made_at=guest_import.made_at,
        )
        for row in rows
        if row.draft is not None
    ]


def unknown_accounts(rows: Sequence[PersonRow]) -> list[Problem]:
    """A doubt about each row whose employer is no account of ours."""
    known = accounts_named({row.account for row in rows if row.account})
    return [
        Problem(row.row, "unknown-account", "account", row.account[:120], Severity.DOUBTFUL)
        for row in rows
        if row.account and row.account not in known
    ]


def accounts_named(names: Collection[str]) -> dict[str, int]:
    """Key of the account of each code or name; a name that two accounts have names none."""
    if not names:
        return {}
    by_name: dict[str, set[int]] = defaultdict(set)
    for pk, name in Account.objects.filter(name__in=names).values_list("pk", "name"):
        by_name[name].add(pk)
    found = {name: keys.pop() for name, keys in by_name.items() if len(keys) == 1}
    return found | dict(Account.objects.filter(code__in=names).values_list("code", "pk"))


def known_among(people: Sequence[Wanted]) -> list[Scored | None]:
    """The file that each has or may have already, as `receive_people` would choose it."""
    return [
        _likeliest([one for one in found if one.guest.erased_at is None])
        for found in score_candidates(people)
    ]


def foretell(rows: Sequence[PersonRow], guest_import: GuestImport) -> Tally:
    """What writing these rows would do, nothing written; people who come twice in the file are counted twice."""
    tally = Tally()
    for found in known_among(wanted_of(rows, guest_import)):
        if found is not None and found.match.band is Band.JOIN:
            tally.known += 1
        else:
            tally.created += 1
            tally.review += found is not None and found.match.band is Band.REVIEW
    return tally


@transaction.atomic
def write_people(*, guest_import: GuestImport, rows: Sequence[PersonRow]) -> Tally:
    """Write the rows that were understood, as the import's mode says about known guests."""
    people = wanted_of(rows, guest_import)
    numbers = [row.row for row in rows if row.draft is not None]
    if not people:
        return Tally()
    # The same locks as `receive_people`: nobody writes about these people between our look and our writing.
    lock_names("person", (key for one in people for key in one.identifiers.for_locking()))
    known = {
        place: found.guest.pk
        for place, found in enumerate(known_among(people))
        if found is not None and found.match.band is Band.JOIN
    }
    leave = set(known) if guest_import.mode == ImportMode.CREATE else set()
    places = [place for place in range(len(people)) if place not in leave]
    before = _Snapshot.of(known.values() if not leave else ())
    arrived = receive_people(people=[people[place] for place in places], created_by=guest_import.source)
    tally, touched = Tally(known=len(leave)), {}
    for place, found in zip(places, arrived, strict=True):
        if found.guest.erased_at is not None:
            tally.erased += 1
            tally.erased_rows.append(numbers[place])
            continue
        if found.band is Band.JOIN:
            tally.known += 1
            if guest_import.mode == ImportMode.UPDATE:
                touched.setdefault(found.guest.pk, []).append(people[place].draft)
        else:
            tally.review += found.band is Band.REVIEW
    _replace(touched)
    living = [found for found in arrived if found.guest.erased_at is None]
    new = {found.guest.pk for found in living if found.band is not Band.JOIN}
    everybody = {found.guest.pk for found in living}
    if everybody - new - before.columns.keys():
        raise RuntimeError("A file was filled in that was not looked at before: it could not be taken back.")
    tally.created, tally.changed = _keep(guest_import, before, everybody)
    return tally


def _likeliest(candidates: Sequence[Scored]) -> Scored | None:
    by_id = {one.guest.pk: one.guest for one in candidates}
    chosen = best([(one.guest.pk, one.match) for one in candidates])
    return Scored(by_id[chosen[0]], chosen[1]) if chosen else None


def _employed(draft: GuestDraft, account_id: int | None) -> GuestDraft:
    return draft if account_id is None else replace(draft, account_id=account_id)


def _replace(touched: dict[int, list[GuestDraft]]) -> None:
    """Values that no person has confirmed become those of the file; of several rows about one guest the last wins."""
    if not touched:
        return
    changed, renamed = [], []
    for guest in Guest.objects.select_for_update().filter(pk__in=touched).order_by("pk"):
        said = {name: value for draft in touched[guest.pk] for name, value in draft.said().items()}
        news = {
            name: value
            for name, value in said.items()
            if name in REPLACEABLE
            and name.removesuffix("_id") not in guest.confirmed_fields
            and getattr(guest, name) != value
        }
        for name, value in news.items():
            setattr(guest, name, value)
        if news:
            guest.updated_at = timezone.now()
            guest.lock_version += 1
            changed.append(guest)
        if NAME_FIELDS & news.keys():
            renamed.append(guest)
    if changed:
        Guest.objects.bulk_update(changed, [*REPLACEABLE, "updated_at", "lock_version"], batch_size=CHUNK)
    if renamed:
        refresh_name_tokens(guests=renamed)


@dataclass
class _Snapshot:
    """The columns and parts of guests at one moment."""

    columns: dict[int, dict[str, Any]]
    parts: dict[str, dict[int, int]]  # label of a model → its rows → whose they are

    @classmethod
    def of(cls, guests: Iterable[int]) -> "_Snapshot":
        wanted = set(guests)
        columns = {row.pop("pk"): row for row in Guest.objects.filter(pk__in=wanted).values("pk", *FILLABLE)}
        parts = {
            model._meta.label_lower: dict(
                model.objects.filter(guest__in=wanted).values_list("pk", "guest_id") if wanted else ()
            )
            for model in PARTS
        }
        return cls(columns, parts)

    def parts_of(self, guest: int) -> dict[str, set[int]]:
        return {
            label: {pk for pk, owner in rows.items() if owner == guest} for label, rows in self.parts.items()
        }


def _keep(guest_import: GuestImport, before: _Snapshot, everybody: set[int]) -> tuple[int, int]:
    """Write down what changed since `before`; (new files, changed files), each counted once an import."""
    after, marks = _Snapshot.of(everybody), take_marks(AUDITED)
    logged = {row.guest_id: row for row in guest_import.guests.filter(guest__in=everybody)}
    owned: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for label, rows in after.parts.items():
        for pk, owner in rows.items():
            if pk not in before.parts[label]:
                owned[owner][label].append(pk)
    rows, created, changed = [], 0, 0
    for guest in sorted(everybody):
        is_new = guest not in before.columns
        old = {} if is_new else before.columns[guest]
        news = {
            name: value for name, value in after.columns[guest].items() if not is_new and value != old[name]
        }
        added = {label: sorted(keys) for label, keys in owned[guest].items()}
        if not (is_new or news or added):
            continue
        row = logged.get(guest)
        if row is None:
            row = ImportedGuest(guest_import=guest_import, guest_id=guest, is_new=is_new)
            created, changed = created + is_new, changed + (not is_new)
        row.before = {name: old[name] for name in news} | row.before
        row.after = row.after | news
        row.added = {
            label: sorted({*row.added.get(label, ()), *added.get(label, ())})
            for label in {*row.added, *added}
        }
        row.marks = marks
        rows.append(row)
    ImportedGuest.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["guest_import", "guest"],
        update_fields=["before", "after", "added", "marks"],
    )
    return created, changed


def as_kept(value: Any) -> Any:
    """A column's value as ImportedGuest keeps it."""
    return DjangoJSONEncoder().default(value) if hasattr(value, "isoformat") else value
