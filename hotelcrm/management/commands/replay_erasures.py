"""script/manage replay_erasures: after a restore, erase again whom the backup still knows."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.dates import business_date
from guests.privacy.journal import journal_path
from guests.services.erasing import replay_erasures


class Command(BaseCommand):
    help = (
        "Erase again every guest of the journal of erasures (ERASURE_JOURNAL) who is back after a backup was"
        " restored. Safe to repeat: who is erased already is left alone. A missing journal is an error."
    )

    def handle(self, *args, **options):
        path = journal_path()
        if not path.exists():
            raise CommandError(
                f"{path} does not exist: put the journal of erasures there (ERASURE_JOURNAL), or an empty"
                " file if nobody was ever erased."
            )
        again, unknown = replay_erasures(on=business_date(), at=timezone.now())
        self.stdout.write(f"Erased again: {again}. Not in this database: {unknown}.")
