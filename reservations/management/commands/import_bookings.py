"""manage.py import_bookings: a file of bookings into the database, with every doubt named."""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.errors import HotelError
from reservations.imports.bookings import import_bookings
from reservations.imports.files import MAPPINGS
from reservations.imports.rows import REASONS

#: Bad and doubtful rows that are written out one by one; beyond them only the counts are.
LISTED = 40


class Command(BaseCommand):
    help = (
        "Imports bookings from a CSV file. Repeating it changes nothing; interrupted, it is simply repeated."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, choices=sorted(MAPPINGS))
        parser.add_argument("--dry-run", action="store_true", help="read and judge every row, write nothing")
        parser.add_argument(
            "--problems", type=int, default=LISTED, help=f"how many bad rows to list ({LISTED})"
        )
        parser.add_argument("--json", action="store_true", help="print the totals as one line of JSON")

    def handle(self, *args, file, mapping, dry_run, problems, json: bool, **options):
        self.started, self.left, self.quiet = time.monotonic(), problems, json
        try:
            outcome = import_bookings(
                path=file,
                mapping=mapping,
                dry_run=dry_run,
                write_chunk=self._chunk,
                on_problem=self._problem,
            )
        except HotelError as error:
            raise CommandError(str(error.message)) from error
        self._report(outcome.as_json())

    def _chunk(self, row: int, write) -> int:
        created = write()
        self.stderr.write(_("%(rows)s rows, %(seconds)s s") % {"rows": row, "seconds": self._seconds()})
        return created

    def _seconds(self) -> int:
        return round(time.monotonic() - self.started)

    def _problem(self, problem) -> None:
        if self.quiet or self.left <= 0:
            return
        self.left -= 1
        where = {
            "row": problem.row,
            "field": problem.field,
            "text": problem.text,
            "severity": problem.severity,
        }
        self.stdout.write(_("Row %(row)s, %(field)s (%(severity)s): %(text)s") % where)

    def _report(self, figures: dict) -> None:
        if self.quiet:
            self.stdout.write(json.dumps(figures))
            return
        for severity, reasons in figures.pop("reasons").items():
            for reason, count in reasons.items():
                self.stdout.write(f"{severity}: {count} × {reason}: {REASONS[reason] % {'value': '…'}}")
        for name, value in figures.items():
            self.stdout.write(f"{name}: {value}")
        if figures["no_change"]:
            self.stdout.write(_("Every booking of this file was there already: nothing has changed."))
        if figures["dry_run"]:
            self.stdout.write(_("Dry run: nothing was written."))
