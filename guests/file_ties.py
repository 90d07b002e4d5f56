"""What of the guests' own models hangs on a guest; see `guests.ties`."""

from guests.choices import Basis
from guests.models import (
    Alert,
    AlertReading,
    Consent,
    Document,
    DocumentReading,
    ErasedTrace,
    Erasure,
    ExternalId,
    FileReading,
    FrozenGuest,
    Guest,
    GuestEmail,
    GuestMerge,
    GuestPhone,
    ImportedGuest,
    MatchReview,
    NameToken,
    Note,
    Preference,
    Relationship,
)
from guests.ties import Erase, Merge, Tie, register


def register_all() -> None:
    register(
        Tie(
            GuestPhone,
            merge=Merge.UNITE,
            same_by=("number",),
            wins=(("is_shared", True),),
            first="is_primary",
            export=("number", "is_primary", "is_shared", "source", "created_at"),
        ),
        Tie(
            GuestEmail,
            merge=Merge.UNITE,
            same_by=("address",),
            wins=(("is_shared", True), ("is_masked", True)),
            first="is_primary",
            export=("address", "is_primary", "is_shared", "source", "created_at"),
        ),
        Tie(
            Document,
            merge=Merge.UNITE,
            same_by=("number_hash",),
            export=("type", "country", "number", "source", "created_at"),
        ),
        Tie(
            DocumentReading, "document__guest", merge=Merge.KEEP, export=("at",), why="goes with its document"
        ),
        Tie(ExternalId, export=("source", "external_id")),
        Tie(
            NameToken,
            merge=Merge.RULE,
            is_derived=True,
            why="made of the names anew; those of the old file still find it",
        ),
        Tie(
            Preference,
            merge=Merge.UNITE,
            same_by=("category", "text"),
            wins=(("is_must", True), ("basis", Basis.STATED.value)),
            export=("category", "text", "basis", "is_must", "source", "noted_by", "created_at"),
        ),
        Tie(Consent, export=("purpose", "channel", "is_given", "source", "wording", "at")),
        Tie(Note, export=("department", "text", "created_at")),
        Tie(Alert, export=("kind", "places", "reason", "starts_on", "ends_on", "closed_at")),
        Tie(
            AlertReading, "alert__guest", merge=Merge.KEEP, export=("place", "at"), why="goes with its alert"
        ),
        Tie(
            Relationship,
            merge=Merge.UNITE,
            same_by=("other", "kind"),
            apart="other",
            export=("kind", "created_at"),
        ),
        Tie(Relationship, "other", merge=Merge.UNITE, same_by=("guest", "kind"), apart="guest"),
        Tie(
            Guest,
            "referred_by",
            apart="pk",
            erase=Erase.KEEP,
            why="whom he recommended are people of their own",
        ),
        Tie(
            Guest,
            "merged_into",
            erase=Erase.BLANK,
            why="files merged into him before: old numbers always lead to the last survivor",
        ),
        Tie(
            GuestMerge,
            "survivor",
            merge=Merge.KEEP,
            erase=Erase.BLANK,
            blank=("reason", "choices", "changed"),
            why="what was merged when is part of the file's history",
        ),
        Tie(
            GuestMerge,
            "absorbed",
            merge=Merge.KEEP,
            erase=Erase.BLANK,
            blank=("reason", "choices", "changed"),
            why="what was merged when is part of the file's history",
        ),
        Tie(MatchReview, merge=Merge.RULE, is_derived=True, why="a pair is a pair in either order"),
        Tie(
            MatchReview,
            "candidate",
            merge=Merge.RULE,
            is_derived=True,
            why="a pair is a pair in either order",
        ),
        Tie(
            FileReading,
            merge=Merge.KEEP,
            is_derived=True,
            erase=Erase.KEEP,
            export=("at", "kind", "place"),
            why="says who read which file, and nothing that stood in it",
        ),
        Tie(Erasure, merge=Merge.KEEP, erase=Erase.KEEP, why="the proof of an erasure, without a person"),
        Tie(
            ImportedGuest,
            merge=Merge.KEEP,
            why="an import is taken back only while the file is what it made of it",
        ),
        Tie(FrozenGuest, merge=Merge.UNITE, same_by=("frozen_list",), why="a list names each person once"),
        Tie(ErasedTrace, merge=Merge.KEEP, erase=Erase.KEEP, why="keyed hashes, made by the erasure itself"),
    )
