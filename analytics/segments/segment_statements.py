"""The night's SQL that puts every guest into his segment by a stored tree. Pure.

`judge` reads one night's attributes and notes who is to be written, for the guests of (after, upto]; `write` writes
what was noted. Both compare with the night before: one that is repeated finds its own moves again, and judges
against what was before them.
"""

from analytics.segments.default_scheme import STAYED
from analytics.segments.stored_trees import StoredTree
from analytics.segments.tree_statements import condition_sql, leaf_sql
from guests.selectors.ranges import in_range

#: Tables of what was judged, whatever the run.
JUDGED = "segments_judged_"

#: The planner does not see that the range holds for the files too, and would read all of them in each range;
#: without OFFSET it would walk the tree once for each use of the leaf.
_LANDED = """
    SELECT guest_id, leaf, (%(answers)s::text[])[leaf + 1] AS segment FROM (
        SELECT a.guest_id, {leaf} AS leaf
        FROM segments_guestattributes a JOIN guests_guest g ON g.id = a.guest_id
        WHERE {stayed} AND g.merged_into_id IS NULL AND g.erased_at IS NULL AND {range}
          AND {files}
        OFFSET 0
    ) n
"""
#: Who is no guest of the scheme any more has no leaf.
_JUDGE = """
    INSERT INTO {table} (guest_id, leaf, segment, since, previous, known, was, was_since)
    SELECT guest_id, leaf, segment,
           CASE WHEN NOT known OR segment <> was THEN %(on)s ELSE was_since END,
           CASE WHEN NOT known THEN '' WHEN segment <> was THEN was
                WHEN moved THEN coalesce((SELECT e.was FROM segments_segmentmove e
                    WHERE e.guest_id = judged.guest_id AND e.day < %(on)s ORDER BY e.day DESC LIMIT 1), '')
                ELSE previous END,
           known, CASE WHEN known AND segment <> was THEN was END, was_since
    FROM (
        SELECT guest_id, n.leaf, n.segment, o.guest_id IS NOT NULL AS known, m.guest_id IS NOT NULL AS moved,
               coalesce(m.was, o.segment) AS was, coalesce(m.was_since, o.since) AS was_since, o.previous
        FROM ({landed}) n
        FULL JOIN (SELECT * FROM segments_segmentmembership WHERE {range}) o USING (guest_id)
        LEFT JOIN (SELECT * FROM segments_segmentmove WHERE day = %(on)s AND {range}) m USING (guest_id)
        WHERE n.guest_id IS NULL OR o.guest_id IS NULL OR m.guest_id IS NOT NULL
           OR (o.version_id, o.leaf, o.segment) IS DISTINCT FROM (%(version)s, n.leaf, n.segment)
    ) judged
"""
_WRITE = (
    """
    DELETE FROM segments_segmentmembership o USING {table} j
    WHERE o.guest_id = j.guest_id AND j.leaf IS NULL
    """,
    """
    DELETE FROM segments_segmentmove m USING {table} j
    WHERE m.guest_id = j.guest_id AND m.day = %(on)s AND j.leaf IS NOT NULL
    """,
    """
    INSERT INTO segments_segmentmove (guest_id, day, was, was_since, now, version_id)
    SELECT guest_id, %(on)s, was, was_since, segment, %(version)s FROM {table} WHERE was IS NOT NULL
    """,
    """
    UPDATE segments_segmentmembership o
    SET version_id = %(version)s, leaf = j.leaf, segment = j.segment, since = j.since, previous = j.previous
    FROM {table} j WHERE o.guest_id = j.guest_id AND j.known AND j.leaf IS NOT NULL
    """,
    # Who was merged or erased since he was judged stays out.
    """
    INSERT INTO segments_segmentmembership (guest_id, version_id, leaf, segment, since, previous)
    SELECT guest_id, %(version)s, leaf, segment, since, previous FROM {table} j
    WHERE NOT known AND NOT EXISTS (
        SELECT 1 FROM guests_guest g
        WHERE g.id = j.guest_id AND (g.merged_into_id IS NOT NULL OR g.erased_at IS NOT NULL)
    ) ORDER BY guest_id
    """,
    "DROP TABLE {table}",
)


def table_of(key: int) -> str:
    """Name of the table of what run `key` has judged."""
    return f"{JUDGED}{int(key)}"


def create_table(key: int) -> str:
    return f"""
        CREATE TABLE {table_of(key)} (
            guest_id bigint NOT NULL, leaf integer, segment varchar(40), since date, previous varchar(40),
            known boolean NOT NULL, was varchar(40), was_since date
        ) WITH (autovacuum_enabled = off)
    """


def judge(tree: StoredTree, key: int) -> str:
    """Parameters: on, version, answers (the segment of each node by its number), after, upto."""
    landed = _LANDED.format(
        leaf=leaf_sql(tree, "a"),
        stayed=condition_sql(STAYED, "a"),
        range=in_range("a.guest_id"),
        files=in_range("g.id"),
    )
    return _JUDGE.format(table=table_of(key), landed=landed, range=in_range())


def write(key: int) -> list[str]:
    """In this order, in one transaction. Parameters: on, version."""
    return [statement.format(table=table_of(key)) for statement in _WRITE]
