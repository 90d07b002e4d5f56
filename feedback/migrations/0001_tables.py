"""Questions and answers, complaints and what is done about them."""

import uuid
from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.money
import feedback.models.asking
from common.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("feedback", "0001_initial"),
        ("feedback", "0003_imports_and_tablets"),
        ("feedback", "0004_complaints"),
        ("feedback", "0006_every_complaint"),
        ("feedback", "0007_loyalty_points_as_recovery"),
        ("feedback", "0008_survey_files_without_days"),
        ("feedback", "0009_words_of_steps"),
        ("feedback", "0010_indexes_that_are_read"),
    ]
    dependencies = [("reservations", "0001_tables")]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="IndicatorSystem",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="Chinese name")),
                        ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                        ("version", models.PositiveIntegerField(unique=True, verbose_name="version")),
                        ("status", models.CharField(choices=[("draft", "draft"), ("published", "in use"), ("retired", "past")], default="draft", max_length=9, verbose_name="status")),
                        ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="why")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                        ("published_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="published by")),
                    ],
                    options={
                        "verbose_name": "indicator system",
                        "verbose_name_plural": "indicator systems",
                        "ordering": ["-version"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("status", "published")), fields=("status",), name="one_indicator_system_in_use"),
                            models.UniqueConstraint(condition=models.Q(("status", "draft")), fields=("status",), name="one_indicator_system_draft"),
                            models.CheckConstraint(condition=models.Q(("status", "draft"), ("published_at__isnull", False), _connector="OR"), name="indicator_system_published_at_a_moment"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="Chinese name")),
                        ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                        ("key", models.SlugField(max_length=40, verbose_name="key")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("system", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="criteria", to="feedback.indicatorsystem")),
                    ],
                    options={
                        "verbose_name": "criterion",
                        "verbose_name_plural": "criteria",
                        "ordering": ["system", "position", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("system", "key"), name="one_criterion_per_key")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="criterion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changes_only_in_a_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE its_system bigint; its_status text;",
                            func="its_system := CASE WHEN TG_OP = 'DELETE' THEN OLD.system_id ELSE NEW.system_id END; SELECT status INTO its_status FROM feedback_indicatorsystem WHERE id = its_system; IF its_status <> 'draft' THEN RAISE EXCEPTION 'indicator system % is %, only a draft can be changed', its_system, its_status; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
                            hash="1642088aa4484054e73883cde900623187d3d852",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_changes_only_in_a_draft_cb30c",
                            table="feedback_criterion",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Indicator",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name_zh", models.CharField(max_length=120, verbose_name="Chinese name")),
                        ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                        ("key", models.SlugField(max_length=40, verbose_name="key")),
                        (
                            "department",
                            models.CharField(
                                choices=[("front_desk", "Front desk"), ("rooms", "Rooms"), ("food_beverage", "Food, beverage and entertainment"), ("guest_service", "Guest service"), ("sales", "Sales"), ("marketing", "Marketing"), ("finance", "Finance"), ("management", "Management"), ("crm_centre", "CRM centre")],
                                max_length=13,
                                verbose_name="department",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("criterion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="indicators", to="feedback.criterion")),
                        ("system", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="indicators", to="feedback.indicatorsystem")),
                    ],
                    options={
                        "verbose_name": "indicator",
                        "verbose_name_plural": "indicators",
                        "ordering": ["system", "criterion__position", "position", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("system", "key"), name="one_indicator_per_key")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="indicator",
                    trigger=pgtrigger.compiler.Trigger(
                        name="changes_only_in_a_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE its_system bigint; its_status text;",
                            func="its_system := CASE WHEN TG_OP = 'DELETE' THEN OLD.system_id ELSE NEW.system_id END; SELECT status INTO its_status FROM feedback_indicatorsystem WHERE id = its_system; IF its_status <> 'draft' THEN RAISE EXCEPTION 'indicator system % is %, only a draft can be changed', its_system, its_status; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;",
                            hash="08e7fefa31fe60213ad38c0b59a8a163fd63c402",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_changes_only_in_a_draft_db228",
                            table="feedback_indicator",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Instrument",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(unique=True, verbose_name="version")),
                        ("scale", models.CharField(choices=[("ladder10", "ladder, 10 to 2"), ("ladder5", "ladder, 5 to 1"), ("keywords", "keywords, 3 to −3"), ("direct", "a number from 1 to 10")], max_length=8, verbose_name="scale")),
                        ("title_zh", models.CharField(max_length=120, verbose_name="Chinese title")),
                        ("title_en", models.CharField(max_length=120, verbose_name="English title")),
                        ("complaint_below", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="an answer scored below this opens a complaint")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("system", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="instruments", to="feedback.indicatorsystem", verbose_name="indicator system")),
                    ],
                    options={
                        "verbose_name": "survey",
                        "verbose_name_plural": "surveys",
                        "ordering": ["-version"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("complaint_below__isnull", True), ("complaint_below__lte", 100), _connector="OR"), name="complaint_below_is_a_score")],
                    },
                ),
                migrations.CreateModel(
                    name="InstrumentChannel",
                    fields=[
                        (
                            "channel",
                            models.CharField(choices=[("desk", "tablet at the front desk"), ("room", "QR code in the room"), ("online", "link after departure"), ("in_person", "asked in person"), ("api", "another system"), ("import", "file")], max_length=9, primary_key=True, serialize=False, verbose_name="channel"),
                        ),
                        ("instrument", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="channels", to="feedback.instrument")),
                    ],
                    options={
                        "verbose_name": "survey of a channel",
                        "ordering": ["channel"],
                    },
                ),
                migrations.CreateModel(
                    name="RoomSurveyCode",
                    fields=[
                        ("room", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="survey_code", serialize=False, to="reservations.room")),
                        ("code", models.CharField(default=feedback.models.asking.new_token, max_length=40, unique=True)),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="created at")),
                    ],
                    options={
                        "verbose_name": "survey code of a room",
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("business_date", models.DateField(verbose_name="day")),
                        ("kind", models.CharField(choices=[("visit", "visit in person"), ("call", "call to the room")], default="visit", max_length=5, verbose_name="kind")),
                        (
                            "result",
                            models.CharField(
                                choices=[("pleased", "was pleased"), ("neutral", "nothing special"), ("complained", "complained"), ("not_reached", "not reached"), ("call_again", "asks to be called another day"), ("wrong_number", "wrong number"), ("refused", "does not want calls")], max_length=12, verbose_name="result"
                            ),
                        ),
                        ("note", models.CharField(blank=True, default="", max_length=1000, verbose_name="what he said")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="by")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="guests.guest", verbose_name="guest")),
                        ("stay", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="reservations.stay")),
                    ],
                    options={
                        "verbose_name": "visit",
                        "verbose_name_plural": "visits",
                        "ordering": ["-at", "-pk"],
                        "constraints": [models.UniqueConstraint(fields=("stay", "business_date"), name="one_visit_a_day_and_stay")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="cefd1323b4dbca948dd4aceeec89493d70d632f9",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_e9920",
                            table="feedback_visit",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="GuestRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("room_text", models.CharField(max_length=40, verbose_name="room or place")),
                        (
                            "department",
                            models.CharField(
                                choices=[("front_desk", "Front desk"), ("rooms", "Rooms"), ("food_beverage", "Food, beverage and entertainment"), ("guest_service", "Guest service"), ("sales", "Sales"), ("marketing", "Marketing"), ("finance", "Finance"), ("management", "Management"), ("crm_centre", "CRM centre")],
                                max_length=13,
                                verbose_name="department",
                            ),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="what he asks for")),
                        ("status", models.CharField(choices=[("open", "open"), ("in_hand", "in hand"), ("done", "done"), ("cancelled", "cancelled")], default="open", max_length=9, verbose_name="status")),
                        ("opened_at", models.DateTimeField(verbose_name="asked")),
                        ("take_by", models.DateTimeField(verbose_name="to be taken by")),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken in hand")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        ("outcome", models.CharField(blank=True, default="", max_length=300, verbose_name="outcome")),
                        ("escalation", models.PositiveSmallIntegerField(default=0, verbose_name="escalated")),
                        ("done_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="done by")),
                        ("guest", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="guests.guest", verbose_name="guest")),
                        ("opened_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="noted by")),
                        ("stay", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="requests", to="reservations.stay", verbose_name="stay")),
                        ("taken_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="in the hands of")),
                    ],
                    options={
                        "verbose_name": "request of a guest",
                        "verbose_name_plural": "requests of guests",
                        "ordering": ["due_at", "pk"],
                        "indexes": [models.Index(condition=models.Q(("status__in", ["open", "in_hand"])), fields=["due_at"], name="request_not_done")],
                        "constraints": [models.CheckConstraint(condition=models.Q(("status__in", ["open", "in_hand"]), ("done_at__isnull", False), _connector="OR"), name="request_ended_at_a_moment")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="guestrequest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="d576855ecd0e10f068bf435503e7ad4f7031550a",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_a0c2b",
                            table="feedback_guestrequest",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ImportMapping",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                        ("scale", models.CharField(choices=[("ladder10", "ladder, 10 to 2"), ("ladder5", "ladder, 5 to 1"), ("keywords", "keywords, 3 to −3"), ("direct", "a number from 1 to 10")], max_length=8, verbose_name="scale")),
                        ("columns", models.JSONField(default=dict, verbose_name="columns")),
                        ("words", models.JSONField(blank=True, default=dict, verbose_name="words for points")),
                        ("not_used", models.JSONField(blank=True, default=list, verbose_name="texts that mean not used")),
                        ("date_format", models.CharField(default="%Y-%m-%d", max_length=20, verbose_name="form of dates")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                        ("subjects", models.JSONField(blank=True, default=dict, verbose_name="what texts are about")),
                    ],
                    options={
                        "verbose_name": "mapping of a survey file",
                        "verbose_name_plural": "mappings of survey files",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="AnswerImport",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=200, verbose_name="file")),
                        ("columns", models.JSONField(default=list)),
                        ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                        ("check_run", models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="checked_answers", to="common.jobrun")),
                        ("import_run", models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="answer_import", to="common.jobrun")),
                        ("uploaded_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="uploaded by")),
                        ("mapping", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="imports", to="feedback.importmapping")),
                        ("day", models.DateField(blank=True, null=True, verbose_name="day of all answers")),
                    ],
                    options={
                        "verbose_name": "import of answers",
                        "verbose_name_plural": "imports of answers",
                        "ordering": ["-created_at"],
                        "permissions": [("import_answers", "May import answers of surveys from files")],
                    },
                ),
                migrations.CreateModel(
                    name="AnswerSet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("channel", models.CharField(choices=[("desk", "tablet at the front desk"), ("room", "QR code in the room"), ("online", "link after departure"), ("in_person", "asked in person"), ("api", "another system"), ("import", "file")], max_length=9, verbose_name="channel")),
                        ("language", models.CharField(blank=True, default="", max_length=8, verbose_name="language")),
                        ("business_date", models.DateField(verbose_name="date")),
                        ("answered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="answered")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                        ("comment", models.TextField(blank=True, default="", verbose_name="in his own words")),
                        ("noted_by", models.CharField(blank=True, default="", max_length=150, verbose_name="noted by")),
                        ("source", models.SlugField(blank=True, default="", max_length=40, verbose_name="source")),
                        ("external_id", models.CharField(blank=True, default="", max_length=80, verbose_name="number at the source")),
                        ("is_synthetic", models.BooleanField(db_default=False, default=False, verbose_name="synthetic")),
                        ("guest", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="answer_sets", to="guests.guest", verbose_name="guest")),
                        ("room", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reservations.room", verbose_name="room")),
                        ("stay", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="answer_sets", to="reservations.stay", verbose_name="stay")),
                        ("instrument", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answer_sets", to="feedback.instrument")),
                        ("imported_from", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="answer_sets", to="feedback.answerimport")),
                    ],
                    options={
                        "verbose_name": "answers of a guest",
                        "verbose_name_plural": "answers of guests",
                        "ordering": ["-business_date", "-pk"],
                        "indexes": [models.Index(fields=["guest", "-business_date"], name="answers_of_guest"), models.Index(condition=models.Q(("finished_at__isnull", False)), fields=["-business_date", "-id"], name="answers_newest")],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("stay__isnull", False)), fields=("stay", "channel"), name="one_answer_set_per_stay_and_channel"),
                            models.UniqueConstraint(condition=models.Q(("external_id", ""), _negated=True), fields=("source", "external_id"), name="one_answer_set_per_number_at_the_source"),
                            models.CheckConstraint(condition=models.Q(("stay__isnull", True), ("guest__isnull", False), _connector="OR"), name="answers_about_a_stay_have_a_guest"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="answerset",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="35b26c546547ea39a4d0b38a4d600f535b22adc9",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_ea40f",
                            table="feedback_answerset",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        ("pk", models.CompositePrimaryKey("answer_set", "indicator", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("scale", models.CharField(choices=[("ladder10", "ladder, 10 to 2"), ("ladder5", "ladder, 5 to 1"), ("keywords", "keywords, 3 to −3"), ("direct", "a number from 1 to 10")], max_length=8, verbose_name="scale")),
                        ("points", models.DecimalField(blank=True, decimal_places=1, max_digits=3, null=True, verbose_name="points")),
                        ("not_used", models.BooleanField(default=False, verbose_name="not used")),
                        (
                            "score",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Case(
                                    models.When(
                                        scale="ladder10",
                                        then=django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast("points", models.FloatField()), "-", models.Value(2.0)), "*", models.Value(100.0)), "/", models.Value(8.0)
                                        ),
                                    ),
                                    models.When(
                                        scale="ladder5",
                                        then=django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast("points", models.FloatField()), "-", models.Value(1.0)), "*", models.Value(100.0)), "/", models.Value(4.0)
                                        ),
                                    ),
                                    models.When(
                                        scale="keywords",
                                        then=django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast("points", models.FloatField()), "-", models.Value(-3.0)), "*", models.Value(100.0)), "/", models.Value(6.0)
                                        ),
                                    ),
                                    models.When(
                                        scale="direct",
                                        then=django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast("points", models.FloatField()), "-", models.Value(1.0)), "*", models.Value(100.0)), "/", models.Value(9.0)
                                        ),
                                    ),
                                ),
                                output_field=models.FloatField(null=True, verbose_name="score"),
                            ),
                        ),
                        ("answer_set", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="feedback.answerset")),
                        ("indicator", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="feedback.indicator")),
                    ],
                    options={
                        "verbose_name": "answer",
                        "verbose_name_plural": "answers",
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("not_used", False), ("points__isnull", False)), models.Q(("not_used", True), ("points__isnull", True)), _connector="OR"), name="answer_is_points_or_not_used"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("points__isnull", True),
                                    models.Q(("points__in", [Decimal("10"), Decimal("8"), Decimal("6"), Decimal("4"), Decimal("2")]), ("scale", "ladder10")),
                                    models.Q(("points__in", [Decimal("5"), Decimal("4"), Decimal("3"), Decimal("2"), Decimal("1")]), ("scale", "ladder5")),
                                    models.Q(("points__in", [Decimal("3"), Decimal("2"), Decimal("1"), Decimal("0"), Decimal("-1"), Decimal("-2"), Decimal("-3")]), ("scale", "keywords")),
                                    models.Q(("points__gte", Decimal("1")), ("points__lte", Decimal("10")), ("scale", "direct")),
                                    _connector="OR",
                                ),
                                name="answer_has_points_of_its_scale",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyLink",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                        ("channel", models.CharField(choices=[("desk", "tablet at the front desk"), ("room", "QR code in the room"), ("online", "link after departure"), ("in_person", "asked in person"), ("api", "another system"), ("import", "file")], max_length=9, verbose_name="channel")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="created at")),
                        ("created_by", models.CharField(blank=True, default="", max_length=150, verbose_name="made by")),
                        ("expires_at", models.DateTimeField(verbose_name="expires")),
                        ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used")),
                        ("answer_set", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="links", to="feedback.answerset")),
                        ("room", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reservations.room")),
                        ("stay", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="survey_links", to="reservations.stay")),
                    ],
                    options={
                        "verbose_name": "survey link",
                        "indexes": [models.Index(fields=["expires_at"], name="survey_link_expiry")],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyTablet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                        ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                        ("paired_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="set up")),
                        ("paired_by", models.CharField(blank=True, default="", max_length=150, verbose_name="set up by")),
                        ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="last seen")),
                        ("link", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="feedback.surveylink")),
                        ("link_taken_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "survey tablet",
                        "verbose_name_plural": "survey tablets",
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="SurveyInvitation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("status", models.CharField(choices=[("waiting", "to be sent"), ("sent", "sent"), ("held_back", "not sent"), ("failed", "failed")], default="waiting", max_length=9, verbose_name="status")),
                        ("reason", models.CharField(blank=True, default="", max_length=40, verbose_name="reason")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="created at")),
                        ("stay", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="survey_invitation", to="reservations.stay")),
                        ("link", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="feedback.surveylink")),
                    ],
                    options={
                        "verbose_name": "survey invitation",
                        "verbose_name_plural": "survey invitations",
                        "ordering": ["due_at", "pk"],
                        "indexes": [models.Index(condition=models.Q(("status", "waiting")), fields=["due_at"], name="invitation_waiting")],
                    },
                ),
                migrations.CreateModel(
                    name="Complaint",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "number",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.text.Concat(models.Value("C"), django.db.models.functions.text.LPad(django.db.models.functions.comparison.Cast("id", models.CharField()), 6, models.Value("0"))),
                                output_field=models.CharField(max_length=9, verbose_name="number"),
                                unique=True,
                            ),
                        ),
                        ("room_text", models.CharField(blank=True, default="", max_length=40, verbose_name="room or place")),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("room", "room and its equipment"),
                                    ("cleanliness", "cleanliness"),
                                    ("noise", "noise"),
                                    ("staff", "staff"),
                                    ("waiting", "having to wait"),
                                    ("food", "food and restaurant"),
                                    ("bill", "bill and price"),
                                    ("booking", "booking and arrival"),
                                    ("laundry", "laundry and lost things"),
                                    ("safety", "safety and health"),
                                    ("other", "something else"),
                                ],
                                max_length=11,
                                verbose_name="about",
                            ),
                        ),
                        ("severity", models.CharField(choices=[("minor", "minor"), ("serious", "serious"), ("critical", "critical")], max_length=8, verbose_name="severity")),
                        (
                            "department",
                            models.CharField(
                                choices=[("front_desk", "Front desk"), ("rooms", "Rooms"), ("food_beverage", "Food, beverage and entertainment"), ("guest_service", "Guest service"), ("sales", "Sales"), ("marketing", "Marketing"), ("finance", "Finance"), ("management", "Management"), ("crm_centre", "CRM centre")],
                                max_length=13,
                                verbose_name="department",
                            ),
                        ),
                        ("text", models.CharField(max_length=2000, verbose_name="what happened")),
                        ("source", models.CharField(choices=[("staff", "told to staff"), ("survey", "answer in a survey"), ("call", "call after departure"), ("guest_page", "the guest's own page"), ("api", "another system"), ("ota", "review at a travel agency")], max_length=10, verbose_name="how we know")),
                        ("source_name", models.CharField(blank=True, default="", editable=False, max_length=40)),
                        ("external_id", models.CharField(blank=True, default="", editable=False, max_length=120)),
                        ("status", models.CharField(choices=[("open", "open"), ("in_hand", "in hand"), ("recovered", "recovered"), ("closed", "closed"), ("reopened", "reopened")], default="open", max_length=9, verbose_name="status")),
                        ("business_date", models.DateField(verbose_name="day")),
                        ("opened_at", models.DateTimeField(verbose_name="opened")),
                        ("clock_from", models.DateTimeField()),
                        ("take_by", models.DateTimeField(verbose_name="to be taken by")),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken in hand")),
                        ("escalation", models.PositiveSmallIntegerField(default=0, verbose_name="escalated")),
                        ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="escalated")),
                        ("recovered_at", models.DateTimeField(blank=True, null=True, verbose_name="recovered")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        ("close_reason", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                        ("times_reopened", models.PositiveSmallIntegerField(default=0, verbose_name="times reopened")),
                        ("answer_set", models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="complaint", to="feedback.answerset")),
                        ("closed_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="closed by")),
                        ("guest", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="complaints", to="guests.guest", verbose_name="guest")),
                        ("indicator", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="feedback.indicator")),
                        ("opened_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="opened by")),
                        ("stay", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="complaints", to="reservations.stay", verbose_name="stay")),
                        ("taken_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="in the hands of")),
                    ],
                    options={
                        "verbose_name": "complaint",
                        "verbose_name_plural": "complaints",
                        "ordering": ["-opened_at", "-pk"],
                        "permissions": [("report_complaints", "May read the reports on complaints and recovery"), ("view_every_complaint", "May read the complaints of every department")],
                        "indexes": [
                            models.Index(condition=models.Q(("status__in", ["open", "reopened", "in_hand"])), fields=["due_at"], name="complaint_unsettled"),
                            models.Index(condition=models.Q(("status__in", ["open", "reopened", "in_hand", "recovered"])), fields=["guest"], name="complaint_not_closed"),
                            models.Index(fields=["guest", "-opened_at"], name="complaint_of_guest"),
                            models.Index(fields=["business_date"], name="complaint_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("external_id", ""), _negated=True), fields=("source_name", "external_id"), name="one_complaint_per_number_at_the_source"),
                            models.CheckConstraint(condition=models.Q(models.Q(("status", "closed"), _negated=True), ("closed_at__isnull", False), _connector="OR"), name="complaint_closed_at_a_moment"),
                            models.CheckConstraint(condition=models.Q(models.Q(("status", "closed"), _negated=True), ("recovered_at__isnull", False), models.Q(("close_reason", ""), _negated=True), _connector="OR"), name="complaint_closed_with_recovery_or_reason"),
                            models.CheckConstraint(condition=models.Q(models.Q(("status", "in_hand"), _negated=True), ("taken_at__isnull", False), _connector="OR"), name="complaint_in_hand_was_taken"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="complaint",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="8ee854f65123c6ffd838bf4ee271cfbe16e1a71b",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_0a48b",
                            table="feedback_complaint",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ComplaintEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("opened", "complaint opened"),
                                    ("taken", "taken in hand"),
                                    ("passed", "passed on"),
                                    ("graded", "severity changed"),
                                    ("escalated", "escalated"),
                                    ("proposed", "recovery waits for approval"),
                                    ("promised", "recovery promised"),
                                    ("approved", "recovery approved"),
                                    ("refused", "recovery refused"),
                                    ("given", "recovery given"),
                                    ("asked", "guest asked whether it is well again"),
                                    ("answered", "guest answered"),
                                    ("closed", "closed"),
                                    ("reopened", "reopened"),
                                    ("noted", "note"),
                                ],
                                max_length=9,
                                verbose_name="step",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("text", models.CharField(blank=True, default="", max_length=2000, verbose_name="words")),
                        ("before", models.CharField(blank=True, default="", max_length=40)),
                        ("after", models.CharField(blank=True, default="", max_length=40)),
                        ("written_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                        ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="by")),
                        ("complaint", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="events", to="feedback.complaint")),
                    ],
                    options={
                        "verbose_name": "step of a complaint",
                        "verbose_name_plural": "steps of complaints",
                        "ordering": ["complaint", "at", "pk"],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="complaintevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="steps_are_only_added",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF TG_OP = 'UPDATE' AND (NEW.id, NEW.complaint_id, NEW.kind, NEW.at, NEW.before, NEW.after) IS NOT DISTINCT FROM (OLD.id, OLD.complaint_id, OLD.kind, OLD.at, OLD.before, OLD.after) AND (NEW.text = OLD.text OR NEW.text = '' OR NEW.text LIKE '%•%') AND COALESCE(NEW.by_id = OLD.by_id, NEW.by_id IS NULL) THEN RETURN NEW; END IF; RAISE EXCEPTION 'A step of a complaint is never changed: add a new one.' USING ERRCODE = 'restrict_violation';",
                            hash="2177f4aa765985a9dc6a66c198509437d743ebba",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_steps_are_only_added_7756d",
                            table="feedback_complaintevent",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("question", models.CharField(max_length=300, verbose_name="question to the guest")),
                        ("due_on", models.DateField(verbose_name="to be asked on")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                        ("verdict", models.CharField(blank=True, choices=[("satisfied", "satisfied now"), ("unsatisfied", "still not satisfied"), ("not_reached", "not reached")], default="", max_length=11, verbose_name="his answer")),
                        ("answer", models.CharField(blank=True, default="", max_length=500, verbose_name="his words")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                        ("answered_to", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="answered to")),
                        ("asked_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="noted by")),
                        ("complaint", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="follow_ups", to="feedback.complaint")),
                    ],
                    options={
                        "verbose_name": "follow-up question",
                        "verbose_name_plural": "follow-up questions",
                        "ordering": ["due_on", "pk"],
                        "indexes": [models.Index(condition=models.Q(("answered_at__isnull", True)), fields=["due_on"], name="follow_up_open")],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("answered_at__isnull", True)), fields=("complaint",), name="one_open_follow_up"),
                            models.CheckConstraint(condition=models.Q(models.Q(("answered_at__isnull", True), ("verdict", "")), models.Q(("answered_at__isnull", False), models.Q(("verdict", ""), _negated=True)), _connector="OR"), name="follow_up_answered_with_a_verdict"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallBack",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("departed_on", models.DateField(verbose_name="left")),
                        ("priority", models.PositiveSmallIntegerField(default=0, verbose_name="priority")),
                        ("reasons", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None)),
                        ("status", models.CharField(choices=[("due", "to call"), ("done", "done"), ("given_up", "given up"), ("not_called", "is not called")], default="due", max_length=10, verbose_name="status")),
                        ("not_called", models.CharField(blank=True, choices=[("no_phone", "no phone number"), ("no_wish", "has refused messages about his stay, or may not be called")], default="", max_length=8, verbose_name="why nobody calls")),
                        ("next_on", models.DateField(verbose_name="to call on")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[("pleased", "was pleased"), ("neutral", "nothing special"), ("complained", "complained"), ("not_reached", "not reached"), ("call_again", "asks to be called another day"), ("wrong_number", "wrong number"), ("refused", "does not want calls")],
                                default="",
                                max_length=12,
                                verbose_name="result",
                            ),
                        ),
                        ("called_at", models.DateTimeField(blank=True, null=True, verbose_name="called")),
                        ("note", models.CharField(blank=True, default="", max_length=1000, verbose_name="what he said")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                        ("called_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="called by")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="call_backs", to="guests.guest", verbose_name="guest")),
                        ("stay", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="call_back", to="reservations.stay")),
                        ("complaint", models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="feedback.complaint")),
                    ],
                    options={
                        "verbose_name": "call-back",
                        "verbose_name_plural": "call-backs",
                        "ordering": ["-priority", "next_on", "pk"],
                        "indexes": [models.Index(condition=models.Q(("status", "due")), fields=["-priority", "next_on"], name="call_due"), models.Index(fields=["departed_on"], name="call_departed")],
                        "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("status", "done"), _negated=True), ("called_at__isnull", False), _connector="OR"), name="call_done_at_a_moment")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="callback",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="d4979a36e76a260042ddf06708abd15fc303a87b",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_1a52f",
                            table="feedback_callback",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="CallAttempt",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at", models.DateTimeField(verbose_name="at")),
                        (
                            "result",
                            models.CharField(
                                choices=[("pleased", "was pleased"), ("neutral", "nothing special"), ("complained", "complained"), ("not_reached", "not reached"), ("call_again", "asks to be called another day"), ("wrong_number", "wrong number"), ("refused", "does not want calls")], max_length=12, verbose_name="result"
                            ),
                        ),
                        ("note", models.CharField(blank=True, default="", max_length=1000, verbose_name="what he said")),
                        ("next_on", models.DateField(blank=True, null=True, verbose_name="to call on")),
                        ("by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="by")),
                        ("call_back", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tries", to="feedback.callback")),
                    ],
                    options={
                        "verbose_name": "attempt to call",
                        "verbose_name_plural": "attempts to call",
                        "ordering": ["call_back", "at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Recovery",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("tool", models.CharField(choices=[("apology", "apology"), ("discount", "discount"), ("upgrade", "upgrade"), ("amenity", "amenity"), ("points", "loyalty points"), ("free_night", "free night")], max_length=10, verbose_name="tool")),
                        ("detail", models.CharField(max_length=300, verbose_name="what exactly")),
                        ("cost", common.money.MoneyField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name="cost to the hotel")),
                        ("status", models.CharField(choices=[("waiting", "waits for approval"), ("promised", "promised"), ("given", "given"), ("refused", "not approved")], max_length=8, verbose_name="status")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="promised for")),
                        ("given_at", models.DateTimeField(verbose_name="decided")),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved")),
                        ("refusal", models.CharField(blank=True, default="", max_length=300, verbose_name="why not")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="carried out")),
                        ("approved_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="approved by")),
                        ("complaint", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="recoveries", to="feedback.complaint")),
                        ("done_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="carried out by")),
                        ("given_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="decided by")),
                    ],
                    options={
                        "verbose_name": "recovery",
                        "verbose_name_plural": "recoveries",
                        "ordering": ["given_at", "pk"],
                        "permissions": [("approve_recovery", "May approve recovery above a colleague's limit")],
                        "indexes": [models.Index(condition=models.Q(("status__in", ["waiting", "promised"])), fields=["due_on"], name="recovery_unfinished")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("cost__gte", 0)), name="recovery_costs_no_less_than_nothing"),
                            models.CheckConstraint(condition=models.Q(("approved_by__isnull", True), ("given_by__isnull", True), models.Q(("approved_by", models.F("given_by")), _negated=True), _connector="OR"), name="recovery_approved_by_somebody_else"),
                            models.CheckConstraint(condition=models.Q(models.Q(("status", "given"), _negated=True), ("done_at__isnull", False), _connector="OR"), name="recovery_given_at_a_moment"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryLimit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        (
                            "department",
                            models.CharField(
                                choices=[("front_desk", "Front desk"), ("rooms", "Rooms"), ("food_beverage", "Food, beverage and entertainment"), ("guest_service", "Guest service"), ("sales", "Sales"), ("marketing", "Marketing"), ("finance", "Finance"), ("management", "Management"), ("crm_centre", "CRM centre")],
                                max_length=13,
                                verbose_name="department",
                            ),
                        ),
                        ("tool", models.CharField(choices=[("apology", "apology"), ("discount", "discount"), ("upgrade", "upgrade"), ("amenity", "amenity"), ("points", "loyalty points"), ("free_night", "free night")], max_length=10, verbose_name="tool")),
                        ("most", common.money.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name="up to, without asking")),
                    ],
                    options={
                        "verbose_name": "limit of recovery",
                        "verbose_name_plural": "limits of recovery",
                        "ordering": ["department", "tool"],
                        "constraints": [models.UniqueConstraint(fields=("department", "tool"), name="one_limit_per_department_and_tool"), models.CheckConstraint(condition=models.Q(("most__isnull", True), ("most__gte", 0), _connector="OR"), name="recovery_limit_not_negative")],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceClock",
                    fields=[
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("subject", models.CharField(choices=[("minor", "minor complaint"), ("serious", "serious complaint"), ("critical", "critical complaint"), ("request", "request of a guest")], max_length=8, primary_key=True, serialize=False, verbose_name="for")),
                        ("take_within", models.PositiveIntegerField(verbose_name="minutes to take it in hand")),
                        ("settle_within", models.PositiveIntegerField(verbose_name="minutes to settle it")),
                        ("management_after", models.PositiveIntegerField(verbose_name="minutes from then until management is told")),
                    ],
                    options={
                        "verbose_name": "service clock",
                        "verbose_name_plural": "service clocks",
                        "ordering": ["settle_within"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("settle_within__gte", models.F("take_within")), ("take_within__gte", 1)), name="service_clock_takes_before_it_settles")],
                    },
                ),
            ]
        )
    ]
