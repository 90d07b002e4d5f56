"""PostgreSQL's own means that the models stand on; jobs, locks and what every part of the program shares."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models

from common.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("common", "0001_extensions"),
        ("common", "0002_initial"),
        ("common", "0003_job_attempts_before"),
        ("common", "0004_night_ranges"),
    ]
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        AtOnce(
            [
                migrations.CreateModel(
                    name="JobRun",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("job", models.CharField(max_length=80, verbose_name="job")),
                        ("business_date", models.DateField(blank=True, null=True, verbose_name="business date")),
                        ("status", models.CharField(choices=[("queued", "waiting"), ("running", "running"), ("succeeded", "done"), ("failed", "failed"), ("poison", "given up")], default="queued", max_length=10, verbose_name="status")),
                        ("attempt", models.PositiveIntegerField(default=0, verbose_name="attempt")),
                        ("params", models.JSONField(default=dict, verbose_name="parameters")),
                        ("cursor", models.JSONField(default=dict, verbose_name="how far it is")),
                        ("step", models.CharField(blank=True, default="", max_length=80, verbose_name="step")),
                        ("rows_total", models.PositiveBigIntegerField(null=True, verbose_name="rows to do")),
                        ("rows_done", models.PositiveBigIntegerField(default=0, verbose_name="rows done")),
                        ("rows_failed", models.PositiveBigIntegerField(default=0, verbose_name="rows failed")),
                        ("result", models.JSONField(default=dict, verbose_name="result")),
                        ("error", models.TextField(blank=True, default="", verbose_name="why it failed")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("heartbeat_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("requested_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("attempts_before", models.PositiveIntegerField(default=0, editable=False)),
                    ],
                    options={
                        "verbose_name": "job run",
                        "verbose_name_plural": "job runs",
                        "indexes": [models.Index(fields=["job", "-created_at"], name="jobrun_newest")],
                        "constraints": [models.UniqueConstraint(condition=models.Q(("business_date__isnull", False)), fields=("job", "business_date"), name="one_run_per_job_and_night")],
                    },
                ),
                migrations.CreateModel(
                    name="ApiClient",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                        ("source", models.SlugField(max_length=40, verbose_name="source")),
                        ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                        ("scopes", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name="scopes")),
                        ("networks", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=49), blank=True, default=list, help_text="Such as 10.0.0.0/8; empty means any.", size=None, verbose_name="allowed networks")),
                        ("rate_limit", models.PositiveIntegerField(default=6000, verbose_name="requests per minute")),
                        ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                        ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last used")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "API client",
                        "verbose_name_plural": "API clients",
                    },
                ),
                migrations.CreateModel(
                    name="IdempotencyRecord",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(max_length=255)),
                        ("request_hash", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField()),
                        ("body", models.BinaryField()),
                        ("content_type", models.CharField(default="application/json", max_length=80)),
                        ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                        ("client", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="common.apiclient")),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("client", "key"), name="one_answer_per_client_and_key")],
                    },
                ),
                migrations.CreateModel(
                    name="NightRange",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("task", models.CharField(max_length=20)),
                        ("key", models.BigIntegerField()),
                        ("after", models.BigIntegerField()),
                        ("upto", models.BigIntegerField()),
                        ("given", models.JSONField(default=dict)),
                        ("rows", models.PositiveIntegerField(null=True)),
                        ("made_at", models.DateTimeField(auto_now_add=True)),
                        ("done_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "part of the night’s work",
                        "verbose_name_plural": "parts of the night’s work",
                        "constraints": [models.UniqueConstraint(fields=("task", "key", "after"), name="part_of_work_once"), models.CheckConstraint(condition=models.Q(("upto__gt", models.F("after"))), name="part_of_work_is_not_empty")],
                    },
                ),
            ]
        ),
    ]
