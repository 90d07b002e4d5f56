"""Whose occasions come up, as SQL: one INSERT for an occasion.

Who has it already keeps it as it is; but where only a greeting was planned and he will be in the house by now, it
becomes a task as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from common.among import literals
from guests.choices import AlertKind, Calendar, ConsentPurpose
from loyalty.festivals import FESTIVALS, birthdays_between, festivals_between, solar_days
from loyalty.giving_choices import Audience, MessageStatus, Occasion, TaskStatus
from loyalty.matrix import MEMBER_FROM, VIP_FROM
from reservations.choices import EXPECTED, StayStatus

#: At this hour of its day a greeting goes out.
GREETED_FROM = "09:00"
TENTH = 10
_AUDIENCES = {
    Audience.NOBODY: "false",
    Audience.VIPS: "vip",
    Audience.MEMBERS: "(vip OR member)",
    Audience.EVERYBODY: "stayed",
}
_HERE = f"""
    FROM reservations_stay s JOIN reservations_reservationline l ON l.id = s.line_id
    WHERE s.arrival <= %(last)s AND s.departure >= %(first)s
      AND (s.status = '{StayStatus.IN_HOUSE}'
        OR s.status = '{StayStatus.EXPECTED}' AND l.status IN ({literals(EXPECTED)}))
"""
#: Without everybody who ever stayed: members, VIPs by decision, and who is or will be in the house.
_CLOSE = f"""
    SELECT guest_id FROM loyalty_membership UNION SELECT id FROM guests_guest WHERE is_vip
    UNION SELECT s.guest_id {_HERE}
"""
_EVERYBODY = "SELECT id AS guest_id FROM guests_guest"
_PLAN = """
    WITH pool AS MATERIALIZED ({pool}), due AS ({due}), here AS MATERIALIZED (
        SELECT DISTINCT s.guest_id, s.arrival, s.departure {here}
    ), judged AS (
        SELECT d.guest_id, d.day, d.period, g.is_synthetic,
               g.is_vip AND coalesce(g.vip_until >= d.day, true) OR coalesce(t."order", 0) >= {vip_from} AS vip,
               coalesce(t."order", 0) >= {member_from} AS member,
               EXISTS (SELECT 1 FROM reservations_stay s WHERE s.guest_id = g.id AND s.status = '{ended}') AS stayed,
               EXISTS (SELECT 1 FROM here h
                       WHERE h.guest_id = g.id AND d.day BETWEEN h.arrival AND h.departure) AS here,
               EXISTS (SELECT 1 FROM guests_consent c WHERE c.guest_id = g.id AND c.purpose = '{marketing}'
                       AND c.is_given) AS agreed
        FROM due d JOIN guests_guest g ON g.id = d.guest_id
        LEFT JOIN loyalty_membership m ON m.guest_id = g.id LEFT JOIN loyalty_tier t ON t.id = m.tier_id
        WHERE g.merged_into_id IS NULL AND g.erased_at IS NULL AND NOT g.is_anonymous
          AND NOT EXISTS (SELECT 1 FROM guests_alert a WHERE a.guest_id = g.id AND a.kind = '{blacklist}'
                          AND a.closed_at IS NULL AND a.starts_on <= d.day AND coalesce(a.ends_on >= d.day, true))
    ), wanted AS (
        SELECT *, {tasked} OR %(in_house_too)s AND here AS tasked, agreed AND {greeted} AS greeted FROM judged
    )
    INSERT INTO loyalty_care AS k (guest_id, occasion, period, day, task, department, gift, gift_cost, note, message,
                                   channel, language, reason, attempts, due_at, is_synthetic)
    SELECT guest_id, %(occasion)s, period, day, CASE WHEN tasked THEN '{open}' ELSE '{no_task}' END, %(department)s,
           CASE WHEN tasked THEN %(gift)s ELSE '' END, CASE WHEN tasked THEN %(gift_cost)s ELSE 0 END, '',
           CASE WHEN greeted THEN '{waiting}' ELSE '{no_message}' END, '', '', '', 0,
           (day + time '{greeted_from}') AT TIME ZONE %(zone)s, is_synthetic
    FROM wanted WHERE tasked OR greeted
    ON CONFLICT (guest_id, occasion, period) DO UPDATE
    SET task = excluded.task, gift = excluded.gift, gift_cost = excluded.gift_cost
    WHERE k.task = '{no_task}' AND excluded.task = '{open}'
"""
_SOLAR_BIRTHDAYS = f"""
    SELECT g.id AS guest_id, d.day, extract(year FROM d.day)::int AS period
    FROM unnest(%(days)s::date[], %(months)s::int[], %(dates)s::int[]) AS d(day, month, date)
    JOIN guests_guest g ON extract(month FROM g.birthday) = d.month AND extract(day FROM g.birthday) = d.date
    WHERE g.birthday < d.day AND g.birthday_calendar = '{Calendar.SOLAR}' AND g.id IN (SELECT guest_id FROM pool)
