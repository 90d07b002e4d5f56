from analytics.satisfaction.models.experts import Expert, Judgement, Opinion, Reply, Round
from analytics.satisfaction.models.weighting import InForce, Weight, Weighting

__all__ = ["Expert", "InForce", "Judgement", "Opinion", "Reply", "Round", "Weight", "Weighting"]
