"""Occasions are planned at night, each once; people settle what they did about them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from loyalty.care_statements import LUNAR_BORN, Aim, plan_statement, span
from loyalty.giving_choices import Audience, Occasion, TaskStatus
from loyalty.models import Care, CareRule


def plan_care(*, on: date, told: Callable[[], object] = lambda: None) -> int:
    """Tasks and greetings of the days to come, by the hotel's rules; how many are new or became tasks.

    Nobody who is blacklisted, merged away or erased; a greeting only to who agreed to be written to, which is asked
    again when it goes out. Safe to repeat, and to kill.
    """
    made, lunar_born = 0, None
    for rule in CareRule.objects.filter(is_active=True):
        if rule.occasion == Occasion.BIRTHDAY and lunar_born is None:
            lunar_born = _lunar_born()
        made += _plan(rule, on, lunar_born or [])
        told()
    return made


def _plan(rule: CareRule, on: date, lunar_born: list[date]) -> int:
    first, last = span(on, rule.days_ahead)
    aim = Aim(Occasion(rule.occasion), first, last, Audience(rule.task_for), Audience(rule.greets))
    found = plan_statement(aim, lunar_born)
    if found is None:
        return 0
    sql, values = found
    of_rule = {
        "department": rule.department,
        "gift": rule.gift_zh,
        "gift_cost": rule.gift_cost,
        "in_house_too": rule.in_house_too,
        "zone": settings.TIME_ZONE,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values | of_rule)
        return cursor.rowcount


def _lunar_born() -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(LUNAR_BORN)
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def settle_care(
    *,
    care: Care,
    by,
    at: datetime,
    is_done: bool,
    gift: str = "",
    gift_cost: Decimal | None = None,
    note: str = "",
) -> Care:
    """It was done, with this gift at this cost, or left out; settled again the same way nothing changes.

    Raises HotelError where somebody else has settled it otherwise.
    """
    care = Care.objects.select_for_update(of=("self",)).select_related("settled_by").get(pk=care.pk)
    wanted = TaskStatus.DONE if is_done else TaskStatus.SKIPPED
    if care.task == wanted:
        return care
    if care.task != TaskStatus.OPEN:
        message = _("%(who)s has settled this already: %(how)s. Open it again first.")
        raise HotelError(message % {"who": care.settled_by or "—", "how": care.get_task_display()})
    care.task, care.settled_by, care.settled_at, care.note = wanted, by, at, note.strip()
    care.gift = gift.strip() if is_done else ""
    care.gift_cost = (gift_cost or Decimal(0)) if is_done else Decimal(0)
    care.save()
    return care


@transaction.atomic
def reopen_care(*, care: Care) -> Care:
    """It is to be done after all, with the gift of the rule."""
    care = Care.objects.select_for_update(of=("self",)).get(pk=care.pk)
    if care.task not in (TaskStatus.DONE, TaskStatus.SKIPPED):
        return care
    rule = CareRule.objects.get(pk=care.occasion)
    care.task, care.settled_by, care.settled_at = TaskStatus.OPEN, None, None
    care.gift, care.gift_cost = rule.gift_zh, rule.gift_cost
    care.save()
    return care
