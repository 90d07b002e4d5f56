"""What is written for a file that was merged away lands on the survivor: the database sees to it.

Whoever found the guest a moment before the merge and writes a moment after it must not lose what he wrote. The
guest's row is locked as a foreign key locks it, so that a merge waits for the writer, or the writer for the merge.
"""

import pgtrigger

_FOLLOW = """
IF TG_OP = 'UPDATE' AND NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN RETURN NEW; END IF;
SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.{column} FOR KEY SHARE;
WHILE survivor IS NOT NULL LOOP
    NEW.{column} := survivor;
    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.{column} FOR KEY SHARE;
END LOOP;
RETURN NEW;
"""


def lands_on_survivor(field: str = "guest", *, may_be_empty: bool = False) -> pgtrigger.Trigger:
    """A trigger for `Meta.triggers`: a new or changed `field` never names a file that was merged into another.

    Where it `may_be_empty`, it is not asked for nobody: PostgreSQL would plan that query anew for every row.
    """
    column = f"{field}_id"
    return pgtrigger.Trigger(
        name=f"{field}_is_the_survivor",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        when=pgtrigger.Before,
        declare=[("survivor", "bigint")],
        condition=pgtrigger.Condition(f"(NEW.{column} IS NOT NULL)") if may_be_empty else None,
        func=_FOLLOW.format(column=column),
    )
