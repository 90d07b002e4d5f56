"""Which saved queries somebody sees, and which he may change."""

import uuid

from django.db.models import Q, QuerySet

from guests.models import FrozenList, QueryDraft, SavedQuery


def queries_for(user) -> QuerySet[SavedQuery]:
    """His own and those shared with his departments."""
    departments = list(user.groups.values_list("name", flat=True))
    visible = Q(owner=user) | Q(shared_with__overlap=departments)
    return SavedQuery.objects.filter(visible).select_related("owner")


def may_change(query: SavedQuery, user) -> bool:
    """The owner always; whoever it is shared with, unless it is locked."""
    if query.owner_id == user.pk:
        return True
    return (
        not query.is_locked
        and user.has_perm("guests.add_savedquery")
        and user.groups.filter(name__in=query.shared_with).exists()
    )


def draft_of(user, pk: uuid.UUID) -> QueryDraft | None:
    """A draft of his own; nobody else's."""
    return QueryDraft.objects.filter(owner=user, pk=pk).first()


def lists_of(user) -> QuerySet[FrozenList]:
    """The lists that he froze, newest first."""
    return FrozenList.objects.filter(owner=user)
