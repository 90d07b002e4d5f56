"""Drawing a sample and growing a tree take longer than a page may. Repeated, each makes one more."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.segments.choices import FIT_JOB, SAMPLE_JOB
from analytics.segments.models import Question, TreeVersion
from analytics.segments.services.fitting import fit
from analytics.segments.services.sampling import draw_sample
from common.errors import HotelError
from common.jobs import Run, job


def sample_page(run) -> str:
    return reverse("segments:sample")


def tree_page(run) -> str:
    """The version that the run made; the questions once it has been deleted."""
    version = TreeVersion.objects.filter(job_run=run).first()
    return version.get_absolute_url() if version else reverse("segments:questions")


def _by(run: Run) -> str:
    return run.requested_by.get_username() if run.requested_by else ""


@job(
    SAMPLE_JOB,
    title=gettext_lazy("Training sample of guests"),
    permission="segments.view_trainingsample",
    result_url=sample_page,
    labels={"guests": gettext_lazy("guests clustered"), "size": gettext_lazy("guests drawn")},
)
def sample_guests(run: Run) -> dict:
    sample = draw_sample(
        run, size=run.params["size"], seed=run.params["seed"], now=timezone.now(), by=_by(run)
    )
    return {"guests": sample.guests, "size": sample.size}


@job(
    FIT_JOB,
    title=gettext_lazy("Growing a tree"),
    permission="segments.view_treeversion",
    result_url=tree_page,
    labels={
        "version": gettext_lazy("version"),
        "accuracy": gettext_lazy("accuracy"),
        "baseline": gettext_lazy("majority"),
    },
)
def grow_tree(run: Run) -> dict:
    question = Question.objects.filter(pk=run.params["question"]).first()
    if question is None:
        raise HotelError(_("This question was deleted meanwhile."))
    version = fit(run, question=question, now=timezone.now(), by=_by(run))
    return {
        "version": version.number,
        "accuracy": version.scores["accuracy"],
        "baseline": version.scores["baseline"],
    }
