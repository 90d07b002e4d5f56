"""Counting the files once a night, and the hotel's term."""

from collections import defaultdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Count

from analytics.quality.checks import Terms, checks
from analytics.quality.models import QualityNight, QualityTerm
from analytics.quality.selectors import MACHINES, department_of_people, files, term_in_force
from common.errors import HotelError
from common.quick import quick_session


def change_term(*, fresh_months: int, by: str) -> QualityTerm:
    """A new version for the nights to come; HotelError if it cannot be."""
    version = QualityTerm(fresh_months=fresh_months, created_by=by)
    try:
        version.full_clean()
    except ValidationError as error:
        raise HotelError(error.message_dict["fresh_months"][0], field="fresh_months") from None
    version.save()
    return version


def judge(*, on: date, now: datetime) -> QualityNight:
    """Count all files by source and by the department that entered them; repeating it replaces the night's row.

    One statement for all checks, grouped by source and by who entered; the rest are sums of its rows.
    """
    months = term_in_force().fresh_months
    terms = Terms(on, months)
    counts = {}
    for check in checks(hashed=True):
        counts[f"{check.key}_of"] = Count("pk", filter=check.of) if check.of else Count("pk")
        counts[f"{check.key}_bad"] = Count("pk", filter=check.of & check.bad(terms))
    with quick_session():
        found = files().order_by().values("source", "created_by").annotate(guests=Count("pk"), **counts)
        rows: list[dict] = [{**row} for row in found]
    night, _created = QualityNight.objects.update_or_create(
        business_date=on,
        defaults={"finished_at": now, "fresh_months": months, "figures": _figures(rows)},
    )
    return night


def _figures(rows: list[dict]) -> list[dict]:
    people = department_of_people()
    sums: dict[tuple[str, str], dict] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        department = people.get(row["created_by"], MACHINES)
        for group in [("all", ""), ("source", row["source"]), ("department", department)]:
            for name, figure in row.items():
                if name not in {"source", "created_by"}:
                    sums[group][name] += figure
    return [
        {
            "by": by,
            "key": key,
            "guests": found["guests"],
            "checks": {
                check.key: [found[f"{check.key}_of"], found[f"{check.key}_bad"]] for check in checks()
            },
        }
        for (by, key), found in sorted(sums.items())
    ]
