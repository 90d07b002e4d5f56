"""What the night adds up of giving: investment against return, and the rooms that members like best."""

from datetime import date, datetime

from django.db import connection, transaction

from loyalty.models import InvestmentNight
from loyalty.selectors.investment import added_up
from reservations.choices import StayStatus

#: A room is a favourite from so many stays in it on.
FAVOURITE_FROM = 2

#: Of two rooms he slept in equally often the one of the newer stay.
_FAVOURITES = f"""
    SELECT DISTINCT ON (s.guest_id) s.guest_id, s.room_id, count(*) AS times
    FROM reservations_stay s JOIN loyalty_membership m ON m.guest_id = s.guest_id
    WHERE s.status = '{StayStatus.CHECKED_OUT}' AND s.room_id IS NOT NULL
    GROUP BY s.guest_id, s.room_id HAVING count(*) >= %(least)s
    ORDER BY s.guest_id, count(*) DESC, max(s.departure) DESC, s.room_id
"""
_REMEMBER = f"""
    INSERT INTO loyalty_favouriteroom AS f (guest_id, room_id, times) {_FAVOURITES}
    ON CONFLICT (guest_id) DO UPDATE SET room_id = excluded.room_id, times = excluded.times
    WHERE (f.room_id, f.times) IS DISTINCT FROM (excluded.room_id, excluded.times)
"""
_FORGET = f"""
    DELETE FROM loyalty_favouriteroom f
    WHERE NOT EXISTS (SELECT 1 FROM ({_FAVOURITES}) liked WHERE liked.guest_id = f.guest_id)
"""


def add_up_investment(*, on: date, at: datetime) -> InvestmentNight:
    """The night of business date `on`; a night that is repeated replaces its figures."""
    night, _is_new = InvestmentNight.objects.update_or_create(
        business_date=on, defaults={"rows": added_up(), "computed_at": at}
    )
    return night


@transaction.atomic
def remember_rooms() -> None:
    """The favourite room of every member who has one, as of now."""
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, {"least": FAVOURITE_FROM})
        cursor.execute(_FORGET, {"least": FAVOURITE_FROM})
