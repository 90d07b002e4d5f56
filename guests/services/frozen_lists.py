"""A query's guests held fast, and what is done with all of them: once, in chunks, with progress."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.addresses import address
from common.errors import HotelError
from common.jobs import Run, job, start
from guests.models import FrozenGuest, FrozenList, Guest, ListAction
from guests.query.actions import CHUNK, Action, action_named
from guests.query.building import guests_of, require
from guests.query.document import Document
from guests.query.words import in_words

ACTION_JOB = "act_on_list"
#: Up to so many guests are done at once, while whoever asked waits.
AT_ONCE = 500
#: More guests than this are no list any more.
MOST = 200_000
LISTS_KEPT = timedelta(days=90)


@transaction.atomic
def freeze(*, document: Document, owner, on: date) -> FrozenList:
    """Hold fast whom `document` describes now, with its words and the time."""
    require(owner, document)
    guests = guests_of(document, on=on)
    frozen = FrozenList.objects.create(
        owner=owner, document=document.as_json(), words=in_words(document), count=0
    )
    members = (FrozenGuest(frozen_list=frozen, guest_id=pk) for pk in guests.values_list("pk", flat=True))
    frozen.count = _add(frozen, members)
    if not frozen.count:
        raise HotelError(_("Nobody fits this query, so there is nothing to act on. Widen it."))
    frozen.save(update_fields=["count"])
    return frozen


def _add(frozen: FrozenList, members: Iterable[FrozenGuest]) -> int:
    rows = list(members)
    if len(rows) > MOST:
        raise HotelError(_("%(n)s guests are too many for one list. Narrow the query.") % {"n": len(rows)})
    FrozenGuest.objects.bulk_create(rows, batch_size=10_000)
    return len(rows)


@transaction.atomic
def leave_out(*, frozen: FrozenList, guests: Iterable[int]) -> int:
    """Take some guests off the list, before anything is done with it; returns how many went."""
    frozen = FrozenList.objects.select_for_update().get(pk=frozen.pk)
    if frozen.actions.exists():
        raise HotelError(_("Something was done with this list already: freeze the query again."))
    gone = frozen.members.filter(guest__in=list(guests)).delete()[0]
    frozen.count -= gone
    frozen.save(update_fields=["count"])
    return gone


@transaction.atomic
def act(*, frozen: FrozenList, action: Action, data: dict, by, key: uuid.UUID) -> ListAction:
    """Do `action` to everybody on the list; more than AT_ONCE guests by a job.

    `key` came with the form: the same key again is the same action and does nothing more.
    """
    done, is_new = ListAction.objects.get_or_create(
        pk=key, defaults={"frozen_list": frozen, "action": action.key, "data": data, "by": by}
    )
    if not is_new:
        return done
    if frozen.count > AT_ONCE:
        done.run = start(ACTION_JOB, params={"action": str(done.pk)}, requested_by=by)
        done.save(update_fields=["run"])
        return done
    done.changed = action.do(_after(frozen, 0, AT_ONCE), data, by)
    done.save(update_fields=["changed"])
    return done


def _after(frozen: FrozenList, last: int, most: int) -> list[int]:
    """The next guests of the list in the order of their keys; merged ones have left it for their survivors."""
    members = frozen.members.filter(guest__gt=last, guest__merged_into=None).order_by("guest")
    return list(members.values_list("guest", flat=True)[:most])


def _result(run) -> str:
    """The list; all lists once this one has been forgotten."""
    frozen = FrozenList.objects.filter(actions__run=run).first()
    return frozen.get_absolute_url() if frozen else address("guests:frozen_lists")


@job(
    ACTION_JOB,
    title=gettext_lazy("Action on a list of guests"),
    permission="",
    result_url=_result,
    labels={"changed": gettext_lazy("changed")},
)
def act_on_list(run: Run) -> dict:
    """One chunk a transaction, from the guest where it stopped."""
    done = ListAction.objects.select_related("frozen_list", "by").get(pk=run.params["action"])
    action = action_named(done.action)
    if action is None:
        raise HotelError(_("There is no action “%(key)s” any more.") % {"key": done.action})
    frozen, last, changed = done.frozen_list, run.cursor.get("last", 0), run.cursor.get("changed", 0)
    so_far = run.cursor.get("done", 0)
    who = {"user": done.by_id, "user_name": done.by.get_username() if done.by else ""}
    with pghistory.context(**who):
        while guests := _after(frozen, last, CHUNK):
            with transaction.atomic():
                changed += action.do(guests, done.data, done.by)
                last, so_far = guests[-1], so_far + len(guests)
                cursor = {"last": last, "changed": changed, "done": so_far}
                run.checkpoint(cursor, done=so_far, total=frozen.count)
    ListAction.objects.filter(pk=done.pk).update(changed=changed)
    return {"changed": changed}


def forget_lists(*, as_of: datetime) -> int:
    """Delete lists older than LISTS_KEPT with the actions on them (files keep their own history); returns how many."""
    old = FrozenList.objects.filter(created_at__lt=as_of - LISTS_KEPT)
    number = old.count()
    old.delete()
    return number


def current_members(frozen: FrozenList):
    """The guests of the list whose files are in use."""
    return Guest.objects.current().filter(pk__in=frozen.members.values("guest"))
