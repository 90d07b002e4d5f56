from guests.models.account import Account
from guests.models.alert import Alert
from guests.models.contact import GuestEmail, GuestPhone
from guests.models.document import Document, DocumentReading
from guests.models.erasure import ErasedTrace, Erasure
from guests.models.guest import ExternalId, Guest, NameToken, Relationship
from guests.models.match_review import MatchReview
from guests.models.merge import GuestMerge
from guests.models.preference import Consent, Note, Preference
from guests.models.reading import FileReading
from guests.models.retention import RetentionRule

__all__ = [
    "Account",
    "Alert",
    "Consent",
    "Document",
    "DocumentReading",
    "ErasedTrace",
    "Erasure",
    "ExternalId",
    "FileReading",
    "Guest",
    "GuestEmail",
    "GuestMerge",
    "GuestPhone",
    "MatchReview",
    "NameToken",
    "Note",
    "Preference",
    "Relationship",
    "RetentionRule",
]
