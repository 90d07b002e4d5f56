"""What somebody told us about a person, before it is anybody's file. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.crypto import keyed_hash
from guests.contacts import document_key

#: What a machine may fill in; everything else of a guest is the hotel's own.
FILLABLE = (
    "name", "latin_name", "gender", "birthday", "nationality", "language", "membership_number",
    "region", "account_id", "position",
)  # fmt: skip


@dataclass(frozen=True)
class DocumentDraft:
    type: str
    number: str
    country: str = "CN"

    @property
    def number_hash(self) -> str:
        """By which the same document is known again, whoever sends it."""
        return keyed_hash(self.country, document_key(self.number))


@dataclass(frozen=True)
class GuestDraft:
    """What somebody told us about a person; '' and None mean: did not say."""

    name: str = ""
    latin_name: str = ""
    gender: str = ""
    birthday: date | None = None
    nationality: str = ""
    language: str = ""
    membership_number: str | None = None
    region: str = ""
    account_id: int | None = None
    position: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    documents: tuple[DocumentDraft, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()  # (source, number there)
    source: str = "desk"
    is_anonymous: bool = False
    is_synthetic: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)  # further columns of Guest

    def said(self) -> dict[str, Any]:
        """The fillable columns that this draft says something about."""
        return {name: getattr(self, name) for name in FILLABLE if getattr(self, name) not in ("", None)}
