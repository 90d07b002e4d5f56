"""Weights of the indicators, experts, and scores as one partition a weighting."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from common.migrating import AtOnce

#: Scores of sets and of guests: one partition a weighting.
SCORES_BY_WEIGHTING = """
CREATE TABLE satisfaction_answersetscore (
    weighting_id bigint NOT NULL,
    answer_set_id bigint NOT NULL,
    score double precision NOT NULL,
    answers smallint NOT NULL,
    PRIMARY KEY (answer_set_id, weighting_id)
) PARTITION BY LIST (weighting_id);
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


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("satisfaction", "0001_initial"),
        ("satisfaction", "0003_scores"),
        ("satisfaction", "0004_sheets_in_columns"),
    ]
    dependencies = [("feedback", "0001_tables")]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="Weighting",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("subject", models.CharField(choices=[("satisfaction", "guest satisfaction"), ("potential", "incremental value (CPV)")], max_length=12, verbose_name="what is weighed")),
                        ("version", models.PositiveIntegerField(verbose_name="version")),
                        (
                            "method",
                            models.CharField(
                                choices=[("equal", "equal weights"), ("carried", "carried over to a new indicator system"), ("delphi", "Delphi"), ("ahp", "analytic hierarchy process (AHP)"), ("paired", "paired comparison"), ("ahp_delphi", "Delphi over AHP"), ("paired_delphi", "Delphi over paired comparison")],
                                max_length=13,
                                verbose_name="method",
                            ),
                        ),
                        ("name", models.CharField(blank=True, default="", max_length=80, verbose_name="name")),
                        ("status", models.CharField(choices=[("draft", "experts are asked"), ("agreed", "decided"), ("in_force", "in force"), ("retired", "past"), ("discarded", "given up")], default="draft", max_length=9, verbose_name="status")),
                        ("cv_limit", models.DecimalField(decimal_places=3, default=Decimal("0.25"), max_digits=4, validators=[django.core.validators.MinValueValidator(Decimal("0.01")), django.core.validators.MaxValueValidator(Decimal("2"))], verbose_name="experts agree up to a coefficient of variation of")),
                        ("note", models.TextField(blank=True, default="", verbose_name="occasion")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="created at")),
                        ("created_by", models.CharField(blank=True, default="", max_length=150, verbose_name="started by")),
                        ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                        ("decided_by", models.CharField(blank=True, default="", max_length=150, verbose_name="decided by")),
                        ("system", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="weightings", to="feedback.indicatorsystem", verbose_name="indicator system")),
                    ],
                    options={
                        "verbose_name": "weighting",
                        "verbose_name_plural": "weightings",
                        "ordering": ["subject", "-version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("subject", "version"), name="one_weighting_per_version"),
                            models.UniqueConstraint(condition=models.Q(("status", "in_force")), fields=("subject", "system"), name="one_weighting_in_force", nulls_distinct=False),
                            models.CheckConstraint(condition=models.Q(models.Q(("subject", "satisfaction"), ("system__isnull", False)), models.Q(("subject", "potential"), ("system__isnull", True)), _connector="OR"), name="satisfaction_is_weighed_in_a_system"),
                            models.CheckConstraint(condition=models.Q(("status__in", ["draft", "discarded"]), ("decided_on__isnull", False), _connector="OR"), name="a_weighting_is_decided_on_a_day"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Weight",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("group", models.CharField(blank=True, default="", max_length=40)),
                        ("item", models.CharField(max_length=40)),
                        ("weight", models.DecimalField(decimal_places=6, max_digits=8, verbose_name="weight")),
                        ("criterion", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="weights", to="feedback.criterion")),
                        ("indicator", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="weights", to="feedback.indicator")),
                        ("weighting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="weights", to="satisfaction.weighting")),
                    ],
                    options={
                        "verbose_name": "weight",
                        "verbose_name_plural": "weights",
                        "ordering": ["weighting", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("weighting", "group", "item"), name="one_weight_per_sibling"),
                            models.CheckConstraint(condition=models.Q(("weight__gte", 0), ("weight__lte", 1)), name="weight_is_a_share"),
                            models.CheckConstraint(condition=models.Q(("indicator__isnull", True), ("criterion__isnull", False), _connector="OR"), name="an_indicator_is_weighed_in_its_criterion"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="weight",
                    trigger=pgtrigger.compiler.Trigger(
                        name="weights_are_written_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash="01e3023290b7a57b627314010a6f8fe91b2e8a13", operation="UPDATE OR DELETE", pgid="pgtrigger_weights_are_written_once_6dbb5", table="satisfaction_weight", when="BEFORE"
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="weight",
                    trigger=pgtrigger.compiler.Trigger(
                        name="siblings_sum_to_one",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            declare="DECLARE total numeric;",
                            func='SELECT sum(weight) INTO total FROM satisfaction_weight WHERE weighting_id = NEW.weighting_id AND "group" = NEW."group"; IF total <> 1 THEN RAISE EXCEPTION \'weights of weighting %, group "%" sum to %, not to 1\', NEW.weighting_id, NEW."group", total USING ERRCODE = \'check_violation\'; END IF; RETURN NULL;',
                            hash="7675dd13b96f0701c5904380cfe6ed18617b61b1",
                            operation="INSERT",
                            pgid="pgtrigger_siblings_sum_to_one_83c1e",
                            table="satisfaction_weight",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="InForce",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("is_rollback", models.BooleanField(default=False, verbose_name="taken back")),
                        ("why", models.CharField(blank=True, default="", max_length=200, verbose_name="why")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="created at")),
                        ("created_by", models.CharField(blank=True, default="", max_length=150, verbose_name="put in force by")),
                        ("weighting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="satisfaction.weighting")),
                    ],
                    options={
                        "verbose_name": "weighting in force",
                        "verbose_name_plural": "weightings in force",
                        "ordering": ["-valid_from", "-pk"],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="inforce",
                    trigger=pgtrigger.compiler.Trigger(
                        name="terms_are_only_added",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash="b177df628cecdb28448617fff6bad754f42f8659", operation="UPDATE OR DELETE", pgid="pgtrigger_terms_are_only_added_f3bf4", table="satisfaction_inforce", when="BEFORE"
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Expert",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("link_issue", models.PositiveSmallIntegerField(default=1)),
                        ("invited_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="invited")),
                        ("invited_by", models.CharField(blank=True, default="", max_length=150, verbose_name="invited by")),
                        ("user", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="expertises", to=settings.AUTH_USER_MODEL)),
                        ("weighting", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="experts", to="satisfaction.weighting")),
                    ],
                    options={
                        "verbose_name": "expert",
                        "verbose_name_plural": "experts",
                        "ordering": ["weighting", "pk"],
                        "constraints": [models.UniqueConstraint(condition=models.Q(("user__isnull", False)), fields=("weighting", "user"), name="one_expert_per_colleague"), models.UniqueConstraint(fields=("weighting", "name"), name="one_expert_per_name")],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveSmallIntegerField(verbose_name="round")),
                        ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="opened")),
                        ("opened_by", models.CharField(blank=True, default="", max_length=150, verbose_name="opened by")),
                        ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                        ("closed_by", models.CharField(blank=True, default="", max_length=150, verbose_name="closed by")),
                        ("outcome", models.JSONField(blank=True, null=True, verbose_name="outcome")),
                        ("weighting", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="satisfaction.weighting")),
                    ],
                    options={
                        "verbose_name": "round",
                        "verbose_name_plural": "rounds",
                        "ordering": ["weighting", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("weighting", "number"), name="one_round_per_number"),
                            models.UniqueConstraint(condition=models.Q(("closed_at__isnull", True)), fields=("weighting",), name="one_open_round"),
                            models.CheckConstraint(condition=models.Q(models.Q(("closed_at__isnull", True), ("outcome__isnull", True)), models.Q(("closed_at__isnull", False), ("outcome__isnull", False)), _connector="OR"), name="a_closed_round_has_an_outcome"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reply",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("begun_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="begun")),
                        ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="handed in")),
                        ("expert", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="satisfaction.expert")),
                        ("round", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="satisfaction.round")),
                    ],
                    options={
                        "verbose_name": "reply of an expert",
                        "verbose_name_plural": "replies of experts",
                        "ordering": ["round", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("round", "expert"), name="one_reply_per_round")],
                    },
                ),
                migrations.CreateModel(
                    name="Opinion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("group", models.CharField(blank=True, default="", max_length=40)),
                        ("item", models.CharField(max_length=40)),
                        ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="points")),
                        ("reply", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="satisfaction.reply")),
                    ],
                    options={
                        "verbose_name": "opinion",
                        "verbose_name_plural": "opinions",
                        "ordering": ["reply", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("reply", "group", "item"), name="one_opinion_per_sibling"), models.CheckConstraint(condition=models.Q(("points__gte", 0), ("points__lte", 100)), name="opinion_from_0_to_100_points")],
                    },
                ),
                migrations.CreateModel(
                    name="Judgement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("group", models.CharField(blank=True, default="", max_length=40)),
                        ("first", models.CharField(max_length=40)),
                        ("second", models.CharField(max_length=40)),
                        ("answer", models.SmallIntegerField(verbose_name="answer")),
                        ("reply", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="judgements", to="satisfaction.reply")),
                    ],
                    options={
                        "verbose_name": "judgement",
                        "verbose_name_plural": "judgements",
                        "ordering": ["reply", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("reply", "group", "first", "second"), name="one_judgement_per_pair"),
                            models.CheckConstraint(condition=models.Q(("answer__gte", -8), ("answer__lte", 8)), name="judgement_is_on_its_scale"),
                            models.CheckConstraint(condition=models.Q(("first", models.F("second")), _negated=True), name="two_different_siblings"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Improvement",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "department",
                            models.CharField(
                                choices=[("front_desk", "Front desk"), ("rooms", "Rooms"), ("food_beverage", "Food, beverage and entertainment"), ("guest_service", "Guest service"), ("sales", "Sales"), ("marketing", "Marketing"), ("finance", "Finance"), ("management", "Management"), ("crm_centre", "CRM centre")],
                                max_length=13,
                                verbose_name="department",
                            ),
                        ),
                        ("what", models.TextField(verbose_name="what will be done")),
                        ("who", models.CharField(max_length=150, verbose_name="who")),
                        ("due_on", models.DateField(verbose_name="by when")),
                        ("status", models.CharField(choices=[("open", "under way"), ("done", "done, to be measured"), ("closed", "closed")], default="open", max_length=6, verbose_name="status")),
                        ("opened_on", models.DateField(verbose_name="opened")),
                        ("opened_by", models.CharField(blank=True, default="", max_length=150, verbose_name="opened by")),
                        ("quarter", models.CharField(blank=True, choices=[("keep_up", "keep up"), ("fix_now", "fix now"), ("opportunity", "opportunity"), ("watch", "watch")], default="", max_length=11, verbose_name="quarter")),
                        ("importance", models.FloatField(blank=True, null=True, verbose_name="importance")),
                        ("performance", models.FloatField(blank=True, null=True, verbose_name="performance")),
                        ("answers", models.PositiveIntegerField(default=0, verbose_name="answers")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="done")),
                        ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days compared")),
                        ("before_n", models.PositiveIntegerField(default=0)),
                        ("before_mean", models.FloatField(blank=True, null=True)),
                        ("before_deviation", models.FloatField(blank=True, null=True)),
                        ("after_n", models.PositiveIntegerField(default=0)),
                        ("after_mean", models.FloatField(blank=True, null=True)),
                        ("after_deviation", models.FloatField(blank=True, null=True)),
                        ("low", models.FloatField(blank=True, null=True)),
                        ("high", models.FloatField(blank=True, null=True)),
                        ("verdict", models.CharField(blank=True, choices=[("improved", "improved"), ("unchanged", "unchanged"), ("worse", "worse"), ("too_few", "too few answers")], default="", max_length=9, verbose_name="result")),
                        ("measured_on", models.DateField(blank=True, null=True, verbose_name="measured")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed")),
                        ("closed_by", models.CharField(blank=True, default="", max_length=150, verbose_name="closed by")),
                        ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                        ("indicator", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="improvements", to="feedback.indicator", verbose_name="indicator")),
                        ("weighting", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="satisfaction.weighting")),
                    ],
                    options={
                        "verbose_name": "improvement",
                        "verbose_name_plural": "improvements",
                        "ordering": ["-opened_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(models.Q(("status", "closed"), _negated=True), models.Q(("reason", ""), _negated=True), ("verdict__in", ["improved", "unchanged", "worse"]), _connector="OR"), name="improvement_closed_for_a_reason"),
                            models.CheckConstraint(condition=models.Q(models.Q(("closed_on__isnull", False), ("status", "closed")), models.Q(models.Q(("status", "closed"), _negated=True), ("closed_on__isnull", True)), _connector="OR"), name="improvement_closed_on_a_day"),
                            models.CheckConstraint(condition=models.Q(models.Q(("status", "done"), _negated=True), models.Q(("days__isnull", False), ("done_on__isnull", False)), _connector="OR"), name="improvement_done_on_a_day"),
                            models.CheckConstraint(condition=models.Q(("verdict", ""), ("measured_on__isnull", False), _connector="OR"), name="verdict_was_measured"),
                            models.CheckConstraint(condition=models.Q(("done_on__isnull", True), ("done_on__gte", models.F("opened_on")), _connector="OR"), name="improvement_done_after_opening"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="improvement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "satisfaction_improvementevent" ("after_deviation", "after_mean", "after_n", "answers", "before_deviation", "before_mean", "before_n", "closed_by", "closed_on", "days", "department", "done_on", "due_on", "high", "id", "importance", "indicator_id", "low", "measured_on", "opened_by", "opened_on", "performance", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "reason", "status", "verdict", "weighting_id", "what", "who") VALUES (OLD."after_deviation", OLD."after_mean", OLD."after_n", OLD."answers", OLD."before_deviation", OLD."before_mean", OLD."before_n", OLD."closed_by", OLD."closed_on", OLD."days", OLD."department", OLD."done_on", OLD."due_on", OLD."high", OLD."id", OLD."importance", OLD."indicator_id", OLD."low", OLD."measured_on", OLD."opened_by", OLD."opened_on", OLD."performance", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."quarter", OLD."reason", OLD."status", OLD."verdict", OLD."weighting_id", OLD."what", OLD."who"); RETURN NULL;',
                            hash="b5ab500a4dcf27899055673e7b9e40f3b28b632f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_05c2f",
                            table="satisfaction_improvement",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="improvement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "satisfaction_improvementevent" ("after_deviation", "after_mean", "after_n", "answers", "before_deviation", "before_mean", "before_n", "closed_by", "closed_on", "days", "department", "done_on", "due_on", "high", "id", "importance", "indicator_id", "low", "measured_on", "opened_by", "opened_on", "performance", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quarter", "reason", "status", "verdict", "weighting_id", "what", "who") VALUES (OLD."after_deviation", OLD."after_mean", OLD."after_n", OLD."answers", OLD."before_deviation", OLD."before_mean", OLD."before_n", OLD."closed_by", OLD."closed_on", OLD."days", OLD."department", OLD."done_on", OLD."due_on", OLD."high", OLD."id", OLD."importance", OLD."indicator_id", OLD."low", OLD."measured_on", OLD."opened_by", OLD."opened_on", OLD."performance", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quarter", OLD."reason", OLD."status", OLD."verdict", OLD."weighting_id", OLD."what", OLD."who"); RETURN NULL;',
                            hash="5385566837ba3e61a8de0733615e09a6fd858d23",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_11300",
                            table="satisfaction_improvement",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ImprovementEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        (
                            "department",
                            models.CharField(
                                choices=[("front_desk", "Front desk"), ("rooms", "Rooms"), ("food_beverage", "Food, beverage and entertainment"), ("guest_service", "Guest service"), ("sales", "Sales"), ("marketing", "Marketing"), ("finance", "Finance"), ("management", "Management"), ("crm_centre", "CRM centre")],
                                max_length=13,
                                verbose_name="department",
                            ),
                        ),
                        ("what", models.TextField(verbose_name="what will be done")),
                        ("who", models.CharField(max_length=150, verbose_name="who")),
                        ("due_on", models.DateField(verbose_name="by when")),
                        ("status", models.CharField(choices=[("open", "under way"), ("done", "done, to be measured"), ("closed", "closed")], default="open", max_length=6, verbose_name="status")),
                        ("opened_on", models.DateField(verbose_name="opened")),
                        ("opened_by", models.CharField(blank=True, default="", max_length=150, verbose_name="opened by")),
                        ("quarter", models.CharField(blank=True, choices=[("keep_up", "keep up"), ("fix_now", "fix now"), ("opportunity", "opportunity"), ("watch", "watch")], default="", max_length=11, verbose_name="quarter")),
                        ("importance", models.FloatField(blank=True, null=True, verbose_name="importance")),
                        ("performance", models.FloatField(blank=True, null=True, verbose_name="performance")),
                        ("answers", models.PositiveIntegerField(default=0, verbose_name="answers")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="done")),
                        ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days compared")),
                        ("before_n", models.PositiveIntegerField(default=0)),
                        ("before_mean", models.FloatField(blank=True, null=True)),
                        ("before_deviation", models.FloatField(blank=True, null=True)),
                        ("after_n", models.PositiveIntegerField(default=0)),
                        ("after_mean", models.FloatField(blank=True, null=True)),
                        ("after_deviation", models.FloatField(blank=True, null=True)),
                        ("low", models.FloatField(blank=True, null=True)),
                        ("high", models.FloatField(blank=True, null=True)),
                        ("verdict", models.CharField(blank=True, choices=[("improved", "improved"), ("unchanged", "unchanged"), ("worse", "worse"), ("too_few", "too few answers")], default="", max_length=9, verbose_name="result")),
                        ("measured_on", models.DateField(blank=True, null=True, verbose_name="measured")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed")),
                        ("closed_by", models.CharField(blank=True, default="", max_length=150, verbose_name="closed by")),
                        ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                        ("indicator", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="feedback.indicator", verbose_name="indicator")),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="satisfaction.improvement")),
                        ("weighting", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="satisfaction.weighting")),
                    ],
                ),
                migrations.CreateModel(
                    name="Sheet",
                    fields=[
                        ("answer_set", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="sheet", serialize=False, to="feedback.answerset")),
                        ("business_date", models.DateField(verbose_name="date")),
                        ("system", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="feedback.indicatorsystem")),
                        ("q01", models.FloatField(null=True)),
                        ("q02", models.FloatField(null=True)),
                        ("q03", models.FloatField(null=True)),
                        ("q04", models.FloatField(null=True)),
                        ("q05", models.FloatField(null=True)),
                        ("q06", models.FloatField(null=True)),
                        ("q07", models.FloatField(null=True)),
                        ("q08", models.FloatField(null=True)),
                        ("q09", models.FloatField(null=True)),
                        ("q10", models.FloatField(null=True)),
                        ("q11", models.FloatField(null=True)),
                        ("q12", models.FloatField(null=True)),
                        ("q13", models.FloatField(null=True)),
                        ("q14", models.FloatField(null=True)),
                        ("q15", models.FloatField(null=True)),
                        ("q16", models.FloatField(null=True)),
                        ("q17", models.FloatField(null=True)),
                        ("q18", models.FloatField(null=True)),
                        ("q19", models.FloatField(null=True)),
                        ("q20", models.FloatField(null=True)),
                        ("q21", models.FloatField(null=True)),
                        ("q22", models.FloatField(null=True)),
                        ("q23", models.FloatField(null=True)),
                        ("q24", models.FloatField(null=True)),
                        ("q25", models.FloatField(null=True)),
                        ("q26", models.FloatField(null=True)),
                        ("q27", models.FloatField(null=True)),
                        ("q28", models.FloatField(null=True)),
                        ("q29", models.FloatField(null=True)),
                        ("q30", models.FloatField(null=True)),
                        ("q31", models.FloatField(null=True)),
                        ("q32", models.FloatField(null=True)),
                        ("q33", models.FloatField(null=True)),
                        ("q34", models.FloatField(null=True)),
                        ("q35", models.FloatField(null=True)),
                        ("q36", models.FloatField(null=True)),
                        ("q37", models.FloatField(null=True)),
                        ("q38", models.FloatField(null=True)),
                        ("q39", models.FloatField(null=True)),
                        ("q40", models.FloatField(null=True)),
                        ("q41", models.FloatField(null=True)),
                        ("q42", models.FloatField(null=True)),
                        ("q43", models.FloatField(null=True)),
                        ("q44", models.FloatField(null=True)),
                        ("q45", models.FloatField(null=True)),
                        ("q46", models.FloatField(null=True)),
                        ("q47", models.FloatField(null=True)),
                        ("q48", models.FloatField(null=True)),
                        ("q49", models.FloatField(null=True)),
                        ("q50", models.FloatField(null=True)),
                        ("q51", models.FloatField(null=True)),
                        ("q52", models.FloatField(null=True)),
                        ("q53", models.FloatField(null=True)),
                        ("q54", models.FloatField(null=True)),
                        ("q55", models.FloatField(null=True)),
                        ("q56", models.FloatField(null=True)),
                        ("q57", models.FloatField(null=True)),
                        ("q58", models.FloatField(null=True)),
                        ("q59", models.FloatField(null=True)),
                        ("q60", models.FloatField(null=True)),
                    ],
                    options={
                        "verbose_name": "sheet of answers",
                        "verbose_name_plural": "sheets of answers",
                        "indexes": [models.Index(fields=["business_date"], name="sheets_by_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Scoring",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("as_of", models.DateField(verbose_name="business date")),
                        ("finished_at", models.DateTimeField(verbose_name="finished")),
                        ("sets", models.PositiveIntegerField(verbose_name="answer sets")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests")),
                        ("weighting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="scorings", to="satisfaction.weighting")),
                    ],
                    options={
                        "verbose_name": "computation of scores",
                        "verbose_name_plural": "computations of scores",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="MonthScore",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("month", models.DateField(verbose_name="month")),
                        ("level", models.CharField(choices=[("all", "all together"), ("criterion", "criterion"), ("department", "department"), ("indicator", "indicator")], max_length=10, verbose_name="level")),
                        ("key", models.CharField(blank=True, default="", max_length=40)),
                        ("n", models.PositiveIntegerField(verbose_name="answers")),
                        ("mean", models.FloatField(null=True, verbose_name="mean")),
                        ("deviation", models.FloatField(null=True, verbose_name="standard deviation")),
                        ("weighting", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="satisfaction.weighting")),
                    ],
                    options={
                        "verbose_name": "score of a month",
                        "verbose_name_plural": "scores of months",
                        "permissions": [("view_diagnosis", "Can see what guests think of his own department"), ("view_whole_diagnosis", "Can see what guests think of every department")],
                        "constraints": [models.UniqueConstraint(fields=("weighting", "month", "level", "key"), name="one_score_a_month")],
                    },
                ),
                migrations.CreateModel(
                    name="ScoredMonth",
                    fields=[
                        ("pk", models.CompositePrimaryKey("weighting_id", "month", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("month", models.DateField(verbose_name="month")),
                        ("sets", models.PositiveIntegerField(verbose_name="answer sets")),
                        ("fingerprint", models.BigIntegerField()),
                        ("weighting", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="satisfaction.weighting")),
                    ],
                    options={
                        "verbose_name": "month that was scored",
                        "verbose_name_plural": "months that were scored",
                    },
                ),
                migrations.SeparateDatabaseAndState(
                    database_operations=[migrations.RunSQL(SCORES_BY_WEIGHTING)],
                    state_operations=[
                        migrations.CreateModel(
                            name="AnswerSetScore",
                            fields=[
                                ("pk", models.CompositePrimaryKey("weighting_id", "answer_set_id", blank=True, editable=False, primary_key=True, serialize=False)),
                                ("weighting", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="satisfaction.weighting")),
                                ("answer_set", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="feedback.answerset")),
                                ("score", models.FloatField(verbose_name="score")),
                                ("answers", models.PositiveSmallIntegerField(verbose_name="answers")),
                            ],
                            options={
                                "verbose_name": "score of an answer set",
                                "verbose_name_plural": "scores of answer sets",
                            },
                        ),
                        migrations.CreateModel(
                            name="GuestSatisfaction",
                            fields=[
                                ("pk", models.CompositePrimaryKey("guest_id", "weighting_id", blank=True, editable=False, primary_key=True, serialize=False)),
                                ("guest", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="satisfactions", to="guests.guest")),
                                ("weighting", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="satisfaction.weighting")),
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
            ]
        )
    ]
