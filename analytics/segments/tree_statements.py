"""A stored tree as SQL: which leaf a row of attributes ends in. Pure.

Columns are named after attributes and codes are numbers, so nothing of it comes from outside.
"""

from django.db.models import Q

from analytics.segments.attributes import BY_KEY
from analytics.segments.stored_trees import Condition, StoredTree, TreeNode


def leaf_sql(tree: StoredTree, row: str) -> str:
    """SQL expression: the number of the leaf that the attributes of `row` (an alias) end in."""
    return _case(tree.root, row)


def _case(node: TreeNode, row: str) -> str:
    if not node.children:
        return str(node.number)
    *first, last = node.children
    whens = " ".join(
        f"WHEN {condition_sql(child.conditions[-1], row)} THEN {_case(child, row)}" for child in first
    )
    return f"CASE {whens} ELSE {_case(last, row)} END" if first else _case(last, row)


def condition_sql(condition: Condition, row: str) -> str:
    """SQL: whether `condition` holds of the attributes of `row`."""
    column = f'{row}."{BY_KEY[condition.attribute].key}"'
    codes, unknown = _codes(condition)
    parts = [f"{column} IN ({', '.join(map(str, codes))})"] if codes else []
    parts += [f"{column} IS NULL"] if unknown else []
    return f"({' OR '.join(parts)})"


def conditions_as_q(conditions: tuple[Condition, ...], path: str = "") -> Q:
    """Rows of attributes (through the lookup `path`, such as "attributes__") of which all `conditions` hold."""
    found = Q()
    for condition in conditions:
        codes, unknown = _codes(condition)
        holds = Q(**{f"{path}{condition.attribute}__in": codes}) if codes else Q()
        if unknown:
            holds |= Q(**{f"{path}{condition.attribute}__isnull": True})
        found &= holds
    return found


def _codes(condition: Condition) -> tuple[list[int], bool]:
    """(codes of the values, whether unknown is one of them)."""
    attribute = BY_KEY[condition.attribute]
    known = [attribute.code(value) for value in condition.values if value is not None]
    return known, None in condition.values
