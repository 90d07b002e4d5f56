"""The order of the night, as one readable list. Each step may be killed and goes on where it stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.life_cycle.services import compute as compute_life_cycle
from analytics.quality.services import judge
from analytics.satisfaction.services.improvements import measure_all
from analytics.satisfaction.services.scoring import compute_scores
from analytics.segments.services.classifying import classify
from analytics.segments.services.deriving import derive
from analytics.segments.services.filters import compare_all
from analytics.segments.services.treating import measure_all as measure_all_treatments
from analytics.value.choices import NIGHT_JOB
from analytics.value.services.computing import compute, current_of
from analytics.value.services.costs import freeze_cost
from analytics.value.services.counting import keep_sums
from analytics.value.services.forecasting import start_of_month
from analytics.value.services.publishing import publish, tidy
from analytics.words.services import read_new
from common.handed_in import forget_files
from common.jobs import Run, job
from common.machines.idempotency import purge_idempotency
from common.quick import quick_session
from feedback.models import AnswerImport
from feedback.services.calling import make_missing
from feedback.services.escalating import escalate_due
from feedback.services.links import forget_links
from feedback.services.survey_complaints import open_missing
from guests.imports.uploads import forget_undo
from guests.models import GuestImport
from guests.privacy.journal import write_entries
from guests.privacy.retention import end_what_is_over
from guests.services.duplicate_search import start_nightly_search
from guests.services.frozen_lists import forget_lists
from guests.services.saved_queries import forget_drafts
from loyalty.night import judge_guests, look_ahead, see_to_points
from loyalty.own.night import see_to_own_pages
from reservations.models import BookingImport


@dataclass(frozen=True)
class Step:
    """`do(run, on)`: one part of the night of business date `on`; repeating it does no harm."""

    key: str
    title: Any
    do: Callable[[Run, date], object]


def read_stays_quickly(run: Run, on: date) -> None:
    """An index-only pass over stays needs a fresh visibility map: without it the same query took 12 × as long."""
    if connection.in_atomic_block:
        return  # VACUUM refuses to run inside a caller's transaction; the night is only slower without it
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (SKIP_LOCKED) reservations_stay")


def add_up_stays(run: Run, on: date) -> None:
    with quick_session():
        keep_sums(on=on)


def freeze_cost_of_month(run: Run, on: date) -> None:
    freeze_cost(on=on, now=timezone.now())


def score_answers(run: Run, on: date) -> None:
    compute_scores(run, on=on, now=timezone.now())


def measure_improvements(run: Run, on: date) -> None:
    measure_all(on=on)


def read_words(run: Run, on: date) -> None:
    read_new(run)


def value_guests(run: Run, on: date) -> None:
    compute(run, on=on, now=timezone.now())


def show_values(run: Run, on: date) -> None:
    publish(run, current_of(run), now=timezone.now())


def place_in_life_cycle(run: Run, on: date) -> None:
    compute_life_cycle(run, on=on, now=timezone.now())


def describe_guests(run: Run, on: date) -> None:
    derive(run, on=on, now=timezone.now(), value_run=current_of(run))


def compare_segments(run: Run, on: date) -> None:
    compare_all(run, on=on)


def measure_treatments(run: Run, on: date) -> None:
    measure_all_treatments(on=on)


def judge_members(run: Run, on: date) -> None:
    judge_guests(run, on=on, at=timezone.now())


def add_up_points(run: Run, on: date) -> None:
    see_to_points(run, on=on, at=timezone.now())


def think_of_guests(run: Run, on: date) -> None:
    look_ahead(run, on=on, at=timezone.now())


def write_to_members(run: Run, on: date) -> None:
    see_to_own_pages(run, on=on, at=timezone.now())


def put_into_segments(run: Run, on: date) -> None:
    classify(run, on=on, now=timezone.now())


def judge_files(run: Run, on: date) -> None:
    judge(on=on, now=timezone.now())


def drop_old_values(run: Run, on: date) -> None:
    tidy(run, on=on)


def forget_uploads(run: Run, on: date) -> None:
    folders = {kind.folder() for kind in (GuestImport, BookingImport, AnswerImport)}
    forget_files(folders, as_of=timezone.now())
    forget_links(as_of=timezone.now())
    forget_undo(as_of=timezone.now())


def end_terms(run: Run, on: date) -> None:
    """What is over the hotel's terms for keeping; and the journal of erasures has what a crash left out."""
    end_what_is_over(on=on, told=lambda _kind, _rows: run.progress())
    write_entries()


