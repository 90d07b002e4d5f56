"""Satisfaction as an indicator of CPV: a guest's score once he has answered enough for one."""

from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS
from analytics.value.choices import Indicator
from analytics.value.sources import register_source

STATEMENT = f"""
    SELECT guest_id, round((score * 100)::numeric)::integer AS score
    FROM satisfaction_guestsatisfaction
    WHERE answers >= {FEWEST_ANSWERS}
      AND weighting_id = (SELECT weighting_id FROM satisfaction_scoring ORDER BY id DESC LIMIT 1)
"""


def register() -> None:
    register_source(Indicator.SATISFACTION, STATEMENT)
