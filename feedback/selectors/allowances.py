"""Up to what cost somebody may give something to a guest without asking."""

from feedback.care_choices import RecoveryTool
from feedback.models import RecoveryLimit
from feedback.recovery_limits import UNLIMITED, Allowance, allowance


def allowance_of(user, tool: str) -> Allowance:
    """Of his departments' limits of this tool the widest; a superuser has none."""
    return allowances_of(user)[tool]


def allowances_of(user) -> dict[str, Allowance]:
    """Tool → what he may give by himself; two queries."""
    if user.is_superuser:
        return dict.fromkeys(RecoveryTool.values, UNLIMITED)
    departments = set(user.groups.values_list("name", flat=True))
    limits: dict[str, dict] = {tool: {} for tool in RecoveryTool.values}
    for row in RecoveryLimit.objects.filter(department__in=departments):
        limits[row.tool][row.department] = row.most
    return {tool: allowance(departments, by_department) for tool, by_department in limits.items()}
