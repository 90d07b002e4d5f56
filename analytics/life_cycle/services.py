"""The night's step, and new thresholds."""

from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from analytics.life_cycle import statements
from analytics.life_cycle.models import GuestLifeCycle, LifeCycleChange, LifeCycleNight, LifeCycleRules
from analytics.life_cycle.rules import Thresholds
from analytics.life_cycle.selectors import last_night
from analytics.value.models import SumsState
from common.errors import HotelError
from common.jobs import Run
from common.quick import quick_session
from guests.selectors.ranges import id_ranges

log = structlog.get_logger(__name__)
#: From this share of guests on it is quicker to judge everybody.
MOST_DUE = 0.3
#: What two versions may differ in.
SETTINGS = ("at_risk", "lost", "single", "shortest", "longest", "loyal_stays", "loyal_days", "outlets")


def rules_in_force() -> LifeCycleRules:
    """The newest version; unsaved with the delivered figures in a hotel that has never changed them."""
    return LifeCycleRules.objects.first() or LifeCycleRules()


@transaction.atomic
def change_rules(*, figures: dict[str, int], note: str, by: str) -> LifeCycleRules:
    """Add a version with these `figures` (names of SETTINGS) for the nights to come; HotelError names the field."""
    current = {name: getattr(rules_in_force(), name) for name in SETTINGS}
    if current | figures == current:
        raise HotelError(_("Nothing differs from the version in force."))
    version = LifeCycleRules(**current | figures, note=note, created_by=by)
    try:
        version.full_clean(validate_constraints=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise HotelError(messages[0], field=name) from None
    if version.lost <= version.at_risk:
        raise HotelError(_("Nobody is lost before he is at risk: enter more than that."), field="lost")
    if version.longest < version.shortest:
        raise HotelError(_("The longest interval is not below the shortest one."), field="longest")
    version.save()
    return version


def compute(run: Run | None, *, on: date, now: datetime) -> LifeCycleNight | None:
    """Where every guest stands at the end of business date `on`, from his stays alone; None if a later night
    has been computed already.

    Killed or repeated it comes to the same: each chunk is one transaction, and a change is told once.
    """
    if LifeCycleNight.objects.filter(business_date__gt=on).exists():
        log.info("life_cycle_of_a_past_night", on=str(on))
        return None
    rules = rules_in_force()
    values = parameters(rules.thresholds, on)
    # What changes from here on is for the next night.
    seen = SumsState.objects.values_list("round", flat=True).first()
    if not _judge_due(rules, values):
        for after, upto in id_ranges():
            with quick_session(), connection.cursor() as cursor:
                cursor.execute(statements.write(statements.IN_RANGE), values | {"after": after, "upto": upto})
            if run is not None:
                run.progress()
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(statements.FORGET)
        return _sum_up(rules, on=on, now=now, seen=seen)


def _judge_due(rules: LifeCycleRules, values: dict) -> bool:
    """Judge those alone who may have moved since the last night; False where everybody has to be judged."""
    last = last_night()
    if last is None or last.sums_round is None or last.rules_id != rules.pk:
        return False
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(statements.FIND_DUE, values | {"seen": last.sums_round})
        cursor.execute(statements.COUNT_DUE)
        if cursor.fetchone()[0] > MOST_DUE * last.guests:
            return False
        cursor.execute(statements.write(statements.IN_DUE), values)
    return True


def parameters(thresholds: Thresholds, on: date) -> dict:
    """Parameters of statements.write, without the range."""
    return {
        **{name: getattr(thresholds, name) for name in SETTINGS},
        "on": on,
        "since": on - timedelta(days=thresholds.loyal_days),
        "zone": settings.TIME_ZONE,
    }


def _sum_up(rules: LifeCycleRules, *, on: date, now: datetime, seen: int | None) -> LifeCycleNight:
    counts = dict(GuestLifeCycle.objects.values_list("state").annotate(n=Count("pk")).order_by("state"))
    moves = LifeCycleChange.objects.filter(day=on).values_list("was", "now").annotate(n=Count("pk"))
    night, _created = LifeCycleNight.objects.update_or_create(
        business_date=on,
        defaults={
            "finished_at": now,
            "rules": rules if rules.pk else None,
            "guests": sum(counts.values()),
            "sums_round": seen,
            "counts": counts,
            "moves": [list(row) for row in moves.order_by("was", "now")],
        },
    )
    return night
