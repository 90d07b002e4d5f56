"""What invented guests were charged, by COPY; the total of each stay comes out of the same rows."""

from collections.abc import Mapping

import numpy as np
from django.conf import settings

from common.copying import copy_rows, reserve_ids
from reservations.demo.house import House
from reservations.demo.people import People
from reservations.demo.people_rows import SOURCE
from reservations.demo.spending import BY_SHARER, REFUNDED, Visits, draw_visits
from reservations.demo.stay_rows import WrittenStays
from reservations.demo.story import GONE, Story
from reservations.models import Charge
from reservations.models.spending import SPEND_COLUMNS
from reservations.services.room_revenue import SOURCE as NIGHTS

#: Charges hang on stays, so they are written after them; their key, stay and cents are known before.
COLUMNS = ("id", "stay_id", "source", "external_id", "outlet_id", "description", "amount", "tax", "posted_at",
           "business_date", "refund_of_id", "is_from_nights")  # fmt: skip
#: The tax in a price of 100 at the rate that hotels pay.
TAX_RATE = 0.06


class ChargeRows:
    """The charges of one chunk: first drawn (`spend` is known then), later written."""

    def __init__(
        self, rng: np.random.Generator, story: Story, written: WrittenStays, people: People, house: House
    ):
        self.house = house
        self.story = story
        self.written = written
        self.outlets = sorted(house.outlets)
        self.visits = _visits(rng, story, people, house, self.outlets)
        by_sharer = rng.random(len(self.visits.cents)) < BY_SHARER
        sharer_ids, stay_ids = np.array(written.sharer_stay_ids), np.array(written.stay_ids)
        booking = self.visits.booking
        self.stay = np.where(by_sharer & (sharer_ids[booking] > 0), sharer_ids[booking], stay_ids[booking])
        self.refunded = np.flatnonzero(rng.random(len(booking)) < REFUNDED)
        self.rooms = self._room_cents()

    def _room_cents(self) -> np.ndarray:
        """Of each line that is over, the price of its nights; 0 for the others."""
        nights = self.written
        sums = np.bincount(nights.night_line, weights=nights.night_cents, minlength=len(self.story))
        return np.where(self.story.status == GONE, sums, 0).astype(np.int64)

    def spend(self, categories: Mapping[str, str]) -> dict[int, list[int]]:
        """Cents by stay key: the whole, then the categories of SPEND_COLUMNS; `categories` by outlet code."""
        stays = np.concatenate((self.stay, self.stay[self.refunded], np.array(self.written.stay_ids)))
        cents = np.concatenate((self.visits.cents, -self.visits.cents[self.refunded], self.rooms))
        room = np.full(len(self.rooms), self.outlets.index("rooms"))
        outlets = np.concatenate((self.visits.outlet, self.visits.outlet[self.refunded], room))
        keys, place = np.unique(stays, return_inverse=True)
        of_outlet = np.array([categories[code] for code in self.outlets])
        sums = [np.bincount(place, weights=cents)]
        sums += [
            np.bincount(place, weights=np.where(of_outlet[outlets] == category, cents, 0))
            for category in SPEND_COLUMNS
        ]
        rows = np.stack(sums, axis=1).astype(np.int64)
        return dict(zip(keys.tolist(), rows.tolist(), strict=True))

    def by_outlet(self) -> dict[str, int]:
        """Cents by outlet code, rooms included."""
        totals = np.bincount(self.visits.outlet, weights=self.visits.cents, minlength=len(self.outlets))
        totals -= np.bincount(
            self.visits.outlet[self.refunded],
            weights=self.visits.cents[self.refunded],
            minlength=len(self.outlets),
        )
        totals[self.outlets.index("rooms")] += self.rooms.sum()
        return dict(zip(self.outlets, totals.astype(np.int64).tolist(), strict=True))

    def write(self) -> int:
        """Copy them in; how many. The stays must be there."""
        ids = reserve_ids(Charge, len(self.visits.cents) + len(self.refunded) + int((self.rooms != 0).sum()))
        return copy_rows(Charge, COLUMNS, self._rows(iter(ids)))

    def _rows(self, ids):
        house, visits, zone = self.house, self.visits, settings.TIME_ZONE
        outlets = [house.outlets[code] for code in self.outlets]
        arrivals = self.story.bookings.arrival
        days = (arrivals[visits.booking] + visits.night).tolist()
        minutes = ((visits.booking * 37 + visits.night * 11) % 60).tolist()
        refunded = set(self.refunded.tolist())
        columns = zip(
            self.stay.tolist(), visits.outlet.tolist(), visits.words, visits.cents.tolist(), days,
            visits.hour.tolist(), minutes, strict=True,
        )  # fmt: skip
        for at, (stay, outlet, words, cents, day, hour, minute) in enumerate(columns):
            charge = next(ids)
            on = house.day(day)
            yield (charge, stay, SOURCE, f"D{charge:09}", outlets[outlet], words, *_money(cents),
                   f"{on} {hour:02}:{minute:02} {zone}", on, None, False)  # fmt: skip
            if at in refunded:
                again = next(ids)
                yield (again, stay, SOURCE, f"D{again:09}", outlets[outlet], f"{words}退款", *_money(-cents),
                       f"{on} {hour:02}:59 {zone}", on, charge, False)  # fmt: skip
        yield from self._room_rows(ids, outlets[self.outlets.index("rooms")])

    def _room_rows(self, ids, outlet: int):
        """As `settle_room_charges` posts them: one charge a line, under the line's number."""
        bookings = self.story.bookings
        departures = (bookings.arrival + bookings.nights).tolist()
        for at in np.flatnonzero(self.rooms).tolist():
            on = self.house.day(departures[at])
            yield (next(ids), self.written.stay_ids[at], NIGHTS, str(self.written.line_ids[at]), outlet, "",
                   f"{int(self.rooms[at]) / 100:.2f}", "0.00", f"{on} 12:00 {settings.TIME_ZONE}", on, None,
                   True)  # fmt: skip


def _money(cents: int) -> tuple[str, str]:
    """Amount and the tax in it."""
    return f"{cents / 100:.2f}", f"{round(cents * TAX_RATE / (1 + TAX_RATE)) / 100:.2f}"


def _visits(
    rng: np.random.Generator, story: Story, people: People, house: House, outlets: list[str]
) -> Visits:
    """Visits of the bookings that took place, until yesterday (today's are still to come)."""
    bookings = story.bookings
    present = np.flatnonzero(story.took_place)
    leads = np.zeros(len(story), dtype=np.int64)
    grouped = present[bookings.group[present] >= 0]
    _groups, first, sizes = np.unique(bookings.group[grouped], return_index=True, return_counts=True)
    leads[grouped[first]] = sizes
    appetite = people.appetite[bookings.guest[present]]
    if len(present):
        # A guest who never dines here does so in all his stays: tastes are the person's, not the visit's.
        appetite = np.where(appetite < np.quantile(people.appetite, 0.15), 0, appetite)
    visits = draw_visits(
        rng, bookings.kind[present], bookings.nights[present], appetite, leads[present], outlets
    )
    visits.booking = present[visits.booking]
    keep = bookings.arrival[visits.booking] + visits.night < house.today
    words = [word for word, is_kept in zip(visits.words, keep.tolist(), strict=True) if is_kept]
    return Visits(
        visits.booking[keep],
        visits.night[keep],
        visits.outlet[keep],
        visits.hour[keep],
        visits.cents[keep],
        words,
    )
