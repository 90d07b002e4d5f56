"""Training takes longer than a page may; safe to repeat: it makes one more version."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.words.choices import TRAIN_JOB
from analytics.words.services import read_new, train
from common.jobs import Run, job


def words_page(run) -> str:
    return reverse("words:overview")


@job(
    TRAIN_JOB,
    title=_("Training on guests’ own words"),
    permission="words.view_wordsmodel",
    result_url=words_page,
    labels={"version": _("version"), "labels": _("labelled texts"), "texts": _("texts read")},
)
def train_and_read(run: Run) -> dict:
    by = run.requested_by.get_username() if run.requested_by else ""
    run.progress(step=_("training"))
    model = train(now=timezone.now(), by=by)
    return {"version": model.version, "labels": model.labels, "texts": read_new(run)}
