"""The hotel's thirteen behaviour segments, and the rules that propose one of them. Pure.

The rules are only a beginning: staff confirm or correct what they propose, and a tree learns from that. They are
asked in this order and the first one that holds proposes; who has completed no stay behaves in no way yet.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.segments.attributes import BY_KEY
from analytics.segments.stored_trees import Condition

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Segment:
    """`key` is stored; `number` is the hotel's own; `name` fits a mark, `who` is a sentence."""

    key: str
    number: int
    name: str | Promise
    who: str | Promise


SEGMENTS: tuple[Segment, ...] = (
    Segment("means", 1, _("Limited means"), _("uses no other outlet because of his present means")),
    Segment("time", 2, _("Short of time"), _("uses no other outlet for lack of time")),
    Segment(
        "uninterested",
        3,
        _("Not interested"),
        _("uses no other outlet: dislikes the food or is not interested in what there is"),
    ),
    Segment(
        "diner", 4, _("Demanding diner"), _("spends much in the restaurant, demanding about room and food")
    ),
    Segment("modest_diner", 5, _("Modest diner"), _("spends little in the restaurant, no special demands")),
    Segment(
        "conference",
        6,
        _("Content conference guest"),
        _("conference guest, satisfied with hall and service, few complaints"),
    ),
    Segment(
        "conference_unhappy", 7, _("Discontented conference guest"), _("conference guest, not satisfied")
    ),
    Segment(
        "entertained",
        8,
        _("Content with entertainment"),
        _("satisfied with entertainment, spends much, few complaints"),
    ),
    Segment(
        "entertained_unhappy",
        9,
        _("Discontented with entertainment"),
        _("used entertainment, complains"),
    ),
    Segment(
        "connected",
        10,
        _("Content with telecom"),
        _("satisfied with telecom and network, few complaints"),
    ),
    Segment(
        "connected_unhappy",
        11,
        _("Discontented with telecom"),
        _("not satisfied with telecom and network, complains"),
    ),
    Segment(
        "room",
        12,
        _("Demanding about the room"),
        _("demanding about his room: equipment, arrangement, cleanliness"),
    ),
    Segment(
        "personal",
        13,
        _("Personal service"),
        _("asks for personal service that must be arranged for him"),
    ),
)
BY_SEGMENT: dict[str, Segment] = {segment.key: segment for segment in SEGMENTS}

NEVER, USED, REGULARLY = ("never",), ("first", "seldom", "often"), ("seldom", "often")
MUCH, LITTLE = ("high", "very_high"), ("none", "very_low", "low")
UNHAPPY, COMPLAINS = ("very_dissatisfied", "dissatisfied"), ("few", "many")
NO_OTHER_OUTLET = {
    "use_restaurant": NEVER,
    "use_telecom": NEVER,
    "use_entertainment": NEVER,
    "use_conference": NEVER,
}


@dataclass(frozen=True)
class Rule:
    """`segment` is proposed where all `conditions` hold."""

    segment: str
    conditions: tuple[Condition, ...]


def _rule(segment: str, **wanted: tuple[str, ...]) -> Rule:
    return Rule(segment, tuple(Condition(key, values) for key, values in wanted.items()))


#: Only who has completed a stay behaves in some way: of all others nothing is known yet.
STAYED = Condition("length_of_stay", tuple(value.key for value in BY_KEY["length_of_stay"].values))

RULES: tuple[Rule, ...] = (
    _rule("conference_unhappy", use_conference=USED, complaints=COMPLAINS),
    _rule("conference_unhappy", use_conference=USED, satisfaction=UNHAPPY),
    _rule("conference", use_conference=USED),
    _rule("entertained_unhappy", use_entertainment=USED, complaints=COMPLAINS),
    _rule("entertained_unhappy", use_entertainment=USED, satisfaction=UNHAPPY),
    _rule("entertained", use_entertainment=USED, spend_entertainment=MUCH),
    _rule("connected_unhappy", use_telecom=REGULARLY, complaints=COMPLAINS),
    _rule("connected_unhappy", use_telecom=REGULARLY, satisfaction=UNHAPPY),
    _rule("connected", use_telecom=REGULARLY, spend_telecom=MUCH),
    _rule("room", complaints=COMPLAINS),
    _rule("room", satisfaction=UNHAPPY),
    _rule("personal", requests=("yes",), spend_food=LITTLE),
    _rule("diner", use_restaurant=USED, spend_food=MUCH),
    _rule("modest_diner", use_restaurant=USED),
    _rule("entertained", use_entertainment=USED),
    _rule("connected", use_telecom=USED),
    _rule("means", **NO_OTHER_OUTLET, income=("1", "2")),
    _rule("means", **NO_OTHER_OUTLET, spend_per_stay=("very_low",)),
    _rule("time", **NO_OTHER_OUTLET, motive=("business", "conference"), length_of_stay=("short",)),
    _rule("time", **NO_OTHER_OUTLET, motive=("business", "conference")),
    _rule("uninterested", **NO_OTHER_OUTLET),
)
#: What the rules look at.
ASKED: tuple[str, ...] = tuple(
    dict.fromkeys(condition.attribute for rule in RULES for condition in (STAYED, *rule.conditions))
)


def propose(frame: "pd.DataFrame") -> "pd.Series":
    """The place in RULES of the first rule that holds for each row of codes, −1 where none does."""
    import pandas as pd  # loaded where guests are proposed for segments, not by every process

    proposed = pd.Series(-1, index=frame.index, dtype=np.int16)
    waiting = _holds(frame, STAYED)
    for place, rule in enumerate(RULES):
        fits = waiting.copy()
        for condition in rule.conditions:
            fits &= _holds(frame, condition)
        proposed[fits] = place
        waiting &= ~fits
    return proposed


def _holds(frame: "pd.DataFrame", condition: Condition) -> "pd.Series":
    attribute = BY_KEY[condition.attribute]
    return frame[condition.attribute].isin(
        [-1 if value is None else attribute.code(value) for value in condition.values]
    )
