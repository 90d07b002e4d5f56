"""script/manage run_nightly [--date D] [--force] [--json]: the night, now and in this process."""

import json
import time
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from analytics.value.services.night import start_night
from common import jobs
from common.dates import business_date
from common.models import JobRun


class Command(BaseCommand):
    help = (
        "Compute every guest's value as of a business date (default: today's, so far). A finished night is"
        " left as it is; --force repeats it. Repeating gives the same rows."
    )

    def add_arguments(self, parser):
        parser.add_argument("--date", type=date.fromisoformat, help="business date, such as 2026-11-20")
        parser.add_argument("--force", action="store_true", help="repeat a night that is already done")
        parser.add_argument("--json", action="store_true", help="print the result as one line of JSON")

    def handle(self, *args, date=None, force=False, **options):
        on = date or business_date()
        if on > business_date():
            raise CommandError(
                f"--date {on}: this business date has not begun. Give today's or an earlier one."
            )
        run = start_night(on=on, again=force, hinted=False)
        already = run.status == JobRun.Status.SUCCEEDED
        jobs.execute(run.pk, reraise=True)
        self._wait_for(run, quiet=options["json"])
        if run.status != JobRun.Status.SUCCEEDED:
            raise CommandError(f"The night of {on} did not succeed: {run.fault or run.error}")
        self._report(run, already, as_json=options["json"])

    def _wait_for(self, run: JobRun, *, quiet: bool) -> None:
        """If a worker was quicker it does the work; we watch, and take over if it falls silent."""
        run.refresh_from_db()
        while not run.is_over:
            if not quiet:
                self.stdout.write(f"{run.step} {run.rows_done}/{run.rows_total or '?'}")
            time.sleep(1)
            jobs.execute(run.pk, reraise=True)
            run.refresh_from_db()

    def _report(self, run: JobRun, already: bool, *, as_json: bool) -> None:
        facts = {"business_date": run.business_date.isoformat(), "already_done": already, **run.result}
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        self.stdout.write(
            f"Night of {facts['business_date']}{' (already done)' if already else ''}: {facts['guests']} guests,"
            f" C = {facts['cost_per_guest']}, {facts['seconds']} s"
        )
