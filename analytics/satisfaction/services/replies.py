"""What one expert says: kept as he goes, handed in once it is complete and free of contradictions."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.ahp import STRONGEST
from analytics.satisfaction.choices import SAATY
from analytics.satisfaction.models import Expert, Judgement, Opinion, Reply, Round
from analytics.satisfaction.paired import POINTS
from analytics.satisfaction.selectors.groups import Group, asked_groups
from analytics.satisfaction.selectors.sheets import sheet_of, words_of_contradiction
from analytics.satisfaction.weighing import standing
from common.errors import HotelError

MOST_POINTS = 100


@transaction.atomic
def reply_in_open_round(*, expert: Expert) -> Reply:
    """His sheet of the open round; a new one begins with what he said in the round before.

    Raises HotelError where no round is open.
    """
    now_open = Round.objects.filter(weighting=expert.weighting_id, closed_at__isnull=True).first()
    if now_open is None or not expert.weighting.is_open:
        raise HotelError(_("No round is open now."), code="round-closed")
    reply, is_new = Reply.objects.get_or_create(round=now_open, expert=expert)
    before = expert.replies.filter(round__number__lt=now_open.number).order_by("-round__number").first()
    if is_new and before:
        kept = before.judgements.values("group", "first", "second", "answer")
        Judgement.objects.bulk_create(Judgement(reply=reply, **row) for row in kept)
        said = before.opinions.values("group", "item", "points")
        Opinion.objects.bulk_create(Opinion(reply=reply, **row) for row in said)
    return reply


@transaction.atomic
def compare(*, reply: Reply, group: Group, first: str, second: str, answer: int) -> None:
    """Keep one comparison: steps from −8 to 8 for AHP, the first's points 0 … 4 for paired comparison."""
    _hold(reply)
    lowest, highest = (-STRONGEST, STRONGEST) if reply.round.weighting.method in SAATY else (0, POINTS)
    if not lowest <= answer <= highest:
        words = _("%(answer)s is not on the scale from %(lowest)s to %(highest)s.")
        raise HotelError(words % {"answer": answer, "lowest": lowest, "highest": highest}, field="answer")
    keys = [item.key for item in group.items]
    if first not in keys or second not in keys or keys.index(first) >= keys.index(second):
        raise HotelError(_("These two are not compared here."), field="answer")
    Judgement.objects.update_or_create(
        reply=reply, group=group.key, first=first, second=second, defaults={"answer": answer}
    )


@transaction.atomic
def weigh(*, reply: Reply, group: Group, points: Mapping[str, Decimal]) -> None:
    """Keep the points (0 … 100, two decimals) of all siblings of a group; at least one is more than zero."""
    _hold(reply)
    if points.keys() != {item.key for item in group.items}:
        raise HotelError(_("Every one needs its points."))
    for key, given in points.items():
        if not 0 <= given <= MOST_POINTS:
            words = _("%(points)s is not between 0 and 100.") % {"points": given}
            raise HotelError(words, field=key)
    if not any(points.values()):
        raise HotelError(_("At least one needs more than 0 points."), field=group.items[0].key)
    for key, given in points.items():
        Opinion.objects.update_or_create(
            reply=reply, group=group.key, item=key, defaults={"points": round(given, 2)}
        )


@transaction.atomic
def hand_in(*, reply: Reply) -> None:
    """Let the sheet count. HotelError names the first group that is not complete or contradicts itself."""
    _hold(reply)
    weighting = reply.round.weighting
    for group in asked_groups(weighting):
        found = standing(weighting.method, len(group.items), sheet_of(reply, group))
        if found.missing or found.weights is None:
            words = _("“%(group)s” is not complete: %(n)s missing.")
            raise HotelError(words % {"group": group.label, "n": found.missing}, code="incomplete")
        if found.is_refused:
            raise HotelError(words_of_contradiction(group, found), code="inconsistent")
    reply.handed_in_at = timezone.now()
    reply.save(update_fields=["handed_in_at"])


def _hold(reply: Reply) -> None:
    """Keep the round from being closed meanwhile; what is changed has to be handed in again."""
    held = Round.objects.select_for_update().get(pk=reply.round_id)
    if held.closed_at is not None or not reply.round.weighting.is_open:
        raise HotelError(_("This round has been closed meanwhile."), code="round-closed")
    if Reply.objects.filter(pk=reply.pk, handed_in_at__isnull=False).update(handed_in_at=None):
        reply.handed_in_at = None
