"""What of satisfaction hangs on a guest; see `guests.ties`."""

from analytics.satisfaction.models import (
    AnswerSetScore,
    Expert,
    GuestSatisfaction,
    Improvement,
    InForce,
    Judgement,
    MonthScore,
    Opinion,
    Reply,
    Round,
    ScoredMonth,
    Scoring,
    Sheet,
    Weight,
    Weighting,
)
from guests.privacy.places import register_impersonal, register_sweep
from guests.ties import Erase, Merge, Tie, register

WITH_ITS_SET = "goes with its set"


def register_all() -> None:
    register(
        Tie(
            GuestSatisfaction,
            merge=Merge.KEEP,
            erase=Erase.DELETE,
            export=("score", "sets", "last_on"),
            is_derived=True,
            why="the next night computes the united file anew and forgets the row of the old one",
        ),
        Tie(Sheet, "answer_set__guest", merge=Merge.KEEP, erase=Erase.KEEP, why=WITH_ITS_SET),
        Tie(AnswerSetScore, "answer_set__guest", merge=Merge.KEEP, erase=Erase.KEEP, why=WITH_ITS_SET),
    )
    register_sweep(Improvement, "what", "reason")
    register_impersonal("weights that the hotel decided", Weighting, Weight, InForce)
    register_impersonal("colleagues and advisers, none asked as a guest", Expert)
    register_impersonal("keys and figures of experts", Round, Reply, Opinion, Judgement)
    register_impersonal("sums over all guests", Scoring, MonthScore, ScoredMonth)
