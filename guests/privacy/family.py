"""A guest and every file that was merged into his: what he asks for concerns all of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model

from common.marks import history_of as events_of
from guests.models import Document, ExternalId, Guest, GuestEmail, GuestPhone
from guests.privacy.words import Words

_NAMES = ("name", "latin_name")


@dataclass(frozen=True)
class Family:
    """`guest` is the file in use; `files` are it and those merged into it, by steps too, the oldest first."""

    guest: Guest
    files: tuple[Guest, ...]

    @property
    def ids(self) -> list[int]:
        return [file.pk for file in self.files]


def family_of(guest: Guest, *, lock: bool = False) -> Family:
    """All files of the person; with `lock` they are locked in the order of their keys."""
    known, ids = {guest.pk}, {guest.pk}
    while ids:
        ids = set(Guest.objects.filter(merged_into__in=ids).values_list("pk", flat=True)) - known
        known |= ids
    files = Guest.objects.filter(pk__in=known).order_by("pk")
    files = tuple(files.select_for_update() if lock else files)
    return Family(next(file for file in files if file.pk == guest.pk), files)


def words_of(family: Family) -> Words:
    """Everything that names him, what has been changed or removed since included."""
    names, codes = set(), set()
    for row in _rows(Guest, "pk", family):
        names |= {getattr(row, name) for name in _NAMES} | set(row.former_names)
        codes |= {row.membership_number or ""}
    for row in _rows(GuestPhone, "guest", family):
        codes |= {row.number, row.digits}
    for row in _rows(GuestEmail, "guest", family):
        codes |= {row.address}
    for row in _rows(Document, "guest", family):
        codes |= {row.number}
    codes |= set(ExternalId.objects.filter(guest__in=family.ids).values_list("external_id", flat=True))
    return Words.of(names, codes)


def _rows(model: type[Model], path: str, family: Family) -> Iterator[Model]:
    """The rows of the family as they are, and as they have been."""
    yield from model.objects.filter(**{f"{path}__in": family.ids})
    past = events_of(model)
    if past is not None:
        own = "pgh_obj_id" if path == "pk" else path
        yield from past.objects.filter(**{f"{own}__in": family.ids})
