"""What every outbox of messages does alike: one after the other, and again where the server was away.

A row of an outbox has `attempts`, `due_at`, `sent_at`, `reason` and a state. Whoever sends marks the row as sent
in a transaction of its own *before* the message leaves, so that none goes out twice; `wait_again` takes the mark
back when the server did not take the message.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Model

MOST_ATTEMPTS = 3
AGAIN_AFTER = timedelta(hours=1)


def send_all(send_next: Callable[[], bool | None], *, limit: int) -> int:
    """How many were sent. `send_next` answers True: sent, False: not this one, None: nothing is due."""
    sent = 0
    for _turn in range(limit):
        done = send_next()
        if done is None:
            break
        sent += done
    return sent


def wait_again(row: Model, *, field: str, waiting: str, failed: str, at: datetime, **also) -> None:
    """The server did not take the message of `row`: it waits, or has failed at the last attempt.

    `field` holds the state, `also` what else becomes of the row.
    """
    state = failed if row.attempts >= MOST_ATTEMPTS else waiting
    type(row)._default_manager.filter(pk=row.pk).update(
        **{field: state}, reason="mail-server", sent_at=None, due_at=at + AGAIN_AFTER, **also
    )
