"""What the codes in a batch of messages mean to us: our own code, or what staff mapped it to."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from common.prepared import fetch_prepared
from guests.models import Account
from reservations.choices import CodeKind
from reservations.models import Channel, CodeMapping, Outlet, Room, RoomType

#: Our table of each kind, its column that holds the code, and what else is to be known of a row.
_TABLES = {
    CodeKind.ROOM_TYPE: (RoomType, "code", "NULL::bigint"),
    CodeKind.ROOM: (Room, "number", "ours.room_type_id"),
    CodeKind.CHANNEL: (Channel, "code", "NULL::bigint"),
    CodeKind.ACCOUNT: (Account, "code", "NULL::bigint"),
    CodeKind.OUTLET: (Outlet, "code", "NULL::bigint"),
}


@dataclass(frozen=True)
class Meaning:
    """Our row behind a code; `room_type_id` only of a room."""

    pk: int
    room_type_id: int | None = None


@dataclass(frozen=True)
class Codes:
    """(kind, code there) → our row."""

    rows: dict[tuple[str, str], Meaning] = field(default_factory=dict)

    def get(self, kind: str, code: str | None) -> Meaning | None:
        return self.rows.get((kind, code)) if code else None


def load_codes(source: str, wanted: dict[str, Collection[str]]) -> Codes:
    """What the wanted codes of each kind mean, in one query; a code of ours goes before what staff mapped it to."""
    asked = {CodeKind(kind): [code for code in set(codes) if code] for kind, codes in wanted.items()}
    asked = {kind: codes for kind, codes in asked.items() if codes}
    if not asked:
        return Codes()
    rows = fetch_prepared(
        "_".join(("codes", *sorted(asked))),
        " UNION ALL ".join(_query(kind, place) for place, kind in enumerate(sorted(asked)))
        + " ORDER BY is_own",
        ["text", *["text[]"] * len(asked)],
        [source, *(asked[kind] for kind in sorted(asked))],
    )
    return Codes({(kind, code): Meaning(pk, type_id) for kind, code, pk, type_id, _ in rows})


@cache
def _query(kind: CodeKind, place: int) -> str:
    """Of the codes in parameter 2 + `place`: (kind, code there, key, room type's key, whether it is our code)."""
    model, column, room_type = _TABLES[kind]
    return f"""
        SELECT '{kind}', said.code, ours.id, {room_type}, ours.{column} = said.code AS is_own
        FROM unnest(${place + 2}) AS said(code)
        JOIN {model._meta.db_table} ours ON ours.{column} = ANY(ARRAY[said.code, (
            SELECT mapping.code FROM {CodeMapping._meta.db_table} mapping
            WHERE mapping.source = $1 AND mapping.kind = '{kind}' AND mapping.external_code = said.code)])
    """
