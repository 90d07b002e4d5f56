"""Files of guests: who is known, what may be changed, what is told, and that all of it can be taken back."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from openpyxl import Workbook

from common.errors import HotelError
from common.handed_in import ImportNotReady, problems_of, start_import, start_undo
from common.jobs import execute
from common.tables import REASON_COLUMN, UnreadableFile
from guests.choices import ErasureBasis, ImportDates, ImportMode
from guests.imports.fields import BY_KEY
from guests.imports.rows import Problem
from guests.imports.uploads import (
    IMPORT_JOB,
    UNDO_DAYS,
    UNDO_JOB,
    can_undo,
    forget_undo,
    name_columns,
    take_file,
)
from guests.models import (
    Document,
    ExternalId,
    Guest,
    GuestEmail,
    GuestImport,
    GuestPhone,
    ImportedGuest,
    ImportMapping,
    MatchReview,
    NameToken,
)
from guests.services.contacts import drop_contact
from guests.services.erasing import erase_guest
from guests.services.files import update_guest
from guests.services.merging import merge_guests
from guests.services.notes import add_note
from tests.factories import AccountFactory, GuestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


TODAY = timezone.localdate()
CONTENT = """姓名,性别,生日,手机,邮箱,国籍,单位,客户编号,备注
王晓明,男,1980-05-01,13800001111,wang@example.cn,中国,ACC-X,C1,老客户
Jonas Müller,male,1975-12-24,+49 170 1234567,j.mueller@guest.booking.com,DEU,,C2,
李四,,1990-02-30,13900002222,,CN,,C3,
,女,,,,,,,nobody
"""
QUIET = {"updated_at", "lock_version"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "imports"


def take(content=CONTENT, *, name="guests.csv", source="old_crm", data_of=TODAY):
    data = content if isinstance(content, bytes) else content.encode()
    return take_file(file=SimpleUploadedFile(name, data), source=source, data_of=data_of, by=None)


def look_through(taken, *, mode=ImportMode.FILL, dates=ImportDates.ISO, columns=None):
    taken = name_columns(
        guest_import=taken, columns=columns or taken.columns, dates=dates, mode=mode, by=None
    )
    execute(taken.check_run_id)
    return GuestImport.objects.get(pk=taken.pk)


def bring_in(content=CONTENT, *, mode=ImportMode.FILL, **kwargs):
    taken = look_through(take(content, **kwargs), mode=mode)
    execute(start_import(taken, IMPORT_JOB, by=None).pk)
    return GuestImport.objects.get(pk=taken.pk)


def take_back(taken, *, despite_conflicts=False):
    run = start_undo(taken, UNDO_JOB, can_undo=can_undo, despite_conflicts=despite_conflicts, by=None)
    execute(run.pk)
    run.refresh_from_db()
    assert run.status == "succeeded", run.error
    return run.result


def whole_state():
    """Every column of every row about guests, but for the bookkeeping of saves."""
    models = dict.fromkeys(
        (Guest, GuestPhone, GuestEmail, Document, ExternalId, MatchReview, ImportedGuest), ()
    )
    models[NameToken] = ("guest_id", "token", "kind")  # made anew from the names, so their keys are others
    return {
        model.__name__: sorted(
            (
                {
                    name: value
                    for name, value in row.items()
                    if name not in QUIET | ({"id"} if model is NameToken else set())
                }
                for row in model.objects.values()
            ),
            key=str,
        )
        for model, columns in models.items()
    }


class TestLookingThrough:
    def test_columns_are_suggested_by_their_headers_and_remembered_for_the_source(self):
        taken = take()
        assert taken.columns == [
            "name", "gender", "birthday", "phone", "email", "nationality", "account", "external_id", "",
        ]  # fmt: skip
        columns = [*taken.columns[:6], "", *taken.columns[7:]]
        look_through(taken, columns=columns, dates=ImportDates.CHINESE)
        again = take()
        assert again.columns == columns
        assert again.dates == ImportDates.CHINESE
        assert take(source="other").columns[6] == "account"
        assert ImportMapping.objects.count() == 1

    def test_every_bad_row_is_told_with_its_reason_and_nothing_is_written(self):
        GuestFactory(name="王晓明", phones=("13800001111",))
        before = whole_state()
        taken = look_through(take())
        told = {(problem.row, problem.reason) for problem in problems_of(taken, Problem)}
        assert told == {(2, "unknown-account"), (3, "masked-email"), (4, "not-a-date"), (5, "nobody")}
        report = taken.check_run.result
        assert (report["rows"], report["rejected"], report["known"], report["created"]) == (4, 2, 1, 1)
        assert whole_state() == before

    def test_dates_are_read_as_the_file_writes_them(self):
        content = "name,birthday\nAnna Alt,03/04/1980\n"
        for dates, expected in (
            (ImportDates.DAY_FIRST, (1980, 4, 3)),
            (ImportDates.MONTH_FIRST, (1980, 3, 4)),
        ):
            taken = look_through(take(content), dates=dates)
            execute(start_import(taken, IMPORT_JOB, by=None).pk)
            assert Guest.objects.get(name="Anna Alt").birthday == date(*expected)
            take_back(GuestImport.objects.get(pk=taken.pk))

    def test_columns_that_say_nobody_or_twice_the_same_are_refused(self):
        taken = take()
        with pytest.raises(HotelError, match="who a guest is"):
            look_through(taken, columns=["", "gender", *[""] * 7])
        with pytest.raises(HotelError, match="cannot both be"):
            look_through(taken, columns=["name", "name", *[""] * 7])

    def test_family_and_given_name_make_a_name_in_their_own_order(self):
        bring_in("姓,名\n欧阳,晓明\nMüller,Jonas\n")
        assert set(Guest.objects.values_list("name", flat=True)) == {"欧阳晓明", "Jonas Müller"}


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b"name\n", "no rows"),
            (b"name,,phone\na,b,c\n", "column 2"),
            (b"name,phone,name\na,b,c\n", "twice"),
            (b"\xd0\xcf\x11\xe0rest", "xlsx"),
            (b"PK\x03\x04rest", "workbook"),
            (bytes(range(128, 256)), "UTF-8"),
            (b"a\x00b,c\n1,2\n", "no table"),
        ],
    )
    def test_what_is_no_table_is_refused_with_the_remedy_and_not_kept(self, media, content, words):
        if not content:
            content = b"\n"
            words = "no rows"
        with pytest.raises(UnreadableFile, match=words):
            take(content)
        assert not GuestImport.objects.exists()
        assert not any(media.iterdir())

    def test_a_workbook_reads_like_the_same_csv(self):
        book = Workbook()
        sheet = book.active
        sheet.append(["姓名", "生日", "手机", "职务"])
        sheet.append(["王晓明", date(1980, 5, 1), 13800001111, None])
        sheet.append([None, None, None, None])
        sheet.append(["Jonas Müller", None, 13900002222.0, "经理"])
        packed = io.BytesIO()
        book.save(packed)
        bring_in(packed.getvalue(), name="guests.xlsx")
        wang = Guest.objects.get(name="王晓明")
        assert wang.birthday == date(1980, 5, 1)
        assert wang.phones.get().number == "+8613800001111"
        assert Guest.objects.get(name="Jonas Müller").position == "经理"

    def test_a_file_in_the_encoding_of_chinese_spreadsheets_is_read(self):
        bring_in("姓名\n王晓明\n".encode("gb18030"))
        assert Guest.objects.get().name == "王晓明"

    def test_rows_that_failed_come_in_once_they_are_corrected(self):
        taken = bring_in()
        failed = taken.failed_path.read_text(encoding="utf-8-sig")
        lines = failed.splitlines()
        assert lines[0] == CONTENT.splitlines()[0] + f",{REASON_COLUMN}"
        assert len(lines) == 3
        assert list(csv.reader(lines))[1][-1].startswith(f"{BY_KEY['birthday'].label}: “1990-02-30”")
        corrected = "\n".join(lines[:2]).replace("李四,,1990-02-30", "李四,,1990-02-28")
        again = bring_in(corrected)
        assert again.import_run.result["created"] == 1
        assert Guest.objects.get(name="李四").birthday == date(1990, 2, 28)

    def test_a_guard_against_formulas_is_not_imported(self):
        taken = bring_in("name,phone,birthday\n=SUM(A1),+8613800001111,never\n")
        line = taken.failed_path.read_text(encoding="utf-8-sig").splitlines()[1]
        assert line.startswith("'=SUM(A1),'+86")
        bring_in("\n".join(["name,phone,birthday," + REASON_COLUMN, line.replace("never", "", 1)]))
        assert Guest.objects.get().name == "=SUM(A1)"
        assert GuestPhone.objects.get().number == "+8613800001111"


class TestKnownGuests:
    @pytest.fixture
    def wang(self):
        guest = GuestFactory(name="王晓明", phones=("13800001111",), region="湖南")
        return update_guest(guest=guest, changes={"language": "en"})

    def rows(self):
        return "name,language,phone,region,position,birthday\n王晓明,中文,13800001111,北京,经理,1980-05-01\n"

    @pytest.mark.parametrize(
        ("mode", "region", "position"),
        [
            (ImportMode.CREATE, "湖南", ""),
            (ImportMode.FILL, "湖南", "经理"),
            (ImportMode.UPDATE, "北京", "经理"),
        ],
    )
    def test_the_mode_says_what_becomes_of_them(self, wang, mode, region, position):
        taken = bring_in(self.rows(), mode=mode)
        wang.refresh_from_db()
        assert (wang.region, wang.position) == (region, position)
        assert wang.language == "en"  # a person has confirmed it
        assert Guest.objects.count() == 1
        report = taken.import_run.result
        assert (report["known"], report["created"], report["changed"]) == (
            1,
            0,
            int(mode != ImportMode.CREATE),
        )

    def test_one_person_in_two_rows_gets_one_file(self):
        taken = bring_in("name,phone,position\n王晓明,13800001111,\n王晓明,13800001111,经理\n")
        assert Guest.objects.get().position == "经理"
        assert taken.import_run.result["created"] == 1

    def test_an_address_made_up_by_an_agency_makes_nobody_known(self):
        bring_in("name,email\n王晓明,abc@guest.booking.com\n李小红,abc@guest.booking.com\n")
        assert Guest.objects.count() == 2
        assert GuestEmail.objects.filter(is_masked=True).count() == 2

    def test_the_employer_is_found_by_code_or_name(self):
        account = AccountFactory(code="ACC-X", name="衡阳公司")
        bring_in("name,company\n王晓明,ACC-X\n李小红,衡阳公司\n张三,不知道公司\n")
        assert Guest.objects.filter(account=account).count() == 2

    def test_an_erased_guest_does_not_come_back_with_an_old_file(self):
        guest = GuestFactory(name="王晓明", phones=("13800001111",))
        now = timezone.now()
        erase_guest(guest=guest, basis=ErasureBasis.REQUEST, on=TODAY, at=now, confirmed=guest.number)
        taken = bring_in("name,phone\n王晓明,13800001111\n", data_of=TODAY - timedelta(days=1))
        assert not Guest.objects.filter(name="王晓明").exists()
        assert taken.import_run.result["erased"] == 1
        assert "王晓明" not in taken.failed_path.read_text(encoding="utf-8")


class TestTakingBack:
    @pytest.mark.parametrize("mode", list(ImportMode))
    def test_everything_is_as_before_field_by_field(self, mode):
        AccountFactory(code="ACC-X")
        GuestFactory(name="王晓明", phones=("13800001111",), region="湖南")
        GuestFactory(name="Jonas Müller", phones=("+491701234567",), birthday=date(1975, 12, 24))
        before = whole_state()
        taken = bring_in(CONTENT.replace("1990-02-30", "1990-02-28"), mode=mode)
        assert whole_state() != before
        report = take_back(taken)
        assert report["done"] is True
        assert whole_state() == before

    def test_a_guest_of_two_chunks_goes_back_whole(self, monkeypatch):
        monkeypatch.setattr("guests.imports.jobs.CHUNK", 1)
        before = whole_state()
        taken = bring_in("name,phone,position\n王晓明,13800001111,\n王晓明,13800001111,经理\n")
        assert Guest.objects.get().position == "经理"
        take_back(taken)
        assert whole_state() == before

    @pytest.mark.parametrize(
        "touch",
        [
            lambda guest: update_guest(guest=guest, changes={"region": "北京"}),
            lambda guest: drop_contact(contact=guest.phones.get()),
            lambda guest: add_note(guest=guest, department="front_desk", text="…", author=None),
            lambda guest: merge_guests(survivor=guest, absorbed=GuestFactory()),
            lambda guest: merge_guests(survivor=GuestFactory(), absorbed=guest),
        ],
        ids=["changed", "contact gone", "note", "survivor", "absorbed"],
    )
    def test_a_new_file_that_somebody_touched_is_a_conflict_and_nothing_goes_back(self, touch):
        taken = bring_in()
        guest = Guest.objects.get(name="王晓明")
        touch(guest)
        before = whole_state()
        report = take_back(taken)
        assert report["done"] is False
        assert [number for number, _what in report["shown"]] == [guest.number]
        assert whole_state() == before

    def test_a_changed_column_that_somebody_changed_since_is_a_conflict(self):
        guest = GuestFactory(name="王晓明", phones=("13800001111",))
        taken = bring_in()
        update_guest(guest=guest, changes={"nationality": "JP"})
        report = take_back(taken)
        assert report["done"] is False
        assert report["shown"][0][0] == guest.number
        assert report["shown"][0][1] == ["changed:guests.guest:nationality"]

    def test_what_others_changed_beside_it_is_kept(self):
        guest = GuestFactory(name="王晓明", phones=("13800001111",))
        taken = bring_in()
        update_guest(guest=guest, changes={"region": "北京"})
        assert take_back(taken)["done"] is True
        guest.refresh_from_db()
        assert (guest.region, guest.nationality.code) == ("北京", "")

    def test_the_untouched_rest_goes_back_when_asked(self):
        taken = bring_in()
        update_guest(guest=Guest.objects.get(name="王晓明"), changes={"region": "北京"})
        report = take_back(taken, despite_conflicts=True)
        assert (report["done"], report["deleted"], report["conflicts"]) == (True, 1, 1)
        assert [guest.name for guest in Guest.objects.all()] == ["王晓明"]

    def test_it_is_taken_back_once(self):
        taken = bring_in()
        take_back(taken)
        taken.refresh_from_db()
        assert not can_undo(taken)
        with pytest.raises(ImportNotReady):
            start_undo(taken, UNDO_JOB, can_undo=can_undo, despite_conflicts=False, by=None)

    def test_nothing_of_a_file_taken_back_remains_in_the_history(self):
        taken = bring_in()
        update = Guest.objects.get(name="王晓明")
        take_back(taken)
        assert not Guest.events.rel.related_model.objects.filter(pgh_obj_id=update.pk).exists()

    def test_after_its_days_what_it_changed_is_kept_once_only(self):
        taken = bring_in()
        later = timezone.now() + timedelta(days=UNDO_DAYS)
        assert forget_undo(as_of=later - timedelta(hours=1)) == 0
        assert forget_undo(as_of=later + timedelta(hours=1)) == 2
        assert not can_undo(taken)


def test_an_import_killed_between_chunks_ends_as_if_nothing_had_happened(monkeypatch):
    monkeypatch.setattr("guests.imports.jobs.CHUNK", 1)
    taken = look_through(take())
    run = start_import(taken, IMPORT_JOB, by=None)
    monkeypatch.setattr("guests.imports.jobs.listing_problems", None)
    execute(run.pk)  # dies behind its last chunk
    monkeypatch.undo()
    execute(run.pk)
    run.refresh_from_db()
    assert run.status == "succeeded"
    assert run.result["created"] == Guest.objects.count() == 2
