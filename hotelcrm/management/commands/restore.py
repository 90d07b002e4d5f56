"""script/restore: the hotel of a backup in the place of the one in use."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hotelcrm.backups import BackupFailed, restore


class Command(BaseCommand):
    help = (
        "Put the hotel of a backup in the place of the one in use: counted, brought to this version, and without"
        " whoever was erased since. Whole or not at all. Stop web, workers and beat first."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="put guests aside who are there now")

    def handle(self, *args, file, replace, **options):
        try:
            restore(file, replace=replace, tell=self.stdout.write)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file} is restored.")
