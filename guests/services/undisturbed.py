"""Work on two whole files that waits for nobody while it holds a lock, so that it can never be in a deadlock.

Whatever is locked by somebody else makes it let go of everything and begin anew a moment later.
"""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.locks import lock_names
from guests.models import Document, ExternalId, Guest, GuestEmail, GuestPhone
from guests.selectors.merging import movable_ties

#: lock_not_available, deadlock_detected
BUSY = frozenset({"55P03", "40P01"})
PATIENCE_SECONDS = 8
PAUSE_SECONDS = 0.03

Result = TypeVar("Result")


def undisturbed(work: Callable[[], Result]) -> Result:
    """The result of `work`, one transaction (or savepoint); HotelError when others never let go of the files."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) not in BUSY:
                raise
            if time.monotonic() > until:
                message = _("Somebody is writing into one of these files at this moment. Try again shortly.")
                raise HotelError(message, code="file-busy") from error
        time.sleep(PAUSE_SECONDS)


def lock_files(guest_ids: Iterable[int]) -> dict[int, Guest]:
    """The guests by id with everything that hangs on them, locked until the transaction ends.

    Before that it takes the turn of whoever brings data about these very people (see `arriving`).
    """
    wanted = sorted(set(guest_ids))
    lock_names("person", _identifiers(wanted))
    guests = Guest.objects.select_for_update(nowait=True, of=("self",)).filter(pk__in=wanted).order_by("pk")
    found = {guest.pk: guest for guest in guests.select_related("merged_into")}
    for tie in movable_ties():
        rows = tie.model._default_manager.filter(**{f"{tie.path}__in": wanted})
        list(rows.select_for_update(nowait=True, of=("self",)).order_by("pk").values_list("pk"))
    return found


def _identifiers(guest_ids: list[int]) -> list[str]:
    """As `guests.matching.Identifiers.for_locking` names them."""
    keys: list[str] = []
    for model, column in ((Document, "number_hash"), (GuestPhone, "number"), (GuestEmail, "address")):
        keys += model.objects.filter(guest__in=guest_ids).values_list(column, flat=True)
    keys += filter(None, Guest.objects.filter(pk__in=guest_ids).values_list("membership_number", flat=True))
    pairs = ExternalId.objects.filter(guest__in=guest_ids).values_list("source", "external_id")
    return keys + [":".join(pair) for pair in pairs]
