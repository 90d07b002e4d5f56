"""Scoring again when weights change; safe to repeat, since only what is missing is written."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.choices import SCORES_JOB
from analytics.satisfaction.services.scoring import compute_scores
from common.dates import business_date
from common.jobs import Run, job


def diagnosis_page(run) -> str:
    return reverse("satisfaction:diagnosis")


@job(
    SCORES_JOB,
    title=_("Scoring what guests answered"),
    permission="satisfaction.view_whole_diagnosis",
    result_url=diagnosis_page,
    labels={"sets": _("answer sets"), "guests": _("Guests")},
)
def score_again(run: Run) -> dict:
    on = date.fromisoformat(run.params["on"]) if "on" in run.params else business_date()
    scoring = compute_scores(run, on=on, now=timezone.now())
    return {"sets": scoring.sets, "guests": scoring.guests} if scoring else {}
