"""A sheet keeps each score in a column of its own; scores of sets and of guests are one table a weighting.

They are derived: the next night writes them anew.
"""

import django.db.models.deletion
from django.db import migrations, models

#: The places of a sheet when this was written.
PLACES = 60
SCORES = """
DROP TABLE satisfaction_answersetscore;
CREATE TABLE satisfaction_answersetscore (
    weighting_id bigint NOT NULL,
    answer_set_id bigint NOT NULL,
    score double precision NOT NULL,
    answers smallint NOT NULL,
    PRIMARY KEY (answer_set_id, weighting_id)
) PARTITION BY LIST (weighting_id);
TRUNCATE satisfaction_sheet;
"""
GUESTS = """
DROP TABLE satisfaction_guestsatisfaction;
CREATE TABLE satisfaction_guestsatisfaction (
    guest_id bigint NOT NULL,
    weighting_id bigint NOT NULL,
    score double precision NOT NULL,
    sets integer NOT NULL,
    answers integer NOT NULL,
    last_on date NOT NULL,
    PRIMARY KEY (guest_id, weighting_id)
) PARTITION BY LIST (weighting_id);
"""


def unchecked(to: str, on_delete, **more) -> models.ForeignKey:
    return models.ForeignKey(db_constraint=False, db_index=False, on_delete=on_delete, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [("satisfaction", "0003_scores")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SCORES), migrations.RunSQL(GUESTS)],
            state_operations=[
                migrations.RemoveField("answersetscore", "criteria"),
                migrations.RemoveField("answersetscore", "departments"),
                migrations.AlterField(
                    "answersetscore",
                    "weighting",
                    unchecked("satisfaction.weighting", django.db.models.deletion.PROTECT, related_name="+"),
                ),
                migrations.DeleteModel("GuestSatisfaction"),
                migrations.CreateModel(
                    name="GuestSatisfaction",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "guest_id",
                                "weighting_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "guest",
                            unchecked(
                                "guests.guest",
                                django.db.models.deletion.PROTECT,
                                related_name="satisfactions",
                            ),
                        ),
                        (
                            "weighting",
                            unchecked(
                                "satisfaction.weighting", django.db.models.deletion.PROTECT, related_name="+"
                            ),
                        ),
                        ("score", models.FloatField(verbose_name="satisfaction")),
                        ("sets", models.PositiveIntegerField(verbose_name="answer sets")),
                        ("answers", models.PositiveIntegerField(verbose_name="answers")),
                        ("last_on", models.DateField(verbose_name="last asked")),
                    ],
                    options={
                        "verbose_name": "satisfaction of a guest",
                        "verbose_name_plural": "satisfaction of guests",
                    },
                ),
            ],
        ),
        migrations.RemoveField("sheet", "scores"),
        *(
            migrations.AddField("sheet", f"q{place:02}", models.FloatField(null=True))
            for place in range(1, PLACES + 1)
        ),
        migrations.CreateModel(
            name="ScoredMonth",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "weighting_id",
                        "month",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("sets", models.PositiveIntegerField(verbose_name="answer sets")),
                ("fingerprint", models.BigIntegerField()),
                (
                    "weighting",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="satisfaction.weighting",
                    ),
                ),
            ],
            options={
                "verbose_name": "month that was scored",
                "verbose_name_plural": "months that were scored",
            },
        ),
    ]
