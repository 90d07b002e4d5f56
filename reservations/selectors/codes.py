"""What the codes in a batch of messages mean to us: our own code, or what staff mapped it to."""

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
    """Rows for the wanted codes of each kind: one query for the mappings, one for each kind that is asked for."""
    asked = {kind: {code for code in codes if code} for kind, codes in wanted.items()}
    asked = {kind: codes for kind, codes in asked.items() if codes}
    if not asked:
        return Codes()
    mapped = {
        (mapping.kind, mapping.external_code): mapping.code
        for mapping in CodeMapping.objects.filter(source=source, kind__in=asked)
    }
    rows: dict[tuple[str, str], Any] = {}
    for kind, codes in asked.items():
        model, column = _TABLES[kind]
        ours = {code: mapped.get((kind, code), code) for code in codes}
        found = {
            getattr(row, column): row for row in model.objects.filter(**{f"{column}__in": ours.values()})
        }
        rows |= {(str(kind), code): found[own] for code, own in ours.items() if own in found}
    return Codes(rows)
