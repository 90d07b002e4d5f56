"""What the change log of a guest is read from: every app registers its audited models in `AppConfig.ready()`.

    register(Logged("stay", _("Stays"), Stay, "reservations.view_stay", of=lambda files: Q(guest__in=files)))

`of(files)` gets the keys of his file and of those merged into it: what happened to those is his history too.
"""

from collections.abc import Sequence

from common.audit_log import LogEntry, Logged, log_of
from common.moments import Mark
from guests.models import Guest
from guests.privacy.family import family_of

_logs: dict[str, Logged] = {}


def register(*logs: Logged) -> None:
    for logged in logs:
        if logged.key in _logs:
            raise ValueError(f"The change log already has a source named {logged.key}.")
        _logs[logged.key] = logged


def logs() -> list[Logged]:
    """All of them, in the order in which they registered."""
    return list(_logs.values())


def change_log(
    guest: Guest, chosen: Sequence[Logged], *, before: Mark | None = None, limit: int, by: str = ""
) -> tuple[list[LogEntry], Mark | None]:
    """What was changed in his file and in all that hangs on it, newest first; see `common.audit_log.log_of`."""
    return log_of(family_of(guest).ids, chosen, before=before, limit=limit, by=by)
