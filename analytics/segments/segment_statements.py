"""The night's SQL that puts every guest into his segment by a stored tree. Pure.

It reads one night's attributes and writes only what differs, all in one statement: a reader sees the segments of
one night by one version, before it or after it, and a kill leaves nothing half done.
"""

from analytics.segments.default_scheme import STAYED
from analytics.segments.stored_trees import StoredTree
from analytics.segments.tree_statements import condition_sql, leaf_sql

#: Parameters of the whole: on, version, answers (the segment of each node by its number).
_FOUND = """
    SELECT a.guest_id, {leaf} AS leaf
    FROM segments_guestattributes a JOIN guests_guest g ON g.id = a.guest_id
    WHERE {stayed} AND g.merged_into_id IS NULL AND g.erased_at IS NULL
"""

#: A night that is repeated finds its own moves again and judges against what was before them.
_WRITE = """
    WITH landed AS MATERIALIZED ({found}), judged AS MATERIALIZED (
        SELECT n.guest_id, n.leaf, n.segment, o.guest_id IS NOT NULL AS known, m.guest_id IS NOT NULL AS moved,
               coalesce(m.was, o.segment) AS was, coalesce(m.was_since, o.since) AS was_since,
               o.segment AS shown, o.since AS shown_since, o.previous AS shown_previous,
               o.leaf AS shown_leaf, o.version_id AS shown_version
        FROM (SELECT guest_id, leaf, (%(answers)s::text[])[leaf + 1] AS segment FROM landed) n
        LEFT JOIN segments_segmentmembership o USING (guest_id)
        LEFT JOIN segments_segmentmove m ON m.guest_id = n.guest_id AND m.day = %(on)s
    ), left_out AS (
        DELETE FROM segments_segmentmembership o
        WHERE NOT EXISTS (SELECT 1 FROM landed WHERE landed.guest_id = o.guest_id)
    ), taken_back AS (
        DELETE FROM segments_segmentmove m USING judged j
        WHERE j.moved AND j.segment = j.was AND m.guest_id = j.guest_id AND m.day = %(on)s
    ), moves AS (
        INSERT INTO segments_segmentmove (guest_id, day, was, was_since, now, version_id)
        SELECT guest_id, %(on)s, was, was_since, segment, %(version)s FROM judged WHERE known AND segment <> was
        ON CONFLICT (guest_id, day) DO UPDATE SET now = excluded.now, version_id = excluded.version_id
        WHERE segments_segmentmove.now <> excluded.now
    ), rows AS (
        SELECT guest_id, leaf, segment,
               CASE WHEN NOT known OR segment <> was THEN %(on)s ELSE was_since END AS since,
               CASE WHEN NOT known THEN '' WHEN segment <> was THEN was
                    WHEN moved THEN coalesce((SELECT e.was FROM segments_segmentmove e
                        WHERE e.guest_id = judged.guest_id AND e.day < %(on)s ORDER BY e.day DESC LIMIT 1), '')
                    ELSE shown_previous END AS previous,
               known, shown, shown_since, shown_previous, shown_leaf, shown_version
        FROM judged
    )
    INSERT INTO segments_segmentmembership (guest_id, version_id, leaf, segment, since, previous)
    SELECT guest_id, %(version)s, leaf, segment, since, previous FROM rows
    WHERE NOT known OR (%(version)s, leaf, segment, since, previous) IS DISTINCT FROM
          (shown_version, shown_leaf, shown, shown_since, shown_previous)
    ON CONFLICT (guest_id) DO UPDATE SET version_id = excluded.version_id, leaf = excluded.leaf,
        segment = excluded.segment, since = excluded.since, previous = excluded.previous
"""


def write(tree: StoredTree) -> str:
    return _WRITE.format(found=found(tree))


def found(tree: StoredTree) -> str:
    """SELECT guest_id, leaf of everybody the scheme describes."""
    return _FOUND.format(leaf=leaf_sql(tree, "a"), stayed=condition_sql(STAYED, "a"))
