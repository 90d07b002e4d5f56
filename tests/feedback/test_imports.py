"""Answers from files: mapped on a page, looked through, imported in the background, taken back."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.jobs import execute
from feedback import delivered
from feedback.choices import Scale
from feedback.imports.reading import MappingRules, RowReader, guess_columns
from feedback.models import AnswerImport, AnswerSet, ImportMapping
from feedback.scales import score
from reservations.choices import StayStatus
from tests.factories import StayFactory

pytestmark = pytest.mark.django_db

LINES = """Fecha,Limpieza,Aparcamiento,Opinión,Reserva
05/03/2026,muy bueno,n/a,Todo bien,{confirmation}
06/03/2026,malo,4,,
06/03/2026,malo,4,,
07/13/2026,bueno,5,,
08/03/2026,genial,5,,
"""
WORDS = "muy bueno = 5\nbueno = 4\nmalo = 2"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def stay():
    return StayFactory(status=StayStatus.CHECKED_OUT)


def hand_in(client, text: str, name="hotel.csv") -> AnswerImport:
    file = SimpleUploadedFile(name, text.encode())
    assert client.post(reverse("feedback:import_new"), {"file": file}).status_code == 302
    return AnswerImport.objects.latest("created_at")


def columns(**changes) -> dict:
    return {
        "name": "Spanish hotel",
        "scale": "ladder5",
        "date_format": "%d/%m/%Y",
        "words": WORDS,
        "not_used": "n/a",
        "column-0": "date",
        "column-1": "indicator:room_facilities",
        "column-2": "indicator:car_park",
        "column-3": "comment",
        "column-4": "confirmation",
    } | changes


def run(client, taken: AnswerImport, **changes) -> AnswerImport:
    mapped = client.post(reverse("feedback:import_columns", args=[taken.pk]), columns(**changes))
    assert mapped.status_code == 302, mapped.context["form"].errors
    taken.refresh_from_db()
    execute(taken.check_run_id, reraise=True)
    taken.refresh_from_db()
    return taken


def import_it(client, taken: AnswerImport) -> AnswerImport:
    client.post(reverse("feedback:import_start", args=[taken.pk]))
    taken.refresh_from_db()
    execute(taken.import_run_id, reraise=True)
    taken.refresh_from_db()
    return taken


def test_a_foreign_survey_comes_in_by_a_mapping_and_goes_out_again(signed_in, stay):
    client = signed_in("crm_centre")
    text = LINES.format(confirmation=stay.line.reservation.confirmation)
    taken = run(client, hand_in(client, text))
    assert taken.check_run.result == {"rows": 5, "rejected": 2}
    assert not AnswerSet.objects.exists()
    page = client.get(taken.get_absolute_url()).content.decode()
    assert "07/13/2026" in page
    assert "genial" in page

    taken = import_it(client, taken)
    assert taken.import_run.result == {"rows": 5, "rejected": 2, "created": 3}
    known = AnswerSet.objects.get(stay=stay)
    assert (known.guest, known.business_date, known.comment) == (stay.guest, date(2026, 3, 5), "Todo bien")
    said = {answer.indicator.key: (answer.points, answer.score) for answer in known.answers.all()}
    assert said == {"room_facilities": (5, 100.0), "car_park": (None, None)}
    assert AnswerSet.objects.filter(guest=None).count() == 2, "two rows that say the same are two guests"

    again = import_it(client, run(client, hand_in(client, text)))
    assert again.import_run.result["created"] == 0, "the same file brings nothing twice"

    client.post(reverse("feedback:import_undo", args=[taken.pk]))
    assert not AnswerSet.objects.exists()


def test_a_second_set_for_a_stay_is_a_bad_row_with_the_reason(signed_in, stay):
    client = signed_in("crm_centre")
    number = stay.line.reservation.confirmation
    text = f"Fecha,Limpieza,Aparcamiento,Opinión,Reserva\n05/03/2026,bueno,4,,{number}\n06/03/2026,malo,4,,{number}\n"
    taken = run(client, hand_in(client, text))
    assert taken.check_run.result == {"rows": 2, "rejected": 1}
    assert import_it(client, taken).import_run.result["created"] == 1


def test_a_mapping_is_saved_and_offered_for_the_next_file(signed_in, stay):
    client = signed_in("crm_centre")
    run(client, hand_in(client, LINES.format(confirmation="")))
    saved = ImportMapping.objects.get(name="Spanish hotel")
    second = hand_in(client, LINES.format(confirmation=""))
    address = reverse("feedback:import_columns", args=[second.pk])
    filled = client.get(address, {"mapping": saved.pk}).context["form"]
    assert filled["column-2"].value() == "indicator:car_park"
    assert set(filled["words"].value().splitlines()) == set(WORDS.splitlines())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"column-0": ""}, "column holds the day"),
        ({"column-1": "indicator:car_park"}, "same thing"),
        ({"words": "muy bueno"}, "text = points"),
        ({"name": ""}, "name"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(signed_in, changes, words):
    client = signed_in("crm_centre")
    client.cookies["django_language"] = "en"
    taken = hand_in(client, LINES.format(confirmation=""))
    page = client.post(reverse("feedback:import_columns", args=[taken.pk]), columns(**changes))
    assert page.status_code == 200
    assert words in page.content.decode()
    taken.refresh_from_db()
    assert taken.check_run is None


def test_a_picture_is_no_table(signed_in):
    client = signed_in("crm_centre")
    refused = client.post(
        reverse("feedback:import_new"), {"file": SimpleUploadedFile("a.csv", b"\x89PNG\x00\xff")}
    )
    assert refused.status_code == 200
    assert not AnswerImport.objects.exists()


def test_columns_are_guessed_by_their_headings_in_both_languages():
    names = {"car_park": ("停车场", "Car park")}
    assert guess_columns(["日期", "停车场", "Kommentar"], names) == {
        "日期": "date",
        "停车场": "indicator:car_park",
    }
    assert guess_columns(["Car Park", "comment"], names) == {
        "Car Park": "indicator:car_park",
        "comment": "comment",
    }


def test_a_row_is_read_whole_or_told_why_not():
    rules = MappingRules(Scale.DIRECT, {"d": "date", "a": "indicator:car_park"}, {}, ["0"], "%Y-%m-%d")
    reader = RowReader(rules, ["d", "a"], latest=date(2026, 6, 1))
    good, unused, bad, late = (
        reader.read(n, cells)
        for n, cells in enumerate(
            [["2026-05-01", "7.5"], ["2026-05-01", "0"], ["", "11"], ["2026-06-02", "7"]]
        )
    )
    assert (good.answers, good.problems) == ({"car_park": 7.5}, [])
    assert unused.answers == {"car_park": None}
    assert bad.problems
    assert late.problems


ITEMS = [f"item{question}" for question in range(1, 16)]


@pytest.fixture
def delivered_mapping():
    """As the migration brings it now, whatever this database was made with."""
    ImportMapping.objects.all().delete()
    import_module("feedback.migrations.0002_delivered").deliver_mappings(apps, None)
    return ImportMapping.objects.get(name__contains="hoteles")


def survey_of_departments() -> str:
    """Our own answers under the headings of the published survey: no day, marks from 0 to 10, one department a row,
    numbers that begin anew in each department."""
    rows = [
        ["1", "Restaurant", "48", *["8", "9"] * 7, "NA"],
        ["1", "Recepcion y reservas", "30", *["10"] * 15],
        ["1", "Housekeeping", "61", *["0"] * 15],
        ["1", "Spa", "33", *["7"] * 15],
        ["2", "Restaurant", "33", *["NA"] * 15],
        ["3", "Restaurant", "33", *["11"] * 15],
    ]
    return "\n".join(",".join(row) for row in [["identificador", "departamento", "edad", *ITEMS], *rows])


def fill_in(client, taken: AnswerImport, mapping: ImportMapping, **changes) -> dict:
    """What the page, in English, sends when somebody takes the mapping as it is, with `changes`."""
    client.cookies["django_language"] = "en"
    form = client.get(reverse("feedback:import_columns", args=[taken.pk]), {"mapping": mapping.pk}).context[
        "form"
    ]
    return {name: form[name].value() or "" for name in form.fields} | {"known": mapping.pk} | changes


def test_a_survey_by_departments_without_days_comes_in_by_the_delivered_mapping(signed_in, delivered_mapping):
    client = signed_in("crm_centre")
    taken = hand_in(client, survey_of_departments())
    address = reverse("feedback:import_columns", args=[taken.pk])
    refused = client.post(address, fill_in(client, taken, delivered_mapping))
    assert "one for the whole file" in refused.content.decode()

    said = fill_in(client, taken, delivered_mapping, day="2026-03-05")
    assert client.post(address, said).status_code == 302
    taken.refresh_from_db()
    execute(taken.check_run_id, reraise=True)
    assert import_it(client, taken).import_run.result == {"rows": 6, "rejected": 2, "created": 4}
    sets = AnswerSet.objects.order_by("pk")
    assert {each.business_date for each in sets} == {date(2026, 3, 5)}
    answers = [(a.indicator.key, a.points) for each in sets for a in each.answers.all()]
    assert answers == [
        ("restaurant_service", Decimal("8.7")),  # 8.2 and 9.1 seven times each
        ("front_desk", Decimal("10.0")),
        ("room_service", Decimal("1.0")),
        ("restaurant_service", None),
    ]
    page = client.get(reverse("feedback:import_problems", args=[taken.pk]))
    assert "Spa" in b"".join(page).decode()


def test_a_number_that_stands_in_two_rows_is_refused_the_second_time(signed_in):
    text = "Fecha,Aparcamiento,Nota\n05/03/2026,5,A-1\n05/03/2026,3,A-1\n05/03/2026,3,A-2\n"
    client = signed_in("crm_centre")
    held = {"column-1": "indicator:car_park", "column-2": "external_id", "column-3": "", "column-4": ""}
    taken = run(client, hand_in(client, text), **held)
    assert taken.check_run.result == {"rows": 3, "rejected": 1}
    assert import_it(client, taken).import_run.result == {"rows": 3, "rejected": 1, "created": 2}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scale": "ladder5"}, "take the scale"),
        ({"subjects": "Restaurant = kitchen"}, "no indicator “kitchen”"),
        ({"column-1": ""}, "what they are about"),
    ],
)
def test_marks_that_cannot_be_averaged_are_refused(signed_in, delivered_mapping, changes, words):
    client = signed_in("crm_centre")
    taken = hand_in(client, survey_of_departments())
    said = fill_in(client, taken, delivered_mapping, day="2026-03-05", **changes)
    answer = client.post(reverse("feedback:import_columns", args=[taken.pk]), said)
    assert words in answer.content.decode()


def test_marks_from_zero_to_ten_keep_their_distances():
    words = delivered.ZERO_TO_TEN
    reader = RowReader(
        MappingRules(
            scale=Scale.DIRECT,
            columns={"Q": "indicator:location"},
            words=words,
            not_used=delivered.NO_ANSWER,
            date_format="%Y-%m-%d",
            day=date(2026, 3, 5),
        ),
        ["Q"],
        latest=date(2026, 3, 31),
    )
    read = [reader.read(row, [str(row)]).answers["location"] for row in range(11)]
    assert [float(score(points, Scale.DIRECT)) for points in read] == pytest.approx(
        [10 * n for n in range(11)]
    )
