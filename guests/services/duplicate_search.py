"""The search for duplicates as a job: all files when a person asks, each night those that changed since.

In chunks, each with its rows and the cursor in one transaction: killed, it goes on from there; repeated, it
changes nothing. It proposes; it joins only where the hotel allows it (docs/decisions/0020).
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import jobs
from common.copying import refresh_statistics
from common.jobs import Run
from common.models import JobRun
from guests.matching import JOIN_FROM
from guests.models import Document, Guest, GuestEmail, GuestPhone, MatchReview, NameToken
from guests.selectors.touched import mark, touched_since
from guests.services.duplicates import propose_duplicates, settle_contests
from guests.services.joining import join_exact_duplicates

JOB = "find_duplicates"
#: Files compared in one transaction: some seconds' work. Each chunk reads all names once.
CHUNK = 20_000
LABELS = {
    "guests": _("files looked at"),
    "compared": _("pairs compared"),
    "added": _("new proposals"),
    "withdrawn": _("proposals taken back"),
    "joined": _("joined because of the same document"),
    "open": _("proposals waiting"),
    "sure": _("of them sure enough to join by themselves"),
}


def start_search(*, requested_by=None) -> JobRun:
    """Look through all files now; a search that is still going on is returned instead of a second one."""
    going_on = JobRun.objects.filter(
        job=JOB, business_date=None, status__in=[JobRun.Status.QUEUED, JobRun.Status.RUNNING]
    )
    return going_on.first() or jobs.start(JOB, requested_by=requested_by)


def start_nightly_search(*, on: date) -> JobRun:
    """Look through what changed since the last search; one run a night."""
    return jobs.start(JOB, business_date=on, params={"changes_only": True})


def _queue(run: JobRun) -> str:
    return f"{reverse('guests:duplicates')}?status=open"


@jobs.job(JOB, title=_("Look for duplicates"), result_url=_queue, labels=LABELS)
def find_duplicates(run: Run) -> dict:
    """All files, or with `changes_only` those touched since the mark of the last search that ended."""
    if "mark" not in run.cursor:
        with transaction.atomic():
            run.checkpoint(
                {"mark": mark(), "after": 0, "compared": 0, "added": 0, "withdrawn": 0, "guests": 0}
            )
    since = _last_mark() if run.params.get("changes_only") else None
    ids = _ids(since, run.cursor["after"])
    done = run.cursor["guests"]
    total = done + len(ids)
    # The blocks join these tables with themselves: planned for the empty ones they were before an import, a chunk of
    # two thousand files takes minutes.
    refresh_statistics(Guest, NameToken, GuestPhone, GuestEmail, Document)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        with transaction.atomic():
            found = propose_duplicates(ids=chunk, older_only=since is None)
            cursor = run.cursor
            counts = {
                name: cursor[name] + getattr(found, name) for name in ("compared", "added", "withdrawn")
            }
            position = {"after": chunk[-1], "guests": cursor["guests"] + len(chunk)}
            run.checkpoint(
                cursor | counts | position, done=position["guests"], total=total, step=_("comparing files")
            )
    settle_contests()
    joined = join_exact_duplicates() if settings.JOIN_EXACT_DUPLICATES else 0
    waiting = MatchReview.objects.filter(status=MatchReview.Status.OPEN)
    counts = {name: run.cursor[name] for name in ("guests", "compared", "added", "withdrawn")}
    return counts | {
        "joined": joined,
        "open": waiting.count(),
        "sure": waiting.filter(score__gte=JOIN_FROM).count(),
        "mark": run.cursor["mark"],
    }


def _ids(since: dict[str, int] | None, after: int) -> list[int]:
    if since is not None:
        return [guest_id for guest_id in touched_since(since) if guest_id > after]
    files = Guest.objects.current().filter(pk__gt=after, is_anonymous=False, erased_at__isnull=True)
    return list(files.order_by("pk").values_list("pk", flat=True))


def _last_mark() -> dict[str, int] | None:
    """Where the last search ended; None if there was none yet, so that everything is looked through."""
    ended = JobRun.objects.filter(job=JOB, status=JobRun.Status.SUCCEEDED, result__has_key="mark")
    last = ended.order_by("-finished_at").values_list("result", flat=True).first()
    return last["mark"] if last else None
