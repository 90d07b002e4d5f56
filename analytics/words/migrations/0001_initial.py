"""What texts of guests are about, as people label them and a model reads them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from common.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True
    dependencies = [("feedback", "0001_tables")]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="TextLabel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("polarity", models.CharField(choices=[("positive", "positive"), ("neutral", "neutral"), ("negative", "negative")], max_length=8, verbose_name="polarity")),
                        ("themes", django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=40), blank=True, default=list, size=None, verbose_name="themes")),
                        ("labelled_by", models.CharField(max_length=150, verbose_name="labelled by")),
                        ("labelled_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="labelled")),
                        ("answer_set", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="text_labels", to="feedback.answerset")),
                        ("complaint", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="text_labels", to="feedback.complaint")),
                    ],
                    options={
                        "verbose_name": "label of a text",
                        "verbose_name_plural": "labels of texts",
                        "ordering": ["labelled_at", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("answer_set__isnull", False), ("complaint__isnull", True)), models.Q(("answer_set__isnull", True), ("complaint__isnull", False)), _connector="OR"), name="textlabel_of_one_text"),
                            models.UniqueConstraint(fields=("answer_set", "complaint", "labelled_by"), name="one_label_per_text_and_person", nulls_distinct=False),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WordsModel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(unique=True, verbose_name="version")),
                        ("trained_at", models.DateTimeField(verbose_name="trained")),
                        ("trained_by", models.CharField(blank=True, default="", max_length=150, verbose_name="trained by")),
                        ("labels", models.PositiveIntegerField(verbose_name="labelled texts")),
                        ("is_usable", models.BooleanField(verbose_name="better than the majority")),
                        ("heads", models.JSONField()),
                        ("terms", models.JSONField()),
                        ("idf", models.BinaryField()),
                        ("figures", models.BinaryField()),
                    ],
                    options={
                        "verbose_name": "model of words",
                        "verbose_name_plural": "models of words",
                        "ordering": ["-version"],
                    },
                ),
                migrations.CreateModel(
                    name="TextReading",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("polarity", models.CharField(choices=[("positive", "positive"), ("neutral", "neutral"), ("negative", "negative")], max_length=8, verbose_name="polarity")),
                        ("themes", django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=40), blank=True, default=list, size=None, verbose_name="themes")),
                        ("sure", models.FloatField()),
                        ("answer_set", models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="text_reading", to="feedback.answerset")),
                        ("complaint", models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="text_reading", to="feedback.complaint")),
                        ("words_model", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="words.wordsmodel")),
                    ],
                    options={
                        "verbose_name": "reading of a text",
                        "verbose_name_plural": "readings of texts",
                        "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("answer_set__isnull", False), ("complaint__isnull", True)), models.Q(("answer_set__isnull", True), ("complaint__isnull", False)), _connector="OR"), name="textreading_of_one_text")],
                    },
                ),
            ]
        )
    ]
