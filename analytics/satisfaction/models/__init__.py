from analytics.satisfaction.models.experts import Expert, Judgement, Opinion, Reply, Round
from analytics.satisfaction.models.improvement import Improvement
from analytics.satisfaction.models.scores import (
    AnswerSetScore,
    GuestSatisfaction,
    MonthScore,
    ScoredMonth,
    Scoring,
    Sheet,
)
from analytics.satisfaction.models.weighting import InForce, Weight, Weighting

__all__ = [
    "AnswerSetScore",
    "Expert",
    "GuestSatisfaction",
    "Improvement",
    "InForce",
    "Judgement",
    "MonthScore",
    "Opinion",
    "Reply",
    "Round",
    "ScoredMonth",
    "Scoring",
    "Sheet",
    "Weight",
    "Weighting",
]
