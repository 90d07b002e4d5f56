"""Guests with attributes as a night would have left them, and a small tree of the scheme."""

from datetime import date

from django.db import connection
from django.utils import timezone

from analytics.segments import statements
from analytics.segments.attributes import BY_KEY
from analytics.segments.models import AttributeRun, BandVersion, Question, TreeVersion
from guests.models import Guest

NIGHT = date(2026, 6, 15)
#: Of who has stayed and used nothing; each test says what differs.
STAYED = {
    "stays": "before",
    "length_of_stay": "short",
    "use_restaurant": "never",
    "use_telecom": "never",
    "use_entertainment": "never",
    "use_conference": "never",
    "complaints": "none",
    "requests": "no",
}
#: Who uses the restaurant is a diner, of all others who complains is demanding about his room.
DOCUMENT = {
    "classes": ["diner", "means", "room"],
    "root": {
        "counts": [40, 50, 10],
        "answer": 1,
        "asks": "use_restaurant",
        "gains": {"use_restaurant": 0.9, "complaints": 0.3},
        "branches": [[["first", "seldom", "often"], {"counts": [40, 0, 0], "answer": 0}]],
        "other": {
            "counts": [0, 50, 10],
            "answer": 1,
            "asks": "complaints",
            "gains": {"complaints": 0.6},
            "branches": [
                [["few", "many"], {"counts": [0, 0, 10], "answer": 2}],
                [["none"], {"counts": [0, 50, 0], "answer": 1}],
            ],
            "other": {"counts": [0, 0, 0], "answer": 1},
        },
    },
}
SCORES = {
    "held_out": 25,
    "grown_on": 75,
    "accuracy": 0.9,
    "baseline": 0.5,
    "usual": "means",
    "prune": 0.0,
    "folds": [0.9, 0.8],
    "folds_baseline": 0.5,
    "gains": {"use_restaurant": 0.9, "complaints": 0.3},
    "classes": [
        {"key": "diner", "rows": 10, "precision": 1.0, "recall": 0.9},
        {"key": "means", "rows": 13, "precision": 0.9, "recall": 1.0},
        {"key": "room", "rows": 2, "precision": None, "recall": 0.0},
    ],
    "confusion": [[9, 1, 0], [0, 13, 0], [0, 2, 0]],
}


def describe(*rows: dict[str, str], on: date = NIGHT, of: list[Guest] | None = None) -> list[Guest]:
    """A shown night in which there are guests with these attributes (keys of values; what is missing is unknown)."""
    guests = of or [Guest.objects.create(name="测试") for _row in rows]
    AttributeRun.objects.filter(is_current=True).update(is_current=False)
    run = AttributeRun.objects.create(
        business_date=on, bands=BandVersion.objects.create(), started_at=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute(statements.create_table(run.pk))
        table = statements.partition(run.pk)
        for guest, row in zip(guests, rows, strict=True):
            codes = {key: BY_KEY[key].code(value) for key, value in row.items()}
            columns = "".join(f", {key}" for key in codes)
            values = [run.pk, guest.pk, *codes.values()]
            places = ", ".join(["%s"] * len(values))
            cursor.execute(f"INSERT INTO {table} (run_id, guest_id{columns}) VALUES ({places})", values)
        cursor.execute(
            f"ALTER TABLE {table} ADD PRIMARY KEY (run_id, guest_id);"
            f"ALTER TABLE {statements.ROWS} ATTACH PARTITION {table} FOR VALUES IN ({run.pk})"
        )
    run.status, run.is_current, run.has_detail = AttributeRun.Status.COMPLETE, True, True
    run.save()
    return guests


def tree_version(name: str = "行为细分", document: dict = DOCUMENT, **facts) -> TreeVersion:
    asked = {"target": "", "target_values": [], "attributes": ["use_restaurant", "complaints"]} | facts
    question, _created = Question.objects.get_or_create(name=name, defaults=asked)
    return TreeVersion.objects.create(
        question=question,
        number=question.versions.count() + 1,
        document=document,
        scores=SCORES,
        data={"labels": 100, "by_rule": 0, "by_people": {"crm": 100}, "nights": [str(NIGHT)], "left_out": {}},
        settings=asked | {"max_depth": 3, "min_leaf": 5, "pruning": "none"},
        fitted_at=timezone.now(),
        fitted_by="crm",
    )
