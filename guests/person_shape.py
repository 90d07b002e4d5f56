"""What a machine may say about a person, and the draft of a guest file it makes. Pure."""

from collections.abc import Mapping
from typing import Any

from common.machines.shapes import Day, Identifier, ListOf, OneOf, Pattern, Record, Text
from guests.choices import DocumentType, Gender
from guests.drafts import DocumentDraft, GuestDraft

COUNTRY = Pattern("[A-Z]{2}", "CN", "ISO 3166-1 alpha-2.")
PERSON_FIELDS = {
    "name": Text(120, "As he writes it: 王晓明, Jonas Müller."),
    "latin_name": Text(120),
    "phones": ListOf(Text(40), 10),
    "emails": ListOf(Text(254), 10, "Agencies' made-up addresses are recognised and match nobody."),
    "document": Record(
        {"type": OneOf(DocumentType.values), "number": Identifier(60), "country": COUNTRY},
        required=["type", "number"],
        name="IdentityDocument",
    ),
    "birthday": Day(),
    "gender": OneOf(Gender.values),
    "nationality": COUNTRY,
    "language": Pattern("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,6})?", "zh-CN"),
    "membership": Identifier(32),
    "external_id": Identifier(120, "The guest's number at the source: the exact way to know him again."),
}
PERSON = Record(PERSON_FIELDS, name="Person", description="A person. What is left out leaves his file alone.")


def draft_of(said: Mapping[str, Any], source: str) -> GuestDraft | None:
    """The draft of a read person; None for one of whom nothing is said that could name him."""
    document = said.get("document")
    draft = GuestDraft(
        name=said.get("name", ""),
        latin_name=said.get("latin_name", ""),
        gender=said.get("gender", ""),
        birthday=said.get("birthday"),
        nationality=said.get("nationality", ""),
        language=said.get("language", ""),
        membership_number=said.get("membership"),
        phones=tuple(filter(None, said.get("phones", ()))),
        emails=tuple(filter(None, said.get("emails", ()))),
        documents=_documents(document) if document else (),
        external_ids=((source, said["external_id"]),) if "external_id" in said else (),
        source=source,
    )
    names = (draft.name, draft.latin_name, draft.membership_number, draft.phones, draft.emails)
    return draft if any((*names, draft.documents, draft.external_ids)) else None


def _documents(document: Mapping[str, str]) -> tuple[DocumentDraft, ...]:
    return (DocumentDraft(document["type"], document["number"], document.get("country", "CN")),)
