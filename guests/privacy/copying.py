"""A guest's own copy of everything kept of him: one machine-readable file, and a page that shows it to people.

What is in it is written in `guests.ties` (`export`); his own file comes first, with what its fields were before.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone, translation

from common.audit import QUIET_FIELDS, changes_of
from guests.models import Guest
from guests.privacy.family import Family, family_of
from guests.ties import Tie, ties

#: Columns of the machinery that say nothing about him.
NOT_HIS = QUIET_FIELDS | {"confirmed_fields", "vip_by", "erased_at", "merged_into", "is_synthetic"}
DATA, INDEX = "data.json", "index.html"


def copy_of(guest: Guest, *, at: datetime) -> bytes:
    """A ZIP with data.json and index.html in his language (of the house's two; else English)."""
    family = family_of(guest)
    parts = list(_parts(family))
    content = {
        "hotel": settings.HOTEL_NAME,
        "guest": guest.number,
        "made_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "data": {key: rows for key, _title, rows in parts},
    }
    with translation.override(_language_of(guest)):
        page = render_to_string(
            "guests/privacy_copy.html",
            {"guest": guest, "at": at, "hotel": settings.HOTEL_NAME, "parts": list(_in_words(family))},
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DATA, json.dumps(content, ensure_ascii=False, indent=2))
        archive.writestr(INDEX, page)
    return packed.getvalue()


def _language_of(guest: Guest) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    language = guest.language.lower()
    if language in known:
        return language
    return "zh-hans" if language.startswith("zh") or not language else "en"


def _in_words(family: Family) -> Iterator[tuple[str, list[list[tuple[str, Any]]]]]:
    for key, title, rows in _parts(family):
        if rows:
            yield str(title), [[(_label(key, name), value) for name, value in row.items()] for row in rows]


def _label(key: str, name: str) -> str:
    for tie in ties():
        if tie.key == key:
            return str(tie.model._meta.get_field(name).verbose_name)
    if key == "file":
        return str(Guest._meta.get_field(name).verbose_name)
    return name


def _parts(family: Family) -> Iterator[tuple[str, Any, list[dict]]]:
    """(key, title, rows) of everything he may have."""
    yield "file", Guest._meta.verbose_name, [_own(file) for file in family.files]
    yield "changes", translation.gettext("Changes"), [row for file in family.files for row in _changes(file)]
    for tie in ties():
        if tie.export is not None:
            yield tie.key, tie.model._meta.verbose_name, _rows(tie, family)


def _own(guest: Guest) -> dict:
    fields = [field for field in Guest._meta.concrete_fields if field.name not in NOT_HIS]
    return {field.name: _plain(getattr(guest, field.name)) for field in fields}


def _changes(guest: Guest) -> Iterator[dict]:
    for change in changes_of(guest, limit=1000):
        if change.field.name not in NOT_HIS:
            yield {
                "at": _plain(change.at),
                "field": change.field.name,
                "before": _plain(change.before),
                "after": _plain(change.after),
            }


def _rows(tie: Tie, family: Family) -> list[dict]:
    found = tie.model._base_manager.filter(**{f"{tie.path}__in": family.ids}).distinct()
    return [{name: _plain(getattr(row, name)) for name in tie.export} for row in found.order_by("pk")]


def _plain(value: Any) -> Any:
    """What JSON can say, without losing anything."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Model):
        return str(value)
    return str(value) if not isinstance(value, Decimal) else f"{value:f}"
