"""What the desk's page and management count at the top of the day."""

from dataclasses import dataclass
from datetime import date

from common.prepared import fetch_prepared
from guests.choices import AlertKind
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.selectors.desk import UNCLAIMED_FOR


@dataclass(frozen=True)
class Figures:
    """What the top of the page counts, in rooms (lines) on one business date."""

    arrivals: int
    arrived: int
    arrivals_returning: int
    in_house: int
    rooms: int
    departures: int
    not_left: int
    unclaimed: int
    overstayed: int
    blacklisted: int

    @property
    def to_handle(self) -> int:
        return self.unclaimed + self.overstayed + self.blacklisted

    @property
    def occupancy(self) -> float:
        """Occupied rooms as a share of those in use, 0 … 1."""
        return self.in_house / self.rooms if self.rooms else 0.0


#: One pass over the lines of the day: $1 the day, $2 the statuses of who is expected, $3 since when nobody has claimed.
#: `arriving` and who is missing are lines as in `reservations.selectors.desk`, a blacklist in force as in `warnings`.
_FIGURES = f"""
    WITH day AS (
        SELECT id, reservation_id, arrival, departure, status = ANY($2) AS expected,
               status = '{Status.IN_HOUSE}' AS here, status = '{Status.CHECKED_OUT}' AS gone
        FROM reservations_reservationline
        WHERE status = '{Status.IN_HOUSE}' OR (status = '{Status.CHECKED_OUT}' AND departure = $1)
           OR (status = ANY($2) AND arrival BETWEEN $3 AND $1)
    )
    SELECT count(*) FILTER (WHERE arrival = $1 AND NOT gone) AS arrivals,
        count(*) FILTER (WHERE arrival = $1 AND here) AS arrived,
        count(*) FILTER (WHERE arrival = $1 AND NOT gone AND EXISTS (
            SELECT FROM reservations_stay s JOIN reservations_stay before ON before.guest_id = s.guest_id
            WHERE s.line_id = day.id AND before.status = '{StayStatus.CHECKED_OUT}' AND before.arrival < $1
        )) AS arrivals_returning,
        count(*) FILTER (WHERE here) AS in_house,
        (SELECT count(*) FROM reservations_room WHERE is_active) AS rooms,
        count(*) FILTER (WHERE gone OR (here AND departure <= $1)) AS departures,
        count(*) FILTER (WHERE here AND departure <= $1) AS not_left,
        count(*) FILTER (WHERE expected AND arrival < $1) AS unclaimed,
        count(*) FILTER (WHERE here AND departure < $1) AS overstayed,
        count(*) FILTER (WHERE expected AND arrival = $1 AND EXISTS (
            SELECT FROM guests_alert a
            WHERE a.kind = '{AlertKind.BLACKLIST}' AND a.closed_at IS NULL AND a.starts_on <= $1
              AND (a.ends_on IS NULL OR a.ends_on >= $1)
              AND a.guest_id IN (
                  SELECT s.guest_id FROM reservations_stay s WHERE s.line_id = day.id
                  UNION ALL SELECT r.guest_id FROM reservations_reservation r WHERE r.id = day.reservation_id
              )
        )) AS blacklisted
    FROM day"""


def figures(on: date) -> Figures:
    """The figures at the top; one statement, because in Django's words they cost a tenth of the page."""
    types = ("date", "text[]", "date")
    params = [on, [*EXPECTED], on - UNCLAIMED_FOR]
    (counted,) = fetch_prepared("figures_of_the_day", _FIGURES, types, params)
    return Figures(*counted)
