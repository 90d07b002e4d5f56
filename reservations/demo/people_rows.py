"""Invented people and accounts into the guest file, by COPY."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from django.conf import settings
from django.contrib.auth import get_user_model

from common.copying import copy_rows, reserve_ids
from common.crypto import encrypt
from guests.choices import AccountKind, DocumentType, RelationshipKind
from guests.contacts import document_key, is_masked_email, parse_phone
from guests.models import (
    Account,
    Document,
    Guest,
    GuestEmail,
    GuestPhone,
    NameToken,
    Relationship,
)
from guests.names import name_tokens
from guests.services.files import DocumentDraft
from reservations.demo import names
from reservations.demo.people import People, draw_emails, draw_phones, identity_number

SOURCE = "demo"
ACCOUNTS = 212
#: Share of guests whose identity number the desk has entered; each costs an encryption.
WITH_DOCUMENT = 0.15
MEMBERS, VIPS = 0.08, 0.006
VIP_REASONS = ("市重点企业负责人", "长期协议单位高层", "知名专家学者", "媒体人士", "连续三年常住")
RELATIONSHIPS = (RelationshipKind.COMPANION, RelationshipKind.SPOUSE, RelationshipKind.COLLEAGUE)


def write_accounts(rng: np.random.Generator, today: date) -> list[int]:
    """Contract accounts, the largest senders first; their keys in that order."""
    ids = reserve_ids(Account, ACCOUNTS)
    contacts = rng.choice([surname for surname in names.SURNAMES], ACCOUNTS).tolist()
    discounts = rng.choice((10, 12, 15, 18, 20, 25), ACCOUNTS).tolist()
    months = rng.integers(1, 13, ACCOUNTS).tolist()
    rows = []
    for at, (name, kind) in enumerate(_account_names()):
        valid_until = date(today.year + (months[at] <= today.month), months[at], 28)
        rows.append((
            ids[at], f"D{ids[at]:05}", name, kind, f"{contacts[at]}经理", str(discounts[at]), valid_until, True,
        ))  # fmt: skip
    columns = ("id", "code", "name", "kind", "contact_name", "discount_percent", "valid_until",
               "is_synthetic")  # fmt: skip
    copy_rows(Account, columns, rows)
    return ids


def _account_names() -> list[tuple[str, str]]:
    offices = [
        (f"{place}{office}", AccountKind.GOVERNMENT)
        for place in names.COMPANY_PLACES[:3]
        for office in names.GOVERNMENT_OFFICES
    ]
    agencies = [(f"{place}国际旅行社", AccountKind.AGENCY) for place in names.COMPANY_PLACES]
    companies = []
    places, words, trades = names.COMPANY_PLACES, names.COMPANY_WORDS, names.COMPANY_TRADES
    for at in range(ACCOUNTS - len(offices) - len(agencies)):
        word = words[at % len(words)]
        # Stepping by primes through the lists repeats no combination for longer than there are accounts.
        name = f"{places[(at * 5 + at // len(words)) % len(places)]}{word}{trades[(at * 7 + at // 60) % len(trades)]}"
        companies.append((f"{name}有限公司", AccountKind.COMPANY))
    mixed = []
    queues = [companies, offices, agencies]
    while any(
        queues
    ):  # three companies, an office, an agency: none of the three kinds has all the big senders
        for queue, portion in zip(queues, (3, 1, 1), strict=True):
            mixed += queue[:portion]
            del queue[:portion]
    return mixed


def write_people(
    rng: np.random.Generator, people: People, account_ids: Sequence[int], today: date
) -> list[int]:
    """The guests with contacts, documents, relationships and search tokens; their keys in order."""
    ids = reserve_ids(Guest, len(people))
    _write_guests(rng, people, ids, account_ids, today)
    copy_rows(
        NameToken,
        ("guest_id", "token", "kind"),
        (
            (guest_id, token, kind)
            for guest_id, name, latin_name in zip(ids, people.name, people.latin_name, strict=True)
            for token, kind in name_tokens(name, latin_name).items()
        ),
    )
    _write_contacts(rng, people, ids)
    _write_documents(rng, people, ids)
    kinds = rng.choice([str(kind) for kind in RELATIONSHIPS], len(people)).tolist()
    copy_rows(
        Relationship,
        ("guest_id", "other_id", "kind", "created_at"),
        (
            (ids[leader], ids[at], kinds[at], f"{today} 12:00 {settings.TIME_ZONE}")
            for at, leader in enumerate(people.leader.tolist())
            if leader != at
        ),
    )
    return ids


def _write_guests(
    rng: np.random.Generator, people: People, ids: Sequence[int], account_ids: Sequence[int], today: date
) -> None:
    is_member = (rng.random(len(people)) < MEMBERS).tolist()
    is_vip = (rng.random(len(people)) < VIPS).tolist()
    reasons = rng.choice(VIP_REASONS, len(people)).tolist()
    referred = np.where(rng.random(len(people)) < 0.04, rng.integers(0, len(people), len(people)), -1)
    referred = np.where(referred < np.arange(len(people)), referred, -1).tolist()
    vip_until = date(today.year + 1, 12, 31)
    columns = (
        "id", "name", "latin_name", "former_names", "salutation", "gender", "birthday", "birthday_calendar",
        "nationality", "region", "language", "account_id", "position", "industry", "education", "income_band",
        "household_size", "credit", "membership_number", "referred_by_id", "source", "is_vip", "vip_reason",
        "vip_until", "confirmed_fields", "is_anonymous", "is_synthetic", "created_by",
    )  # fmt: skip
    rows = (
        (
            ids[at], people.name[at], people.latin_name[at], (), "", people.gender[at], people.birthday[at], "solar",
            people.nationality[at], people.region[at], people.language[at],
            None if people.account[at] is None else account_ids[people.account[at]],
            people.position[at], people.industry[at], people.education[at], people.income_band[at],
            people.household_size[at], people.credit[at], f"M{ids[at]:08}" if is_member[at] else None,
            ids[referred[at]] if referred[at] >= 0 else None, SOURCE, is_vip[at], reasons[at] if is_vip[at] else "",
            vip_until if is_vip[at] else None, (), False, True, SOURCE,
        )
        for at in range(len(people))
    )  # fmt: skip
    copy_rows(Guest, columns, rows)


def _write_contacts(rng: np.random.Generator, people: People, ids: Sequence[int]) -> None:
    phones = []
    for contact in draw_phones(rng, people):
        phone = parse_phone(contact.value)
        phones.append((ids[contact.owner], phone.number, phone.digits, True, contact.is_shared, SOURCE))
    copy_rows(GuestPhone, ("guest_id", "number", "digits", "is_primary", "is_shared", "source"), phones)
    emails = [
        (ids[contact.owner], contact.value, True, is_masked_email(contact.value), contact.is_shared, SOURCE)
        for contact in draw_emails(rng, people, settings.MASKED_EMAIL_DOMAINS)
    ]
    copy_rows(GuestEmail, ("guest_id", "address", "is_primary", "is_masked", "is_shared", "source"), emails)


def _write_documents(rng: np.random.Generator, people: People, ids: Sequence[int]) -> None:
    chosen = np.flatnonzero(rng.random(len(people)) < WITH_DOCUMENT).tolist()
    rows = []
    for at in chosen:
        if people.nationality[at] == "CN" and people.birthday[at]:
            draft = DocumentDraft(DocumentType.IDENTITY_CARD, identity_number(people.birthday[at], ids[at]))
        else:
            draft = DocumentDraft(DocumentType.PASSPORT, f"X{ids[at]:08}", people.nationality[at])
        key = document_key(draft.number)
        rows.append((ids[at], draft.type, draft.country, encrypt(key), draft.number_hash, key[-4:], SOURCE))
    columns = ("guest_id", "type", "country", "number", "number_hash", "last_digits", "source")
    copy_rows(Document, columns, rows)


def demo_staff():
    """The account that stands as approver under invented decisions; nobody can sign in with it."""
    user, is_new = get_user_model().objects.get_or_create(username="demo-data", defaults={"is_active": False})
    if is_new:
        user.set_unusable_password()
        user.save()
    return user
