"""Which files changed since a mark: by the growing keys of their rows and of the old rows that history keeps."""

from collections.abc import Mapping

from django.apps import apps
from django.db import connection

#: Rows with lower keys may have been committed after the mark was set; so many are looked at once more.
LATE_ROWS = 1000

#: What is compared of a guest: (model, column that names the guest).
_WATCHED = (
    ("Guest", "id"),
    ("GuestPhone", "guest_id"),
    ("GuestEmail", "guest_id"),
    ("Document", "guest_id"),
    ("GuestEvent", "pgh_obj_id"),
    ("GuestPhoneEvent", "guest_id"),
    ("GuestEmailEvent", "guest_id"),
    ("DocumentEvent", "guest_id"),
)


def mark() -> dict[str, int]:
    """How far every watched table has grown; fit to be kept as JSON."""
    keys = [_table(name) for name, _ in _WATCHED]
    columns = ", ".join(f"(SELECT coalesce(max({key}), 0) FROM {table})" for table, key in keys)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}")
        return dict(zip((name for name, _ in _WATCHED), cursor.fetchone(), strict=True))


def touched_since(since: Mapping[str, int]) -> list[int]:
    """Ids of guests of whom something new is known since the mark, or was changed or taken away."""
    parts, params = [], []
    for name, owner in _WATCHED:
        table, key = _table(name)
        parts.append(f"SELECT {owner} AS guest_id FROM {table} WHERE {key} > %s")
        params.append(since.get(name, 0) - LATE_ROWS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT guest_id FROM ({' UNION ALL '.join(parts)}) news ORDER BY guest_id", params
        )
        return [guest_id for (guest_id,) in cursor.fetchall()]


def _table(name: str) -> tuple[str, str]:
    meta = apps.get_model("guests", name)._meta
    return meta.db_table, meta.pk.column
