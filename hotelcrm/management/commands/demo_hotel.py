"""manage.py demo_hotel: an invented hotel of plausible people, for trying the program out."""

import json
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.words.demo import fill_labels
from common.dates import business_date
from common.errors import HotelError
from hotelcrm.demo import fill_beside_bookings
from reservations.demo.hotel import build_demo_hotel


class Command(BaseCommand):
    help = "Fills an empty database with an invented hotel, marked as synthetic. Same seed, same day: same hotel."

    def add_arguments(self, parser):
        parser.add_argument(
            "--guests", type=int, default=30_000, help="how many guest files (default 30 000)"
        )
        parser.add_argument(
            "--years", type=float, help="how many years of history; default: as many as the guests fill"
        )
        parser.add_argument("--seed", type=int, default=1, help="another number, another hotel")
        parser.add_argument(
            "--force", action="store_true", help="build it beside guests that are there already"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as one line of JSON")

    def handle(self, *args, guests, years, seed, force, json: bool, **options):
        if guests < 1 or (years is not None and not 0 < years <= 30):
            raise CommandError(_("--guests must be at least 1, --years more than 0 and at most 30."))
        started = time.monotonic()
        try:
            with (
                transaction.atomic()
            ):  # with its costs: the first start takes a hotel with guests for complete
                summary = build_demo_hotel(
                    on=business_date(),
                    guests=guests,
                    years=years,
                    seed=seed,
                    beside_others=force,
                    progress=lambda done, total: self._progress(done, total, started),
                )
                fill_beside_bookings(on=summary.business_date, since=summary.first_day, seed=seed)
                fill_labels(now=timezone.now(), seed=seed)
        except HotelError as error:
            raise CommandError(str(error.message)) from error
        self._report(summary, time.monotonic() - started, as_json=json)

    def _progress(self, done: int, total: int, started: float) -> None:
        self.stderr.write(f"{done:,}/{total:,} {time.monotonic() - started:.0f} s")

    def _report(self, summary, seconds: float, *, as_json: bool) -> None:
        figures = {
            "guests": summary.guests,
            "accounts": summary.accounts,
            "reservations": summary.reservations,
            "rooms_booked": summary.lines,
            "stays": summary.stays,
            "charges": summary.charges,
            "first_day": str(summary.first_day),
            "business_date": str(summary.business_date),
            "years": summary.years,
            "seed": summary.seed,
            "occupancy": round(summary.occupancy, 4),
            "revenue": str(summary.revenue),
            "revenue_a_year": str(summary.revenue_a_year),
            "by_outlet": {code: str(amount) for code, amount in sorted(summary.by_outlet.items())},
            "beyond_the_house": summary.beyond_the_house,
        }
        if as_json:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name}: {value}")
        self.stdout.write(
            _("Everything is invented and marked as synthetic. %(seconds)s s") % {"seconds": round(seconds)}
        )