"""
_LUNAR_BIRTHDAYS = f"""
    UNION ALL SELECT g.id, d.day, d.period
    FROM unnest(%(lunar_born)s::date[], %(lunar_days)s::date[], %(lunar_years)s::int[]) AS d(born, day, period)
    JOIN guests_guest g ON g.birthday = d.born
    WHERE g.birthday_calendar = '{Calendar.LUNAR}' AND g.id IN (SELECT guest_id FROM pool)
"""
_FIRST_STAYS = f"""
    SELECT s.guest_id, d.day, extract(year FROM d.day)::int AS period
    FROM unnest(%(days)s::date[], %(months)s::int[], %(dates)s::int[]) AS d(day, month, date)
    JOIN reservations_stay s ON extract(month FROM s.arrival) = d.month AND extract(day FROM s.arrival) = d.date
    WHERE s.status = '{StayStatus.CHECKED_OUT}' AND extract(year FROM s.arrival) < extract(year FROM d.day)
      AND s.guest_id IN (SELECT guest_id FROM pool) AND NOT EXISTS (
          SELECT 1 FROM reservations_stay e
          WHERE e.guest_id = s.guest_id AND e.status = '{StayStatus.CHECKED_OUT}' AND e.arrival < s.arrival)
    GROUP BY s.guest_id, d.day
"""
_TENTH_STAYS = f"""
    SELECT s.guest_id, min(s.arrival) AS day, {TENTH} AS period {_HERE} AND s.arrival <= %(first)s AND (
        SELECT count(*) FROM reservations_stay e WHERE e.guest_id = s.guest_id AND e.status = '{StayStatus.CHECKED_OUT}'
    ) = {TENTH - 1} GROUP BY s.guest_id
"""
_FESTIVAL = """
    SELECT p.guest_id, d.day, d.period
    FROM pool p CROSS JOIN unnest(%(days)s::date[], %(periods)s::int[]) AS d(day, period)
"""
#: The distinct lunar birthdays that the house knows.
LUNAR_BORN = f"""
    SELECT DISTINCT birthday FROM guests_guest
    WHERE birthday IS NOT NULL AND birthday_calendar = '{Calendar.LUNAR}' AND merged_into_id IS NULL
"""


@dataclass(frozen=True)
class Aim:
    """What is to be planned: one occasion on the days from `first` to `last`, both included."""

    occasion: Occasion
    first: date
    last: date
    task_for: Audience
    greets: Audience


def plan_statement(aim: Aim, lunar_born: Sequence[date]) -> tuple[str, dict[str, Any]] | None:
    """SQL and its parameters, without those of the rule; None where nothing falls on these days."""
    found = _due(aim, lunar_born)
    if found is None:
        return None
    due, values = found
    everybody = Audience.EVERYBODY in (aim.task_for, aim.greets)
    sql = _PLAN.format(
        pool=_EVERYBODY if everybody else _CLOSE,
        due=due,
        here=_HERE,
        vip_from=VIP_FROM,
        member_from=MEMBER_FROM,
        ended=StayStatus.CHECKED_OUT,
        marketing=ConsentPurpose.MARKETING,
        blacklist=AlertKind.BLACKLIST,
        tasked=_AUDIENCES[aim.task_for],
        greeted=_AUDIENCES[aim.greets],
        open=TaskStatus.OPEN,
        no_task=TaskStatus.NONE,
        waiting=MessageStatus.WAITING,
        no_message=MessageStatus.NONE,
        greeted_from=GREETED_FROM,
    )
    return sql, values | {"occasion": aim.occasion, "first": aim.first, "last": aim.last}


def _due(aim: Aim, lunar_born: Sequence[date]) -> tuple[str, dict[str, Any]] | None:
    """SQL of (guest_id, day, period) and its parameters."""
    if aim.occasion in FESTIVALS:
        days = [row for row in festivals_between(aim.first, aim.last) if row[0] == aim.occasion]
        values = {"days": [day for _key, _year, day in days], "periods": [year for _key, year, _day in days]}
        return (_FESTIVAL, values) if days else None
    if aim.occasion == Occasion.TENTH_STAY:
        return _TENTH_STAYS, {}
    if aim.occasion == Occasion.FIRST_STAY:
        return _FIRST_STAYS, _remembered(aim)
    kept = [
        (born, day, year)
        for born in lunar_born
        for year, day in birthdays_between(born, Calendar.LUNAR, aim.first, aim.last)
    ]
    lunar = {
        name: [row[at] for row in kept] for at, name in enumerate(("lunar_born", "lunar_days", "lunar_years"))
    }
    return _SOLAR_BIRTHDAYS + _LUNAR_BIRTHDAYS, _remembered(aim) | lunar


def _remembered(aim: Aim) -> dict[str, Any]:
    """The days of the span with the months and dates that are remembered on them."""
    pairs = list(solar_days(aim.first, aim.last))
    return {
        "days": [day for day, _date in pairs],
        "months": [month for _day, (month, _date) in pairs],
        "dates": [date for _day, (_month, date) in pairs],
    }


def span(on: date, days_ahead: int) -> tuple[date, date]:
    """From today on, so many days ahead: a night that was missed loses nothing."""
    return on, on + timedelta(days=days_ahead)