def forget_query_drafts(run: Run, on: date) -> None:
    forget_drafts(as_of=timezone.now())
    forget_lists(as_of=timezone.now())


def forget_answers(run: Run, on: date) -> None:
    purge_idempotency(as_of=timezone.now())


def look_after_guests(run: Run, on: date) -> None:
    """Call-backs of who left, complaints from bad answers, escalation: what a crash left out, and priorities anew."""
    open_missing(at=timezone.now())
    make_missing(on=on)
    escalate_due(at=timezone.now())


def look_for_duplicates(run: Run, on: date) -> None:
    start_nightly_search(on=on)  # a run of its own: values do not wait for it, nor fail with it


def forecast_of_month(run: Run, on: date) -> None:
    start_of_month(on=on)  # a run of its own, once a month: the nights after it use what it found


STEPS = (
    Step("stays", _("making stays quick to read"), read_stays_quickly),
    Step("sums", _("adding up stays"), add_up_stays),
    Step("cost", _("freezing the month's cost per guest"), freeze_cost_of_month),
    Step("scores", _("scoring what guests answered"), score_answers),
    Step("improvements", _("measuring what improvements came to"), measure_improvements),
    Step("value", _("valuing every guest"), value_guests),
    Step("show", _("showing the new values"), show_values),
    Step("attributes", _("describing every guest by his attributes"), describe_guests),
    Step("segments", _("putting guests into segments"), put_into_segments),
    Step("life_cycle", _("finding where guests stand in their life-cycle"), place_in_life_cycle),
    Step("filters", _("telling who entered and who left segments"), compare_segments),
    Step("treatments", _("measuring what was done for segments"), measure_treatments),
    Step("points", _("settling members’ points"), add_up_points),
    Step("tiers", _("judging tiers and guest classes"), judge_members),
    Step("care", _("planning birthdays, festivals and anniversaries"), think_of_guests),
    Step("letters", _("statements to members; old visits to own pages are forgotten"), write_to_members),
    Step("words", _("reading guests’ own words"), read_words),
    Step("quality", _("counting what files lack"), judge_files),
    Step("old", _("dropping old detail"), drop_old_values),
    Step("calls", _("call-backs and complaints that are due"), look_after_guests),
    Step("uploads", _("deleting uploaded files that were kept long enough"), forget_uploads),
    Step("terms", _("letting go of what is over its term"), end_terms),
    Step("queries", _("forgetting drafts of queries and old lists"), forget_query_drafts),
    Step("answers", _("forgetting answers kept for repeated requests"), forget_answers),
    Step("forecast", _("sending for the month's forecast of stays"), forecast_of_month),
    Step("duplicates", _("sending for duplicates among the files that changed"), look_for_duplicates),
)


def result_page(run) -> str:
    return reverse("value:matrix")


LABELS = {
    "guests": _("Guests"),
    "cost_per_guest": _("cost per guest (C)"),
    "seconds": _("seconds of computing"),
}


@job(NIGHT_JOB, title=_("Nightly run"), result_url=result_page, labels=LABELS)
def night(run: Run) -> dict:
    """All steps for the run's business date, from the one it stopped in."""
    keys = [step.key for step in STEPS]
    first = keys.index(run.cursor["step"]) if "step" in run.cursor else 0
    for at, step in enumerate(STEPS[first:], start=first):
        run.progress(step=step.title)
        step.do(run, run.business_date)
        following = keys[min(at + 1, len(keys) - 1)]
        with transaction.atomic():
            run.checkpoint({**run.cursor, "step": following})
    shown = current_of(run)
    return {
        "value_run": shown.pk,
        "guests": shown.guests,
        "cost_per_guest": str(shown.cost_per_guest),
        "seconds": round(shown.seconds, 1),
    }
