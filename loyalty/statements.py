"""Rules as SQL: figures of many guests on many days, and which target they reach. As `ladder` judges them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from guests.selectors.ranges import in_range
from loyalty.choices import Combine, GuestClass, Metric
from loyalty.ladder import ROOM_CLASSES, Rule, Uncounted, Version
from reservations.choices import StayStatus

#: From so many nights on a stay is one in a long-term room; so many nights are a month of it.
LONG_NIGHTS, MONTH_NIGHTS = 28, 30

_OF_STAYS = {
    Metric.SPEND: "coalesce(sum(s.spend) {within}, 0)",
    Metric.STAYS: "count(s.departure) {within}",
    Metric.NIGHTS: "coalesce(sum(s.nights) {within}, 0)",
    Metric.LONG_MONTHS: "coalesce(sum(s.long_nights) {within}, 0) / " + f"{MONTH_NIGHTS}.0",
    # Of two classes taken equally often the better one.
    Metric.ROOM_CLASS: "coalesce(mode() WITHIN GROUP (ORDER BY s.room_class DESC) {within}, 0)",
}
_OF_GUEST = {
    Metric.CONTRACT: "max(d.contract)",
    Metric.TIER: "max(d.tier)",
}
_ROOM_CLASS = " ".join(f"WHEN '{key}' THEN {place}" for place, key in enumerate(ROOM_CLASSES, start=1))
_STAYS = f"""
    SELECT s.guest_id, s.departure, s.nights, s.spend,
           CASE WHEN s.nights >= {LONG_NIGHTS} THEN s.nights ELSE 0 END AS long_nights,
           CASE t.room_class {_ROOM_CLASS} END AS room_class
    FROM reservations_stay s
    LEFT JOIN reservations_room r ON r.id = s.room_id LEFT JOIN reservations_roomtype t ON t.id = r.room_type_id
    WHERE s.status = '{StayStatus.CHECKED_OUT}' AND s.departure <= %(end)s AND {{guests}}
"""
_NOT_LEFT_OUT = """ AND NOT EXISTS (
        SELECT FROM reservations_reservationline l JOIN reservations_reservation v ON v.id = l.reservation_id
        LEFT JOIN reservations_channel c ON c.id = v.channel_id
        WHERE l.id = s.line_id AND (lower(l.rate_plan) = ANY(%(rate_plans)s) OR c.code = ANY(%(channels)s))
    )"""
_CONTRACT = "(CASE WHEN g.account_id IS NULL THEN 0 ELSE 1 END)"

#: Members' figures on each day on which they could have been highest: the first of the span, its last, and every day
#: on which a stay of theirs ended. Between two such days figures only fall.
_MEMBERS = """
    WITH members AS (
        SELECT m.guest_id, o."order" AS tier, {contract} AS contract
        FROM loyalty_membership m JOIN loyalty_tier o ON o.id = m.tier_id JOIN guests_guest g ON g.id = m.guest_id
        WHERE m.guest_id = ANY(%(guests)s)
    ), stays AS MATERIALIZED ({stays}), days AS (
        SELECT m.*, d.day FROM members m JOIN (
            SELECT guest_id, %(start)s::date AS day FROM members UNION SELECT guest_id, %(end)s::date FROM members
            UNION SELECT guest_id, departure FROM stays WHERE departure > %(start)s
        ) d USING (guest_id)
    ), figures AS (
        SELECT d.guest_id, d.day, {figures}
        FROM days d LEFT JOIN stays s ON s.guest_id = d.guest_id AND s.departure <= d.day
        GROUP BY d.guest_id, d.day
    ), judged AS (SELECT *, {reached} AS reached FROM figures)
    SELECT guest_id, max(reached), max(reached) FILTER (WHERE day = %(end)s), {today}
    FROM judged GROUP BY guest_id
"""

#: Every guest of (after, upto] who stayed, stays, or is VIP by a person's decision.
_JUDGED = """
    WITH stays AS MATERIALIZED ({stays}), here AS (
        SELECT DISTINCT guest_id FROM reservations_stay
        WHERE status = '{in_house}' AND {in_range}
    ), days AS (
        SELECT g.id AS guest_id, %(end)s::date AS day, {contract} AS contract, coalesce(o."order", 0) AS tier,
               g.is_vip AND coalesce(g.vip_until >= %(end)s, true) AS vip, h.guest_id IS NOT NULL AS here
        FROM guests_guest g LEFT JOIN here h ON h.guest_id = g.id
        LEFT JOIN loyalty_membership m ON m.guest_id = g.id LEFT JOIN loyalty_tier o ON o.id = m.tier_id
        WHERE {files} AND g.merged_into_id IS NULL AND g.erased_at IS NULL
    ), figures AS (
        SELECT d.guest_id, bool_or(d.vip) AS vip, bool_or(d.here) AS here, count(s.departure) AS stays,
               coalesce(sum(s.spend), 0) AS spend, {figures}
        FROM days d LEFT JOIN stays s ON s.guest_id = d.guest_id GROUP BY d.guest_id
    ), judged AS (
        SELECT guest_id, stays, spend, CASE WHEN vip THEN 'vip' ELSE {reached} END AS why
        FROM figures WHERE stays > 0 OR here OR vip
    ), rows AS (
        SELECT j.guest_id, j.stays, j.spend, j.why, split_part(j.why, ':', 1) AS guest_class, o.guest_class AS was
        FROM judged j LEFT JOIN loyalty_serviceclass o USING (guest_id)
        WHERE (j.stays, j.spend, j.why) IS DISTINCT FROM (o.stays, o.spend, o.why)
    )
