"""A backup is restored: every row, every file, and nobody who was erased since."""

import contextlib
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from common.databases import drop_database
from guests.choices import ErasureBasis
from guests.models import Guest
from guests.services.erasing import erase_guest
from hotelcrm import backups
from tests.factories import GuestFactory


@pytest.fixture
def hotel(house, settings, tmp_path):
    """A small hotel in use, with a file that somebody handed in and an empty journal of erasures."""
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURE_JOURNAL = tmp_path / "elsewhere" / "erasures.jsonl"
    settings.ERASURE_JOURNAL.parent.mkdir()
    settings.ERASURE_JOURNAL.touch()
    (tmp_path / "media" / "imports").mkdir(parents=True)
    (tmp_path / "media" / "imports" / "a.csv").write_text("name\n王晓明\n", encoding="utf-8")
    GuestFactory(name="李小红", phones=("13900002222",))
    yield GuestFactory(name="王晓明", phones=("13800001111",))
    connection.close()
    name = settings.DATABASES["default"]["NAME"] + backups.ASIDE
    with contextlib.closing(backups._server()) as server, server.cursor() as cursor:
        drop_database(cursor, name)


def databases() -> set[str]:
    with contextlib.closing(backups._server()) as server, server.cursor() as cursor:
        own = settings.DATABASES["default"]["NAME"]
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [own])
        return {row[0] for row in cursor.fetchall()} - {own}


def restored(file: Path, **options) -> None:
    call_command("restore", file, verbosity=0, **options)


def test_a_restored_hotel_has_every_row_and_file_but_nobody_who_was_erased_since(hotel, tmp_path):
    file = tmp_path / "copy.tar"
    call_command("backup", file)
    assert file.stat().st_mode & 0o077 == 0
    now = timezone.now()
    erase_guest(guest=hotel, basis=ErasureBasis.REQUEST, on=now.date(), at=now, confirmed=hotel.number)
    GuestFactory(name="张三")  # came after the backup
    (tmp_path / "media" / "imports" / "a.csv").unlink()
    with pytest.raises(CommandError, match="--replace"):
        restored(file)
    assert Guest.objects.filter(name="张三").exists()
    restored(file, replace=True)
    assert list(Guest.objects.exclude(name="").values_list("name", flat=True)) == ["李小红"]
    assert Guest.objects.get(pk=hotel.pk).erased_at is not None
    assert "王晓明" not in (tmp_path / "media" / "imports" / "a.csv").read_text(encoding="utf-8")
    assert not (tmp_path / "restoring").exists()
    assert Guest.objects.filter(phones__number="+8613900002222").exists()


def test_what_cannot_be_restored_leaves_the_hotel_as_it_was(hotel, tmp_path, settings):
    file, before = tmp_path / "copy.tar", databases()
    call_command("backup", file)
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path / "parts")
    manifest = tmp_path / "parts" / backups.MANIFEST
    manifest.write_text(manifest.read_text().replace('"guests_guest": 2', '"guests_guest": 3'))
    short = tmp_path / "short.tar"
    with tarfile.open(short, "w") as archive:
        for path in (tmp_path / "parts").iterdir():
            archive.add(path, path.name)
    with pytest.raises(CommandError, match="guests_guest: 2 instead of 3"):
        restored(short, replace=True)
    (tmp_path / "cut.tar").write_bytes(file.read_bytes()[:5000])
    with pytest.raises(CommandError, match=r"cut\.tar is no whole backup"):
        restored(tmp_path / "cut.tar", replace=True)
    settings.ERASURE_JOURNAL.unlink()
    with pytest.raises(CommandError, match="journal of erasures"):
        restored(file, replace=True)
    assert Guest.objects.filter(name="王晓明").exists()
    assert databases() == before
    assert not (tmp_path / "restoring").exists()
