from guests.models.account import Account
from guests.models.alert import Alert, AlertReading
from guests.models.contact import GuestEmail, GuestPhone
from guests.models.document import Document, DocumentReading
from guests.models.erasure import ErasedTrace, Erasure
from guests.models.guest import ExternalId, Guest, NameToken, Relationship
from guests.models.imported import GuestImport, ImportedGuest, ImportMapping
from guests.models.match_review import MatchReview
from guests.models.merge import GuestMerge
from guests.models.preference import Consent, Note, Preference
from guests.models.reading import FileReading
from guests.models.retention import RetentionRule
from guests.models.saved_query import (
    FrozenGuest,
    FrozenList,
    ListAction,
    QueryDraft,
    QueryExport,
    SavedQuery,
)

__all__ = [
    "Account",
    "Alert",
    "AlertReading",
    "Consent",
    "Document",
    "DocumentReading",
    "ErasedTrace",
    "Erasure",
    "ExternalId",
    "FileReading",
    "FrozenGuest",
    "FrozenList",
    "Guest",
    "GuestEmail",
    "GuestImport",
    "GuestMerge",
    "GuestPhone",
    "ImportMapping",
    "ImportedGuest",
    "ListAction",
    "MatchReview",
    "NameToken",
    "Note",
    "Preference",
    "QueryDraft",
    "QueryExport",
    "Relationship",
    "RetentionRule",
    "SavedQuery",
]
