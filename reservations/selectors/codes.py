"""What the codes in a batch of messages mean to us: our own code, or what staff mapped it to."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from guests.models import Account
from reservations.choices import CodeKind
from reservations.models import Channel, CodeMapping, Outlet, Room, RoomType

_TABLES = {
    CodeKind.ROOM_TYPE: (RoomType, "code"),
    CodeKind.ROOM: (Room, "number"),
    CodeKind.CHANNEL: (Channel, "code"),
    CodeKind.ACCOUNT: (Account, "code"),
    CodeKind.OUTLET: (Outlet, "code"),
}


@dataclass(frozen=True)
class Codes:
    """(kind, code there) → our row."""

    rows: dict[tuple[str, str], Any] = field(default_factory=dict)

    def get(self, kind: str, code: str | None) -> Any | None:
        return self.rows.get((kind, code)) if code else None


def load_codes(source: str, wanted: dict[str, Collection[str]]) -> Codes:
    """Rows for the wanted codes of each kind: one query a kind; where codes are unknown, what staff mapped them to."""
    asked = {kind: {code for code in codes if code} for kind, codes in wanted.items()}
    asked = {kind: codes for kind, codes in asked.items() if codes}
    if not asked:
        return Codes()
    rows: dict[tuple[str, str], Any] = {}
    for kind, codes in asked.items():
        rows |= _rows(kind, {code: code for code in codes})
    unknown = {
        kind: {code for code in codes if (str(kind), code) not in rows} for kind, codes in asked.items()
    }
    if not any(unknown.values()):
        return Codes(rows)
    mapped: dict[str, dict[str, str]] = defaultdict(dict)
    for mapping in CodeMapping.objects.filter(source=source, kind__in=unknown):
        if mapping.external_code in unknown[mapping.kind]:
            mapped[mapping.kind][mapping.external_code] = mapping.code
    for kind, codes in mapped.items():
        rows |= _rows(kind, codes)
    return Codes(rows)


def _rows(kind: str, ours: dict[str, str]) -> dict[tuple[str, str], Any]:
    """(kind, code there) → row, for codes there → codes here."""
    model, column = _TABLES[CodeKind(kind)]
    found = {getattr(row, column): row for row in model.objects.filter(**{f"{column}__in": ours.values()})}
    return {(str(kind), code): found[own] for code, own in ours.items() if own in found}
