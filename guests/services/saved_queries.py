"""Queries that people keep: saved, shared with departments, locked by their owner, copied, deleted."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common.errors import EditConflict, HotelError
from guests.models import QueryDraft, SavedQuery
from guests.query.building import require
from guests.query.document import Document
from guests.selectors.saved_queries import may_change

#: A draft that nobody saved is forgotten after so many days.
DRAFTS_KEPT = timedelta(days=30)


@transaction.atomic
def save_query(
    *, owner, name: str, document: Document, columns: Sequence[str] = (), sort: str = ""
) -> SavedQuery:
    """Keep `document` under `name` for `owner` alone; HotelError where he has one of that name."""
    require(owner, document)
    return _named_once(
        SavedQuery(
            name=_checked_name(name),
            owner=owner,
            document=document.as_json(),
            columns=list(columns),
            sort=sort,
        )
    )


@transaction.atomic
def change_query(
    *,
    query: SavedQuery,
    by,
    seen: int,
    document: Document | None = None,
    columns: Sequence[str] | None = None,
    sort: str | None = None,
    name: str | None = None,
    shared_with: Sequence[str] | None = None,
    is_locked: bool | None = None,
) -> SavedQuery:
    """Change what is given; the rest stays.

    `seen` is the lock_version that the editor saw: EditConflict where somebody saved it since. Whoever it is
    shared with may change what it asks unless it is locked; its name, sharing and lock are the owner's.
    """
    query = SavedQuery.objects.select_for_update(of=("self",)).get(pk=query.pk)
    if not may_change(query, by):
        raise PermissionDenied(_("Only its owner may change this query; save a copy of your own."))
    owned = {"name": name, "shared_with": shared_with, "is_locked": is_locked}
    if query.owner_id != by.pk and any(value is not None for value in owned.values()):
        raise PermissionDenied(_("Only its owner may rename, share or lock this query."))
    if query.lock_version != seen:
        message = _("“%(name)s” was saved by somebody else since you opened it. Look at it again, then save.")
        raise EditConflict(message % {"name": query.name})
    if document is not None:
        require(by, document)
        query.document = document.as_json()
    if columns is not None:
        query.columns = list(columns)
    if sort is not None:
        query.sort = sort
    if name is not None:
        query.name = _checked_name(name)
    if shared_with is not None:
        query.shared_with = sorted(set(shared_with))
    if is_locked is not None:
        query.is_locked = is_locked
    query.lock_version = F("lock_version") + 1
    _named_once(query)
    query.refresh_from_db()
    return query


@transaction.atomic
def copy_query(*, query: SavedQuery, by) -> SavedQuery:
    """A copy of one's own, unshared and unlocked, under the first name that is free."""
    taken = set(SavedQuery.objects.filter(owner=by).values_list("name", flat=True))
    copy = _("%(name)s (copy)") % {"name": query.name[:90]}
    name = next(
        candidate
        for candidate in [query.name, copy, *(f"{copy} {n}" for n in range(2, len(taken) + 4))]
        if candidate not in taken
    )
    return SavedQuery.objects.create(
        name=name, owner=by, document=query.document, columns=query.columns, sort=query.sort
    )


@transaction.atomic
def delete_query(*, query: SavedQuery, by) -> None:
    """Forget it; only its owner may."""
    if query.owner_id != by.pk:
        raise PermissionDenied(_("Only its owner may delete this query."))
    query.delete()


@transaction.atomic
def keep_draft(*, owner, document: Document) -> uuid.UUID:
    """The id under which its owner finds `document` again; the same document keeps its id."""
    written = document.as_json()
    draft = QueryDraft.objects.filter(owner=owner, document=written).first()
    return (draft or QueryDraft.objects.create(owner=owner, document=written)).pk


def forget_drafts(*, as_of: datetime) -> int:
    """Delete drafts older than DRAFTS_KEPT; returns how many."""
    return QueryDraft.objects.filter(created_at__lt=as_of - DRAFTS_KEPT).delete()[0]


def _checked_name(name: str) -> str:
    tidied = " ".join(name.split())
    longest = SavedQuery._meta.get_field("name").max_length or 0
    if not tidied:
        raise HotelError(_("Give the query a name."), field="name")
    if len(tidied) > longest:
        raise HotelError(_("At most %(most)s characters fit here.") % {"most": longest}, field="name")
    return tidied


def _named_once(query: SavedQuery) -> SavedQuery:
    try:
        with transaction.atomic():
            query.save()
    except IntegrityError as error:
        message = _("You have a query “%(name)s” already: choose another name.")
        raise HotelError(message % {"name": query.name}, field="name") from error
    return query
