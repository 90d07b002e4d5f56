"""Companies, offices and agencies with a contract: taken on, corrected, ended; never deleted."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.conflicts import settled
from common.errors import HotelError
from guests.models import Account

#: What a person says about an account.
FIELDS = (
    "code", "name", "kind", "contact_name", "contact_phone", "discount_percent", "valid_until", "is_active",
)  # fmt: skip


def create_account(*, said: Mapping[str, Any]) -> Account:
    """A new account of `said` (names of FIELDS); its code and discount are checked by the database too."""
    _require_known(said)
    return Account.objects.create(**said)


@transaction.atomic
def update_account(*, account_id: int, changes: Mapping[str, Any], expected_version: int) -> Account:
    """Correct an account (names of FIELDS).

    Raises EditConflict with (field, yours, theirs) of what both changed when somebody saved it since
    `expected_version`; nothing is written then. What only the other changed is kept.
    """
    _require_known(changes)
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    news = settled(account, changes, expected_version)
    if news:
        for name, value in news.items():
            setattr(account, name, value)
        account.lock_version += 1
        account.save(update_fields=[*news, "lock_version", "updated_at"])
    return account


def _require_known(said: Mapping[str, Any]) -> None:
    unknown = said.keys() - {*FIELDS}
    if unknown:
        raise HotelError(f"not changeable here: {sorted(unknown)}")
