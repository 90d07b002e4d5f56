"""Questions, the trees that answer them, what they say, and who looks like it but is not yet."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analytics.segments.attributes import BY_KEY
from analytics.segments.choices import SEGMENT, TREATMENT, YES
from analytics.segments.default_scheme import BY_SEGMENT, SEGMENTS
from analytics.segments.models import (
    GuestAttributes,
    Publication,
    Question,
    SegmentLabel,
    SegmentMembership,
    TreatedGuest,
    Treatment,
    TreeVersion,
)
from analytics.segments.selectors.memberships import described
from analytics.segments.sentences import rule_words, values_words
from analytics.segments.stored_trees import StoredTree, TreeNode, read
from analytics.segments.tree_statements import conditions_as_q

#: A leaf is full of a target where half its guests have it, or so many times the share among all.
FULL, LIFT = 0.5, 2.0


@dataclass(frozen=True)
class RuleRow:
    """One leaf as a sentence; `confidence` is the share of `answer` among its `support` guests."""

    leaf: int
    sentence: str
    answer: str
    support: int
    confidence: float


def published() -> Publication | None:
    """What the segments are made by from the next night on."""
    return Publication.objects.select_related("version", "version__question").first()


def newest_version(question: Question) -> TreeVersion | None:
    return question.versions.first()


def target_words(target: str, values: list[str]) -> str:
    """What a question tells apart: 'use of restaurants is often'."""
    if not target:
        return _("the hotel’s segments")
    if target == SEGMENT:
        names = [str(BY_SEGMENT[key].name) for key in values if key in BY_SEGMENT]
        return _("segment is %(names)s") % {"names": _(", ").join(names)}
    if target == TREATMENT:
        named = Treatment.objects.filter(pk__in=[int(value) for value in values])
        return _("came again after: %(names)s") % {
            "names": _(", ").join(named.values_list("name", flat=True))
        }
    return _("%(attribute)s is %(values)s") % {
        "attribute": BY_KEY[target].title,
        "values": values_words(target, values),
    }


def answer_words(version: TreeVersion, answer: str) -> str:
    """An answer of the version's tree."""
    if answer in BY_SEGMENT:
        return str(BY_SEGMENT[answer].name)
    words = target_words(version.settings["target"], version.settings["target_values"])
    return words if answer == YES else _("not: %(target)s") % {"target": words}


def rules(version: TreeVersion, tree: StoredTree) -> list[RuleRow]:
    """Every leaf in which training guests ended; the largest first."""
    rows = [
        RuleRow(
            leaf.number,
            rule_words(leaf.conditions, answer_words(version, leaf.answer)),
            leaf.answer,
            leaf.support,
            leaf.share,
        )
        for leaf in tree.reached()
    ]
    return sorted(rows, key=lambda row: (-row.support, row.leaf))


def full_leaves(tree: StoredTree) -> list[TreeNode]:
    """The leaves of a question's tree in which the target is much more frequent than among all."""
    yes = tree.classes.index(YES)
    usual = tree.root.counts[yes] / tree.root.support
    wanted = min(FULL, LIFT * usual)
    return [leaf for leaf in tree.reached() if leaf.counts[yes] / leaf.support >= wanted]


def guests_in(nodes: list[TreeNode]) -> QuerySet:
    """Ids of the guests who have stayed and whose attributes of the shown night lead to one of `nodes`."""
    if not nodes:
        return described().none()
    if any(not node.conditions for node in nodes):
        return described()
    return described().filter(reduce(or_, (conditions_as_q(node.conditions) for node in nodes)))


def look_alikes(question: Question) -> QuerySet:
    """Ids of the guests who, by the question's newest tree, look as if they had the target, and are known not to."""
    version = newest_version(question)
    if version is None or question.is_of_scheme:
        return GuestAttributes.objects.none().values("guest_id")
    target, values = version.settings["target"], version.settings["target_values"]
    alike = guests_in(full_leaves(read(version.document)))
    if target == SEGMENT:
        members = SegmentMembership.objects.filter(segment__in=values).values("guest_id")
        return alike.exclude(guest_id__in=members)
    if target == TREATMENT:
        drawn = TreatedGuest.objects.filter(treatment__in=[int(value) for value in values]).values("guest")
        return alike.exclude(guest_id__in=drawn)
    codes = [BY_KEY[target].code(value) for value in values]
    return alike.filter(**{f"{target}__isnull": False}).exclude(**{f"{target}__in": codes})


def answerable() -> list[tuple[str, str]]:
    """(id, name) of the questions that have look-alikes."""
    asked = Question.objects.exclude(target="").filter(versions__isnull=False).distinct()
    return [(str(pk), name) for pk, name in asked.values_list("pk", "name")]


def targets() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(target:value, words)]) of everything that may be asked for."""
    groups = [(str(_("segment")), [(f"{SEGMENT}:{each.key}", str(each.name)) for each in SEGMENTS])]
    if done := [(f"{TREATMENT}:{pk}", name) for pk, name in Treatment.objects.values_list("pk", "name")]:
        groups.append((str(_("came again after something was done for him")), done))
    groups += [
        (str(each.title), [(f"{each.key}:{value.key}", str(value.title)) for value in each.values])
        for each in BY_KEY.values()
    ]
    return groups


def standing_labels() -> QuerySet[SegmentLabel]:
    return SegmentLabel.objects.filter(withdrawn_at__isnull=True)
