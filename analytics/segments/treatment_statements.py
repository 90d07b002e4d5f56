"""SQL of what was done for a segment: drawing its guests, and what became of each. Pure."""

from datetime import date

from analytics.segments.attributes import ATTRIBUTES

_CODES = ", ".join(f"'{attribute.key}', a.{attribute.key}" for attribute in ATTRIBUTES)

#: Which guests are treated depends on their numbers and on the treatment's own alone. Of GATHERED, a table
#: with one column `guest_id`. Parameters: treatment, share (percent).
GATHERED = "segments_treatment_guests"
DRAW = f"""
    INSERT INTO segments_treatedguest (treatment_id, guest_id, is_treated, codes)
    SELECT %(treatment)s, guest_id, place <= greatest(1, least(of - 1, round(of * %(share)s / 100.0))),
           coalesce(codes, '{{}}'::jsonb)
    FROM (
        SELECT guest_id, count(*) OVER () AS of,
               row_number() OVER (ORDER BY md5(%(treatment)s::text || ':' || guest_id), guest_id) AS place,
               jsonb_strip_nulls(jsonb_build_object({_CODES})) AS codes
        FROM {GATHERED} LEFT JOIN segments_guestattributes a USING (guest_id)
    ) drawn
"""

#: One row a guest of the treatment: did he come after the day it began, what his completed stays brought, and the mean
#: score of what he answered (0 – 100, NULL: nothing). Parameters: treatment, begun_on, upto.
OUTCOMES = """
    SELECT m.guest_id, m.is_treated, coalesce(s.came, false) AS came, coalesce(s.spend, 0) AS spend, a.score
    FROM segments_treatedguest m
    LEFT JOIN LATERAL (
        SELECT true AS came, sum(spend) FILTER (WHERE status = 'checked_out') AS spend FROM reservations_stay
        WHERE guest_id = m.guest_id AND status IN ('in_house', 'checked_out')
          AND arrival > %(begun_on)s AND arrival <= %(upto)s
        HAVING count(*) > 0
    ) s ON true
    LEFT JOIN LATERAL (
        SELECT avg(c.score) AS score
        FROM feedback_answerset t JOIN satisfaction_answersetscore c ON c.answer_set_id = t.id
        WHERE t.guest_id = m.guest_id AND t.business_date > %(begun_on)s AND t.business_date <= %(upto)s
          AND c.weighting_id = (SELECT weighting_id FROM satisfaction_scoring ORDER BY id DESC LIMIT 1)
    ) a ON true
    WHERE m.treatment_id = %(treatment)s
"""

#: By group: guests; who came; spend a guest; score of who answered. Means with their standard deviations.
SUMS = f"""
    SELECT is_treated, count(*), count(*) FILTER (WHERE came),
           avg(came::int)::float, stddev_samp(came::int)::float,
           avg(spend)::float, stddev_samp(spend)::float,
           count(score), avg(score)::float, stddev_samp(score)::float
    FROM ({OUTCOMES}) o GROUP BY is_treated
"""


def parameters(treatment, upto: date) -> dict:
    """Of OUTCOMES and SUMS, for what came of `treatment` up to the end of the day `upto`."""
    return {"treatment": treatment.pk, "begun_on": treatment.begun_on, "upto": upto}
