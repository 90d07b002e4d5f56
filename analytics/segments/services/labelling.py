"""What people say of sampled guests."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.segments.default_scheme import BY_SEGMENT
from analytics.segments.exceptions import LabelledMeanwhile, UnknownSegment
from analytics.segments.models import SampledGuest, SegmentLabel, TrainingSample


@transaction.atomic
def label(*, sampled: int, segment: str, by: str, now: datetime, seen: int | None = None) -> SegmentLabel:
    """`by` says that the sampled guest belongs to `segment`.

    `seen` is the standing label that he saw (None: none): it is withdrawn and kept. LabelledMeanwhile where another
    one stands by now.
    """
    member = _locked(sampled)
    if segment not in BY_SEGMENT:
        raise UnknownSegment(_("“%(key)s” is no segment: choose one of the list.") % {"key": segment[:40]})
    standing = member.labels.filter(withdrawn_at__isnull=True).first()
    if standing is not None and standing.pk != seen and standing.labelled_by != by:
        raise LabelledMeanwhile(
            _("%(who)s labelled this guest meanwhile. Open him again if you disagree.")
            % {"who": standing.labelled_by or _("the rules")}
        )
    if standing is not None:
        _withdraw(standing, by, now)
    return SegmentLabel.objects.create(sampled=member, segment=segment, labelled_by=by, labelled_at=now)


@transaction.atomic
def take_back(*, sampled: int, by: str, now: datetime) -> bool:
    """Withdraw the standing label of the sampled guest, if it is `by`'s own; whether there was one."""
    standing = _locked(sampled).labels.filter(withdrawn_at__isnull=True, labelled_by=by).first()
    if standing is None:
        return False
    _withdraw(standing, by, now)
    return True


@transaction.atomic
def take_over_proposals(*, sample: TrainingSample, now: datetime) -> int:
    """Label whoever waits with what the rules proposed, marked as such: for a demonstration. How many."""
    waiting = sample.members.exclude(proposed="").exclude(
        labels__withdrawn_at__isnull=True, labels__isnull=False
    )
    made = SegmentLabel.objects.bulk_create(
        [
            SegmentLabel(sampled=member, segment=member.proposed, labelled_at=now, by_rule=True)
            for member in waiting
        ],
        batch_size=1000,
    )
    return len(made)


def _locked(pk: int) -> SampledGuest:
    member = SampledGuest.objects.select_for_update().filter(pk=pk).first()
    if member is None:
        raise UnknownSegment(_("This guest is no longer in the sample. Go on with the next one."))
    return member


def _withdraw(standing: SegmentLabel, by: str, now: datetime) -> None:
    standing.withdrawn_at, standing.withdrawn_by = now, by
    standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
