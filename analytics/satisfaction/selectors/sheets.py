"""What an expert has said so far, in the shape in which it is weighed."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from analytics.satisfaction.models import Judgement, Opinion, Reply, Round
from analytics.satisfaction.scale_words import comparison
from analytics.satisfaction.selectors.groups import Group
from analytics.satisfaction.weighing import Sheet, Standing


def sheet_of(reply: Reply, group: Group) -> Sheet:
    """One expert's sheet of one group; incomplete where he has not said all."""
    return sheets_of([reply], group, is_in_pairs=reply.round.weighting.is_in_pairs).get(reply.pk) or (
        {} if reply.round.weighting.is_in_pairs else []
    )


def sheets_of(replies: Iterable[Reply], group: Group, *, is_in_pairs: bool) -> dict[int, Sheet]:
    """{reply id: sheet} of everybody who said anything of the group; one statement."""
    place = {item.key: at for at, item in enumerate(group.items)}
    if is_in_pairs:
        compared: dict[int, dict] = defaultdict(dict)
        for row in Judgement.objects.filter(reply__in=replies, group=group.key):
            compared[row.reply_id][place[row.first], place[row.second]] = row.answer
        return dict(compared)
    weighed: dict[int, dict] = defaultdict(dict)
    for opinion in Opinion.objects.filter(reply__in=replies, group=group.key):
        weighed[opinion.reply_id][place[opinion.item]] = float(opinion.points)
    return {reply: [figures[at] for at in sorted(figures)] for reply, figures in weighed.items()}


def words_of_contradiction(group: Group, found: Standing) -> str:
    """Why the comparisons are refused, which one contradicts most, and what would fit."""
    words = _("“%(group)s” contradicts itself: the consistency ratio is %(ratio)s, it must be below 0.10.")
    said = words % {"group": group.label, "ratio": f"{found.ratio:.2f}"}
    worst = found.contradiction
    if worst is None:
        return said
    first, second = (group.items[at].label for at in worst.pair)
    advice = _("What contradicts the rest most: “%(given)s”. “%(fitting)s” would fit (ratio then %(ratio)s).")
    return f"{said} " + advice % {
        "given": comparison(first, second, worst.given),
        "fitting": comparison(first, second, worst.fitting),
        "ratio": f"{worst.ratio:.2f}",
    }


def handed_in(one_round: Round) -> list[Reply]:
    return list(one_round.replies.filter(handed_in_at__isnull=False))
