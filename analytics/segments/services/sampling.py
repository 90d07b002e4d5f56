"""The training sample: clusters over all guests, and some of each to be labelled."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.segments import clusters
from analytics.segments.attributes import ATTRIBUTES
from analytics.segments.datasets import frame
from analytics.segments.default_scheme import ASKED, RULES, propose
from analytics.segments.exceptions import NothingToLearnFrom
from analytics.segments.models import AttributeRun, SampledGuest, SegmentLabel, TrainingSample
from analytics.segments.selectors.memberships import described
from common.jobs import Run
from common.models import JobRun

#: So many are labelled in an hour.
USUAL_SIZE = 600
KEYS = tuple(attribute.key for attribute in ATTRIBUTES)


def draw_sample(run: Run | None, *, size: int, seed: int, now: datetime, by: str = "") -> TrainingSample:
    """Cluster the guests who have stayed and draw `size` of them, as many of each kind as it has; a kind is a cluster
    and what the rules propose in it. The same attributes and seed draw the same ones.

    Who has been labelled by a person before is not drawn again: that label counts on.
    """
    shown = AttributeRun.objects.filter(is_current=True).first()
    if shown is None:
        raise NothingToLearnFrom(_("No night has derived the attributes yet. Wait for the next one."))
    _tell(run, gettext_lazy("reading attributes"))
    table = frame(KEYS, guests=described(), limit=clusters.FITTED_ON, seed=seed)
    try:
        found = clusters.find_clusters(
            table, seed=seed, told=lambda k: _tell(run, gettext_lazy("looking for clusters"), done=k)
        )
    except ValueError:
        raise NothingToLearnFrom(
            _("%(n)s guests have stayed: too few, or too much alike, to find kinds of guests.")
            % {"n": len(table)}
        ) from None
    _tell(run, gettext_lazy("drawing guests"))
    fresh = ~table.index.isin(list(_labelled()))
    waiting, of = table[fresh], found.of[fresh]
    rules = propose(waiting).to_numpy()
    kinds = of * len(RULES) + rules
    picked = clusters.spread(kinds, size, seed=seed)
    weights = clusters.weights(kinds, picked)
    everybody = propose(frame(ASKED, guests=described()))
    with transaction.atomic():
        sample = TrainingSample.objects.create(
            made_at=now,
            made_by=by,
            business_date=shown.business_date,
            guests=len(table),
            size=len(picked),
            seed=seed,
            silhouettes=[[k, round(score, 4)] for k, score in found.silhouettes.items()],
            profiles=[[asdict(telling) for telling in profile] for profile in found.profiles],
            sizes=[int((found.of == cluster).sum()) for cluster in range(found.k)],
            proposed=dict(Counter(RULES[place].segment for place in everybody[everybody >= 0])),
            job_run=JobRun.objects.filter(pk=run.id).first() if run else None,
        )
        SampledGuest.objects.bulk_create(
            _members(sample, waiting.iloc[picked], of[picked], rules[picked], weights), batch_size=1000
        )
    return sample


def _members(sample: TrainingSample, rows, of, rules, weights) -> list[SampledGuest]:
    return [
        SampledGuest(
            sample=sample,
            guest_id=guest,
            position=position,
            cluster=int(cluster),
            values={
                attribute.key: attribute.values[code].key
                for attribute, code in zip(ATTRIBUTES, codes, strict=True)
                if code >= 0
            },
            proposed=RULES[rule].segment if rule >= 0 else "",
            rule=int(rule) if rule >= 0 else None,
            weight=float(weight),
        )
        for position, (guest, codes, cluster, rule, weight) in enumerate(
            zip(rows.index.tolist(), rows.to_numpy().tolist(), of, rules, weights, strict=True), start=1
        )
    ]


def _labelled():
    standing = SegmentLabel.objects.filter(withdrawn_at__isnull=True, by_rule=False)
    return standing.values_list("sampled__guest", flat=True)


def _tell(run: Run | None, step, done: int | None = None) -> None:
    if run is not None:
        run.progress(step=step, done=done, total=clusters.MOST)
