"""What the hotel knows of a segment as a whole: size, money, satisfaction, return, outlets, what sets it apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS
from analytics.segments import statements
from analytics.segments.attributes import ATTRIBUTES
from analytics.segments.dashboard_terms import SCORED, YEAR, arrived_before, arrived_lately, spent_in
from analytics.segments.families import Segment
from analytics.segments.figures import Bar, Part, figures_for
from analytics.segments.models import AttributeRun
from analytics.segments.selectors.attributes import shown_run, value_titles
from analytics.segments.selectors.gathering import gather
from analytics.value.choices import ValueClass
from analytics.value.models import ValueRun
from analytics.value.selectors.overview import advice
from analytics.value.statements import partition as value_partition
from guests.choices import PreferenceCategory
from guests.query.addresses import showing
from guests.query.building import guests_of
from guests.query.counting import at_most
from guests.query.document import Term
from reservations.choices import OutletCategory
from reservations.models.spending import SPEND_COLUMNS

MEMBERS = "segments_dashboard_members"
#: What sets a segment apart: so many values, each of at least this share of its guests.
APART, LEAST_SHARE = 8, 0.05
PREFERENCES = 8


@dataclass(frozen=True)
class Money:
    """Of the guests with a value: their sums and means."""

    valued: int
    chv: Decimal
    ccv: Decimal
    spend: Decimal

    @property
    def mean_chv(self) -> Decimal | None:
        return self.chv / self.valued if self.valued else None

    @property
    def mean_ccv(self) -> Decimal | None:
        return self.ccv / self.valued if self.valued else None

    @property
    def mean_spend(self) -> Decimal | None:
        return self.spend / self.valued if self.valued else None


@dataclass(frozen=True)
class Outlet:
    """Spend there in the last year; `guests` who spent, `share` of those who stayed."""

    title: str
    spend: Decimal
    guests: int
    share: float
    url: str


@dataclass(frozen=True)
class Apart:
    """A value that is more frequent among them than among all: `share` against `of_all`."""

    attribute: str
    value: str
    share: float
    of_all: float
    url: str


@dataclass(frozen=True)
class Wish:
    """A preference as it stands in the files of `guests`; `share` of the segment."""

    category: PreferenceCategory
    text: str
    guests: int
    share: float


@dataclass(frozen=True)
class Dashboard:
    segment: Segment
    guests: int
    url: str
    trend: Sequence[tuple[date, int]]
    money: Money | None
    classes: Part | None
    satisfaction: float | None
    answered: int
    answered_url: str
    came_before: int
    came_before_url: str
    came_again: int
    came_again_url: str
    stayed: int
    outlets: Sequence[Outlet]
    apart: Sequence[Apart]
    wishes: Sequence[Wish] | None
    parts: Sequence[Part]
    advice: str

    @property
    def change(self) -> int | None:
        """Guests more than in the night before."""
        return self.trend[-1][1] - self.trend[-2][1] if len(self.trend) > 1 else None

    @property
    def retention(self) -> float | None:
        """Of those who came in the year before the last, the share that came in the last one again."""
        return self.came_again / self.came_before if self.came_before else None


def dashboard(segment: Segment, *, on: date, user) -> Dashboard:
    """Everything of one segment that `user` may see, within QUERY_SECONDS (TooSlow). One pass finds the guests; a
    bounded number of queries counts them."""
    run = shown_run()
    with at_most(settings.QUERY_SECONDS), connection.cursor() as cursor:
        guests = gather(cursor, MEMBERS, guests_of(segment.document, on=on))
        money, classes = _value(cursor, segment) if user.has_perm("value.view_guestvalue") else (None, None)
        satisfaction, answered = _satisfaction(cursor)
        outlets, (came_before, came_again, stayed) = _stays(cursor, segment, on)
        return Dashboard(
            segment=segment,
            guests=guests,
            url=showing(segment.document),
            trend=segment.trend(),
            money=money,
            classes=classes,
            satisfaction=satisfaction,
            answered=answered,
            answered_url=showing(segment.narrowed(SCORED)),
            came_before=came_before,
            came_before_url=showing(segment.narrowed(arrived_before(on))),
            came_again=came_again,
            came_again_url=showing(segment.narrowed(arrived_before(on), arrived_lately(on))),
            stayed=stayed,
            outlets=outlets,
            apart=_apart(cursor, segment, run, guests) if run else [],
            wishes=_wishes(cursor, guests) if user.has_perm("guests.view_preference") else None,
            parts=[part for figure in figures_for(user) if (part := figure.load(MEMBERS, segment))],
            advice=_advice(segment, classes),
        )


def _rows(cursor, sql: str, values: dict[str, Any] | None = None) -> list[tuple]:
    cursor.execute(sql, values)
    return cursor.fetchall()


def _value(cursor, segment: Segment) -> tuple[Money | None, Part | None]:
    run = ValueRun.objects.filter(is_current=True).only("pk").first()
    if run is None:
        return None, None
    found = _rows(
        cursor,
        f"SELECT value_class, count(*), sum(chv), sum(ccv), sum(spend) FROM {MEMBERS}"
        f" JOIN {value_partition(run.pk)} USING (guest_id) GROUP BY 1",
    )
    sums = [sum(column) for column in list(zip(*found, strict=True))[1:]] if found else [0, 0, 0, 0]
    money = Money(sums[0], Decimal(sums[1]), Decimal(sums[2]), Decimal(sums[3]))
    guests = {key: count for key, count, *_sums in found}
    bars = [
        Bar(
            str(label),
            guests.get(key, 0),
            guests.get(key, 0) / max(1, money.valued),
            showing(segment.narrowed(Term("value.class", "any_of", [key]))),
        )
        for key, label in ValueClass.choices
    ]
    return money, Part("classes", _("Classes of value"), bars)


def _satisfaction(cursor) -> tuple[float | None, int]:
    """Mean score and the number of guests who have one: who answered too little has none."""
    return _rows(
        cursor,
        f"SELECT avg(s.score), count(*) FROM {MEMBERS} JOIN satisfaction_guestsatisfaction s USING (guest_id)"
        " WHERE s.answers >= %(fewest)s"
        " AND s.weighting_id = (SELECT weighting_id FROM satisfaction_scoring ORDER BY id DESC LIMIT 1)",
        {"fewest": FEWEST_ANSWERS},
    )[0]


def _stays(cursor, segment: Segment, on: date) -> tuple[list[Outlet], tuple[int, int, int]]:
    """Outlets of the last year by spend; guests who came the year before, of them again, and in the last year."""
    sums = ", ".join(
        f"sum({column}) FILTER (WHERE recent), count(DISTINCT guest_id) FILTER (WHERE recent AND {column} > 0)"
        for column in SPEND_COLUMNS.values()
    )
    figures = _rows(
        cursor,
        f"""
        WITH stays AS MATERIALIZED (
            SELECT s.guest_id, s.arrival > %(year)s AS recent, s.spend, {", ".join(SPEND_COLUMNS.values())}
            FROM {MEMBERS} JOIN reservations_stay s USING (guest_id)
            WHERE s.status = 'checked_out' AND s.arrival > %(two_years)s
        )
        SELECT (SELECT count(*) FROM (SELECT FROM stays GROUP BY guest_id HAVING bool_or(NOT recent)) b),
               (SELECT count(*) FROM (SELECT FROM stays GROUP BY guest_id
                    HAVING bool_or(NOT recent) AND bool_or(recent)) a),
               count(DISTINCT guest_id) FILTER (WHERE recent), sum(spend) FILTER (WHERE recent), {sums}
        FROM stays
        """,
        {"year": on - YEAR, "two_years": on - 2 * YEAR},
    )[0]
    came_before, came_again, stayed, spend, *by_outlet = figures
    outlets = [
        Outlet(
            str(OutletCategory(category).label),
            spent or Decimal(0),
            guests,
            guests / max(1, stayed),
            showing(segment.narrowed(spent_in(str(category), on))),
        )
        for category, spent, guests in zip(SPEND_COLUMNS, by_outlet[::2], by_outlet[1::2], strict=True)
    ]
    beside = sum((outlet.spend for outlet in outlets), Decimal(0))
    rooms = Outlet(
        str(OutletCategory.ROOMS.label),
        (spend or Decimal(0)) - beside,
        stayed,
        1.0 if stayed else 0.0,
        showing(segment.narrowed(arrived_lately(on))),
    )
    ranked = sorted([rooms, *outlets], key=lambda outlet: -outlet.spend)
    return ranked, (came_before, came_again, stayed)


def _apart(cursor, segment: Segment, run: AttributeRun, guests: int) -> list[Apart]:
    """The values by which they differ most from all guests, of those of whom the attribute is known."""
    source = f"{MEMBERS} JOIN {statements.partition(run.pk)} USING (guest_id)"
    own = {attribute.key: [0] * len(attribute.values) for attribute in ATTRIBUTES}
    for place, code, found in _rows(cursor, statements.counts(source)):
        own[ATTRIBUTES[place].key][code] = found
    titles = value_titles(run)
    found_apart = []
    for attribute in ATTRIBUTES:
        known, of_all = sum(own[attribute.key]), run.counts.get(attribute.key, [])
        if not known or known < guests * LEAST_SHARE or not sum(of_all):
            continue
        for code, count in enumerate(own[attribute.key]):
            share, general = count / known, of_all[code] / sum(of_all)
            if share >= LEAST_SHARE and share > general:
                term = Term(f"attr.{attribute.key}", "any_of", [attribute.values[code].key])
                found_apart.append(
                    Apart(
                        str(attribute.title),
                        titles[attribute.key][code],
                        share,
                        general,
                        showing(segment.narrowed(term)),
                    )
                )
    return sorted(found_apart, key=lambda row: row.of_all - row.share)[:APART]


def _wishes(cursor, guests: int) -> list[Wish]:
    """What is most often noted in their files."""
    found = _rows(
        cursor,
        f"SELECT p.category, p.text, count(DISTINCT guest_id) FROM {MEMBERS} JOIN guests_preference p USING (guest_id)"
        " GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT %(most)s",
        {"most": PREFERENCES},
    )
    return [
        Wish(PreferenceCategory(category), text, count, count / max(1, guests))
        for category, text, count in found
    ]


def _advice(segment: Segment, classes: Part | None) -> str:
    """The segment's own, else that of the class of value to which most of its guests belong."""
    if segment.advice:
        return str(segment.advice)
    if classes is None or not any(bar.guests for bar in classes.bars):
        return ""
    most = max(range(len(classes.bars)), key=lambda at: classes.bars[at].guests)
    key = ValueClass.values[most]
    return _("Most of them are of the class “%(label)s”: %(advice)s") % {
        "label": ValueClass(key).label,
        "advice": advice()[key],
    }
