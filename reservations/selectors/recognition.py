"""Who stands there: everything by which staff know a guest again, for many guests at once.

    known = recognise(guests, on=today, place=Place.CHECK_IN)
    known[guest.pk].is_returning

Four queries whatever the number of guests. What other apps know (the value class) comes through
`register_value_classes`: nothing is imported from the right.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from common.among import among
from common.prepared import fetch_prepared
from guests.choices import AlertKind
from guests.models import Alert, Guest, Preference
from reservations.choices import StayStatus
from reservations.selectors.arrival_facts import tier_codes_of
from reservations.selectors.warnings import open_alerts


@dataclass(frozen=True)
class ValueClass:
    """The class of a guest as the last night computed it; `key` is for machines, `label` for people.

    `kind` is the look of its mark ('', 'good', …).
    """

    key: str
    label: Any
    kind: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True)
class Recognition:
    """What is known of one guest on a day. Stays that have not ended, and no-shows, do not count as before.

    `spend` is what he spent in all those stays, in the hotel's currency.
    """

    guest: Guest
    on: date
    stays_before: int = 0
    last_departure: date | None = None
    spend: Decimal = Decimal(0)
    rooms_before: Mapping[str, int] | None = None
    alerts: tuple[Alert, ...] = ()
    preferences: tuple[Preference, ...] = ()
    value_class: ValueClass | None = None
    tier: str | None = None  # code of a member’s tier, where it was asked for

    @property
    def is_returning(self) -> bool:
        return self.stays_before > 0

    @property
    def is_vip(self) -> bool:
        """VIP by decision, and the decision still holds."""
        return self.guest.is_vip and (self.guest.vip_until is None or self.guest.vip_until >= self.on)

    @property
    def blacklist(self) -> Alert | None:
        """The entry that stops the screen, if he is on the blacklist."""
        return next((alert for alert in self.alerts if alert.kind == AlertKind.BLACKLIST), None)

    @property
    def warnings(self) -> tuple[Alert, ...]:
        """The alerts that are not the blacklist."""
        return tuple(alert for alert in self.alerts if alert.kind != AlertKind.BLACKLIST)


_value_classes: list[Callable[[Iterable[int]], dict[int, ValueClass]]] = []


def register_value_classes(load: Callable[[Iterable[int]], dict[int, ValueClass]]) -> None:
    """Let `load(guest ids) -> {guest id: ValueClass}` (one query) say the classes; there is one such source."""
    _value_classes[:] = [load]


def value_classes_of(guest_ids: Iterable[int]) -> dict[int, ValueClass]:
    """Guest id → his class, of those who have one; one query."""
    return _value_classes[0](guest_ids) if _value_classes else {}


def recognise(
    guests: Iterable[Guest], *, on: date, place: str | None = None, with_tiers: bool = False
) -> dict[int, Recognition]:
    """Guest id → what is known of him; alerts only of `place` (a guests.choices.Place), blacklist always."""
    by_id = {guest.pk: guest for guest in guests}
    if not by_id:
        return {}
    histories = _histories(by_id)
    alerts: dict[int, list[Alert]] = defaultdict(list)
    for alert in open_alerts(by_id, on=on).select_related(None).select_related("approved_by"):
        alert.guest = by_id[alert.guest_id]
        if place is None or alert.kind == AlertKind.BLACKLIST or place in alert.places:
            alerts[alert.guest_id].append(alert)
    preferences: dict[int, list[Preference]] = defaultdict(list)
    for preference in Preference.objects.filter(among("guest", by_id)).order_by("-is_must", "-basis", "pk"):
        preferences[preference.guest_id].append(preference)
    classes = value_classes_of(by_id)
    tiers = tier_codes_of(by_id.keys()) if with_tiers else {}
    return {
        pk: Recognition(
            guest=guest,
            on=on,
            alerts=tuple(alerts[pk]),
            preferences=tuple(preferences[pk]),
            value_class=classes.get(pk),
            tier=tiers.get(pk),
            **histories.get(pk, {}),
        )
        for pk, guest in by_id.items()
    }


_HISTORIES = f"""
    SELECT s.guest_id, count(*), max(s.departure), sum(s.spend), array_agg(r.number)
    FROM reservations_stay s LEFT JOIN reservations_room r ON r.id = s.room_id
    WHERE s.status = '{StayStatus.CHECKED_OUT}' AND s.guest_id = ANY($1) GROUP BY s.guest_id"""


def _histories(guest_ids: Iterable[int]) -> dict[int, dict]:
    """What a Recognition says of completed stays, by guest id."""
    rows = fetch_prepared("histories_of_guests", _HISTORIES, ["bigint[]"], [list(guest_ids)])
    return {
        guest_id: {
            "stays_before": stays,
            "last_departure": last,
            "spend": spend,
            "rooms_before": Counter(number for number in rooms if number),
        }
        for guest_id, stays, last, spend, rooms in rows
    }
