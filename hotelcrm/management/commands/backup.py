"""script/backup: the whole hotel into one file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hotelcrm.backups import BackupFailed, back_up


class Command(BaseCommand):
    help = (
        "Write database and uploaded files to one file. Keep secrets (FIELD_ENCRYPTION_KEYS, DOCUMENT_HASH_KEY) and the"
        " journal of erasures (ERASURE_JOURNAL) apart from it, but keep them."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", type=Path, help="default: backups/hotelcrm-<moment>.tar in VAR_DIR"
        )

    def handle(self, *args, file, **options):
        now = timezone.localtime()
        target = file or Path(settings.VAR_DIR) / "backups" / f"hotelcrm-{now:%Y%m%d-%H%M%S}.tar"
        try:
            counts = back_up(target, now=now)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{target}: {sum(counts.values())} rows of {len(counts)} tables.")