"""
#: The rows that differ, and the changes among them.
_WRITE = """, changes AS (
        INSERT INTO loyalty_classchange (guest_id, day, was, now, why, stays, spend)
        SELECT guest_id, %(end)s, was, guest_class, why, stays, spend FROM rows WHERE was <> guest_class
        ON CONFLICT (guest_id, day) DO UPDATE SET now = excluded.now, why = excluded.why
    )
    INSERT INTO loyalty_serviceclass (guest_id, guest_class, since, why, stays, spend)
    SELECT guest_id, guest_class, %(end)s, why, stays, spend FROM rows
    ON CONFLICT (guest_id) DO UPDATE SET guest_class = excluded.guest_class, why = excluded.why,
        stays = excluded.stays, spend = excluded.spend,
        since = CASE WHEN loyalty_serviceclass.guest_class = excluded.guest_class THEN loyalty_serviceclass.since
                     ELSE excluded.since END
"""
#: (class before, class after, guests, a few of their keys) of everybody who would change.
_COUNT = """
    SELECT was, guest_class, count(*), (array_agg(guest_id ORDER BY guest_id))[1:%(named)s] FROM rows
    WHERE was <> guest_class GROUP BY was, guest_class ORDER BY count(*) DESC
"""
FORGET_CLASSES = """
    DELETE FROM loyalty_serviceclass c USING guests_guest g
    WHERE g.id = c.guest_id AND (g.merged_into_id IS NOT NULL OR g.erased_at IS NOT NULL)
"""

Keys = Sequence[tuple[str, int | None]]


def keys_of(rules: Iterable[Rule]) -> list[tuple[str, int | None]]:
    """What the rules ask for, each once, in a fixed order."""
    return list(dict.fromkeys(condition.key for rule in rules for condition in rule.conditions))


def member_figures(
    said: Version, order: Sequence[str], keys: Keys, *, guests: Sequence[int], start: date, end: date
) -> tuple[str, dict[str, Any]]:
    """SQL and parameters: guest, order of the best tier in the span, that of its last day, then the figures of `keys`
    on that day.
    """
    values: dict[str, Any] = {"guests": list(guests), "start": start, "end": end}
    sql = _MEMBERS.format(
        contract=_CONTRACT,
        stays=_STAYS.format(guests="s.guest_id = ANY(%(guests)s)" + _left_out(said.uncounted, values)),
        figures=_figures(keys, values) or "0 AS nothing",
        reached=_reached(
            said.rules, keys, values, {target: str(order.index(target)) for target in order}, "0"
        ),
        today=", ".join(f"max(f{at}) FILTER (WHERE day = %(end)s)" for at in range(len(keys))) or "0",
    )
    return sql, values


def _left_out(uncounted: Uncounted, values: dict[str, Any]) -> str:
    """The further condition on stays, '' where all of them count."""
    if not uncounted:
        return ""
    values |= {"channels": list(uncounted.channels), "rate_plans": list(uncounted.rate_plans)}
    return _NOT_LEFT_OUT


def write_classes(rules: Sequence[Rule], *, after: int, upto: int, on: date) -> tuple[str, dict[str, Any]]:
    """SQL and parameters that write the classes of the guests of (after, upto], and their changes."""
    sql, values = _judge_classes(rules, after=after, upto=upto, on=on)
    return sql + _WRITE, values


def count_class_changes(rules: Sequence[Rule], *, on: date, named: int) -> tuple[str, dict[str, Any]]:
    """SQL and parameters: who would change class by `rules`, counted, `named` of each named."""
    sql, values = _judge_classes(rules, after=0, upto=2**62, on=on)
    return sql + _COUNT, values | {"named": named}


def _judge_classes(rules: Sequence[Rule], *, after: int, upto: int, on: date) -> tuple[str, dict[str, Any]]:
    keys = keys_of(rules)
    values: dict[str, Any] = {"after": after, "upto": upto, "end": on}
    answers = {str(target): f"'{target}'" for target in GuestClass}
    sql = _JUDGED.format(
        contract=_CONTRACT,
        stays=_STAYS.format(guests=in_range("s.guest_id")),
        in_range=in_range(),
        files=in_range("g.id"),
        in_house=StayStatus.IN_HOUSE,
        figures=_figures(keys, values) or "0 AS nothing",
        reached=_reached(rules, keys, values, answers, f"'{GuestClass.NEW}'", numbered=True),
    )
    return sql, values


def _figures(keys: Keys, values: dict[str, Any]) -> str:
    columns = []
    for at, (metric, window) in enumerate(keys):
        within = ""
        if window is not None:
            values[f"w{at}"] = window
            within = f"FILTER (WHERE s.departure > d.day - %(w{at})s::integer)"
        sql = _OF_GUEST.get(Metric(metric)) or _OF_STAYS[Metric(metric)].format(within=within)
        columns.append(f"{sql} AS f{at}")
    return ", ".join(columns)


def _reached(
    rules: Sequence[Rule],
    keys: Keys,
    values: dict[str, Any],
    answers: dict[str, str],
    otherwise: str,
    *,
    numbered: bool = False,
) -> str:
    """The highest target of which a rule holds; `answers` names the targets, the lowest first."""
    order, cases = list(answers), []
    for number, rule in sorted(enumerate(rules), key=lambda pair: (-order.index(pair[1].target), pair[0])):
        parts = []
        for at, condition in enumerate(rule.conditions):
            values[f"c{number}_{at}"] = condition.at_least
            parts.append(f"f{list(keys).index(condition.key)} >= %(c{number}_{at})s")
        joined = (" AND " if rule.combine == Combine.ALL else " OR ").join(parts)
        answer = answers[rule.target]
        cases.append(f"WHEN {joined} THEN {answer}" + (f" || ':{number}'" if numbered else ""))
    return f"CASE {' '.join(cases)} ELSE {otherwise} END" if cases else otherwise
