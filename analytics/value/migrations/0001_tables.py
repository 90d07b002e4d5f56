"""What guests are worth: parameters, runs, forecasts, and the history as one partition a run."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import analytics.value.models.parameters
import common.money
from common.migrating import AtOnce

#: One partition a run, attached whole, dropped whole.
VALUES_BY_RUN = """
CREATE TABLE value_guestvalue (
    run_id bigint NOT NULL,
    guest_id bigint NOT NULL,
    stays integer NOT NULL,
    recent_stays integer NOT NULL,
    first_stay_on date NOT NULL,
    last_stay_on date NOT NULL,
    income_band smallint,
    credit smallint,
    spend numeric(14, 2) NOT NULL,
    chv numeric(14, 2) NOT NULL,
    profit_per_stay numeric(14, 2) NOT NULL,
    stays_per_period numeric(10, 4) NOT NULL,
    ccv numeric(14, 2) NOT NULL,
    motive varchar(11),
    industry varchar(12),
    growth_score numeric(5, 2),
    satisfaction numeric(5, 2),
    cpv numeric(5, 2),
    completeness numeric(4, 3) NOT NULL,
    referral_value numeric(14, 2) NOT NULL,
    value_class varchar(9) NOT NULL
        CHECK (value_class IN ('high', 'secondary', 'potential', 'low')),
    PRIMARY KEY (run_id, guest_id)
) PARTITION BY LIST (run_id);
CREATE INDEX value_guestvalue_by_ccv ON value_guestvalue (ccv DESC, guest_id);
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("value", "0001_initial"),
        ("value", "0002_history_by_run"),
        ("value", "0003_sums_of_stays"),
        ("value", "0004_forecasts"),
        ("value", "0005_rounds_of_the_sums"),
    ]
    dependencies = [("guests", "0001_tables")]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="ClassAdvice",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("value_class", models.CharField(choices=[("high", "high value"), ("secondary", "secondary value"), ("potential", "potential value"), ("low", "low value")], max_length=9, unique=True, verbose_name="class")),
                        ("text_zh", models.CharField(max_length=400, verbose_name="recommended actions (Chinese)")),
                        ("text_en", models.CharField(max_length=400, verbose_name="recommended actions (English)")),
                    ],
                    options={
                        "verbose_name": "recommended actions",
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="classadvice",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "value_classadviceevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_en", "text_zh", "updated_at", "value_class") VALUES (OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."text_en", OLD."text_zh", OLD."updated_at", OLD."value_class"); RETURN NULL;',
                            hash="fad265918f5236aa13d6047e8bff7140a510c20f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3be87",
                            table="value_classadvice",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="classadvice",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "value_classadviceevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text_en", "text_zh", "updated_at", "value_class") VALUES (OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text_en", OLD."text_zh", OLD."updated_at", OLD."value_class"); RETURN NULL;',
                            hash="a1ca40f35b96995a8cd92faef2fe8d72592aa11f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e03cf",
                            table="value_classadvice",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ClassAdviceEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("value_class", models.CharField(choices=[("high", "high value"), ("secondary", "secondary value"), ("potential", "potential value"), ("low", "low value")], max_length=9, verbose_name="class")),
                        ("text_zh", models.CharField(max_length=400, verbose_name="recommended actions (Chinese)")),
                        ("text_en", models.CharField(max_length=400, verbose_name="recommended actions (English)")),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="value.classadvice")),
                    ],
                ),
                migrations.CreateModel(
                    name="CostInput",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("month", models.DateField(unique=True, verbose_name="month")),
                        ("amount", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="input cost")),
                        ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="note")),
                        ("entered_by", models.CharField(blank=True, default="", max_length=150, verbose_name="entered by")),
                        ("is_synthetic", models.BooleanField(default=False, verbose_name="synthetic")),
                    ],
                    options={
                        "verbose_name": "input cost",
                        "verbose_name_plural": "input costs",
                        "ordering": ["month"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="cost_is_not_negative"), models.CheckConstraint(condition=models.Q(("month__day", 1)), name="cost_month_is_its_first_day")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="costinput",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "value_costinputevent" ("amount", "created_at", "entered_by", "id", "is_synthetic", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."amount", OLD."created_at", OLD."entered_by", OLD."id", OLD."is_synthetic", OLD."month", OLD."note", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."updated_at"); RETURN NULL;',
                            hash="b8815daf814fcf0725e0a4e3793581b782b68323",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_62da6",
                            table="value_costinput",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="costinput",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "value_costinputevent" ("amount", "created_at", "entered_by", "id", "is_synthetic", "month", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."amount", OLD."created_at", OLD."entered_by", OLD."id", OLD."is_synthetic", OLD."month", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;',
                            hash="76cafd0fa3ec5d4d9b8e28562ad948e18eb89fc5",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e3285",
                            table="value_costinput",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="CostInputEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("month", models.DateField(verbose_name="month")),
                        ("amount", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="input cost")),
                        ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="note")),
                        ("entered_by", models.CharField(blank=True, default="", max_length=150, verbose_name="entered by")),
                        ("is_synthetic", models.BooleanField(default=False, verbose_name="synthetic")),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="value.costinput")),
                    ],
                ),
                migrations.CreateModel(
                    name="FrozenCost",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("month", models.DateField(unique=True, verbose_name="accounting month")),
                        ("total_cost", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="input cost to date")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests who ever stayed")),
                        ("cost_per_guest", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="cost per guest (C)")),
                        ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                        ("frozen_by", models.CharField(blank=True, default="", max_length=150, verbose_name="frozen by")),
                    ],
                    options={
                        "verbose_name": "frozen cost",
                        "verbose_name_plural": "frozen costs",
                        "ordering": ["-month"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("month__day", 1)), name="frozen_month_is_its_first_day")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="frozencost",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "value_frozencostevent" ("cost_per_guest", "created_at", "frozen_at", "frozen_by", "guests", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "total_cost", "updated_at") VALUES (OLD."cost_per_guest", OLD."created_at", OLD."frozen_at", OLD."frozen_by", OLD."guests", OLD."id", OLD."month", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."total_cost", OLD."updated_at"); RETURN NULL;',
                            hash="66958d10b63f96b39695e5b90f5e5bee38fbc59a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e35e8",
                            table="value_frozencost",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="frozencost",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "value_frozencostevent" ("cost_per_guest", "created_at", "frozen_at", "frozen_by", "guests", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "total_cost", "updated_at") VALUES (OLD."cost_per_guest", OLD."created_at", OLD."frozen_at", OLD."frozen_by", OLD."guests", OLD."id", OLD."month", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."total_cost", OLD."updated_at"); RETURN NULL;',
                            hash="57fb8c080d488b51f2abb2d0dfa5834c4a10fbf5",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2f5d4",
                            table="value_frozencost",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="FrozenCostEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("month", models.DateField(verbose_name="accounting month")),
                        ("total_cost", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="input cost to date")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests who ever stayed")),
                        ("cost_per_guest", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="cost per guest (C)")),
                        ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                        ("frozen_by", models.CharField(blank=True, default="", max_length=150, verbose_name="frozen by")),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="value.frozencost")),
                    ],
                ),
                migrations.CreateModel(
                    name="StayForecast",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("habit", "habit: the guest's own rate of stays"), ("bg_nbd", "model BG/NBD: rate and time since the last stay"), ("mbg_nbd", "model MBG/NBD: guests may stay away after the first stay too"), ("best", "whichever the newest backtest found better")],
                                max_length=7,
                                verbose_name="estimator",
                            ),
                        ),
                        ("as_of", models.DateField(verbose_name="stays up to")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests")),
                        ("returns", models.PositiveIntegerField(verbose_name="returns")),
                        ("r", models.FloatField(verbose_name="r")),
                        ("alpha", models.FloatField(verbose_name="α")),
                        ("a", models.FloatField(verbose_name="a")),
                        ("b", models.FloatField(verbose_name="b")),
                        ("log_likelihood", models.FloatField(verbose_name="log-likelihood")),
                        ("is_converged", models.BooleanField(verbose_name="the search ended")),
                        ("seconds", models.FloatField(verbose_name="seconds")),
                        ("fitted_at", models.DateTimeField(verbose_name="fitted")),
                        ("fitted_by", models.CharField(blank=True, default="", max_length=150, verbose_name="fitted by")),
                    ],
                    options={
                        "verbose_name": "forecast of stays",
                        "verbose_name_plural": "forecasts of stays",
                        "ordering": ["-as_of", "-pk"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("kind__in", ("bg_nbd", "mbg_nbd"))), name="forecast_is_of_a_model"), models.CheckConstraint(condition=models.Q(("a__gt", 0), ("alpha__gt", 0), ("b__gt", 0), ("r__gt", 0)), name="forecast_parameters_are_positive")],
                    },
                ),
                migrations.CreateModel(
                    name="Backtest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("since", models.DateField(verbose_name="known until")),
                        ("until", models.DateField(verbose_name="judged until")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests")),
                        ("came", models.PositiveIntegerField(verbose_name="stays that came")),
                        ("judgements", models.JSONField()),
                        ("fits", models.JSONField()),
                        (
                            "best",
                            models.CharField(
                                choices=[("habit", "habit: the guest's own rate of stays"), ("bg_nbd", "model BG/NBD: rate and time since the last stay"), ("mbg_nbd", "model MBG/NBD: guests may stay away after the first stay too"), ("best", "whichever the newest backtest found better")],
                                max_length=7,
                                verbose_name="best",
                            ),
                        ),
                        ("seconds", models.FloatField(verbose_name="seconds")),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                        ("made_by", models.CharField(blank=True, default="", max_length=150, verbose_name="made by")),
                    ],
                    options={
                        "verbose_name": "backtest of the forecast",
                        "verbose_name_plural": "backtests of the forecast",
                        "ordering": ["-until", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="CohortTable",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("as_of", models.DateField(verbose_name="stays up to")),
                        ("rows", models.JSONField()),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                    ],
                    options={
                        "verbose_name": "table of cohorts",
                        "verbose_name_plural": "tables of cohorts",
                        "ordering": ["-as_of", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="ValueParameters",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("periods", models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name="periods counted (n)")),
                        ("period", models.CharField(choices=[("year", "year"), ("quarter", "quarter"), ("month", "month")], default="year", max_length=7, verbose_name="period")),
                        ("discount_rate", models.DecimalField(decimal_places=4, default=Decimal("0.08"), max_digits=6, validators=[django.core.validators.MinValueValidator(Decimal("0")), django.core.validators.MaxValueValidator(Decimal("1"))], verbose_name="discount rate per period (d)")),
                        (
                            "estimator",
                            models.CharField(
                                choices=[("habit", "habit: the guest's own rate of stays"), ("bg_nbd", "model BG/NBD: rate and time since the last stay"), ("mbg_nbd", "model MBG/NBD: guests may stay away after the first stay too"), ("best", "whichever the newest backtest found better")],
                                default="best",
                                max_length=7,
                                verbose_name="stays expected (p)",
                            ),
                        ),
                        ("ccv_threshold", models.CharField(choices=[("mean", "mean"), ("median", "median"), ("percentile", "percentile"), ("amount", "fixed amount")], default="mean", max_length=10, verbose_name="threshold of current value")),
                        ("ccv_threshold_at", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="its percentile or amount")),
                        ("cpv_threshold", models.CharField(choices=[("mean", "mean"), ("median", "median"), ("percentile", "percentile"), ("amount", "fixed amount")], default="mean", max_length=10, verbose_name="threshold of incremental value")),
                        ("cpv_threshold_at", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="its percentile or score")),
                        ("weights", models.JSONField(default=analytics.value.models.parameters.equal_weights, verbose_name="weights")),
                        ("income_bands", models.JSONField(default=analytics.value.models.parameters.income_bands, verbose_name="income bands")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="why")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("created_by", models.CharField(blank=True, default="", max_length=150, verbose_name="entered by")),
                        ("is_falling", models.BooleanField(default=False, verbose_name="p falls from period to period as the model says")),
                    ],
                    options={
                        "verbose_name": "value parameters",
                        "verbose_name_plural": "value parameters",
                        "ordering": ["-valid_from", "-pk"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("periods__gte", 1), ("periods__lte", 20)), name="periods_from_1_to_20"), models.CheckConstraint(condition=models.Q(("discount_rate__gte", 0), ("discount_rate__lte", 1)), name="discount_rate_is_a_share")],
                    },
                ),
                migrations.CreateModel(
                    name="ValueRun",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("business_date", models.DateField(verbose_name="business date")),
                        ("status", models.CharField(choices=[("building", "being computed"), ("complete", "complete"), ("replaced", "replaced by a later run for the same date"), ("abandoned", "abandoned")], default="building", max_length=9, verbose_name="status")),
                        ("is_current", models.BooleanField(default=False, verbose_name="shown")),
                        ("has_detail", models.BooleanField(default=False, verbose_name="kept guest by guest")),
                        ("started_at", models.DateTimeField(verbose_name="started")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                        ("cost_per_guest", common.money.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="cost per guest (C)")),
                        ("cost_month", models.DateField(null=True, verbose_name="accounting month of C")),
                        ("guests", models.PositiveIntegerField(default=0, verbose_name="guests")),
                        ("ccv_from", common.money.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="current value is high from")),
                        ("cpv_from", models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name="incremental value is high from")),
                        ("scales", models.JSONField(default=dict)),
                        ("summary", models.JSONField(default=dict)),
                        ("job_run", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="value_runs", to="common.jobrun")),
                        ("parameters", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="value.valueparameters")),
                        ("forecast", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="value.stayforecast")),
                    ],
                    options={
                        "verbose_name": "value run",
                        "verbose_name_plural": "value runs",
                        "ordering": ["-business_date", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("is_current", True)), fields=("is_current",), name="one_current_run"),
                            models.UniqueConstraint(condition=models.Q(("status", "complete")), fields=("business_date",), name="one_complete_run_per_date"),
                            models.CheckConstraint(condition=models.Q(("is_current", False), models.Q(("has_detail", True), ("status", "complete")), _connector="OR"), name="shown_run_is_complete"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GuestValue",
                    fields=[
                        ("pk", models.CompositePrimaryKey("run_id", "guest_id", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("stays", models.IntegerField(verbose_name="stays")),
                        ("recent_stays", models.IntegerField(verbose_name="stays in the last 24 months")),
                        ("first_stay_on", models.DateField(verbose_name="first stay")),
                        ("last_stay_on", models.DateField(verbose_name="last stay")),
                        ("income_band", models.SmallIntegerField(null=True, verbose_name="monthly income (CNY)")),
                        ("credit", models.SmallIntegerField(null=True, verbose_name="credit")),
                        ("spend", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="lifetime spend")),
                        ("chv", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="historic value (CHV)")),
                        ("profit_per_stay", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="profit per stay (r)")),
                        ("stays_per_period", models.DecimalField(decimal_places=4, max_digits=10, verbose_name="stays per period (p)")),
                        ("ccv", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="current value (CCV)")),
                        ("motive", models.CharField(max_length=11, null=True, verbose_name="motive of stay")),
                        ("industry", models.CharField(max_length=12, null=True, verbose_name="industry")),
                        ("growth_score", models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="income against spend")),
                        ("satisfaction", models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="satisfaction")),
                        ("cpv", models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="incremental value (CPV)")),
                        ("completeness", models.DecimalField(decimal_places=3, max_digits=4, verbose_name="completeness")),
                        ("referral_value", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="referral value")),
                        ("value_class", models.CharField(choices=[("high", "high value"), ("secondary", "secondary value"), ("potential", "potential value"), ("low", "low value")], max_length=9, verbose_name="class")),
                    ],
                    options={
                        "verbose_name": "value of a guest",
                        "verbose_name_plural": "values of guests",
                        "db_table": "value_guestvalue",
                        "managed": False,
                    },
                ),
                migrations.CreateModel(
                    name="StaySums",
                    fields=[
                        ("guest", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name="+", serialize=False, to="guests.guest")),
                        ("stays", models.IntegerField()),
                        ("recent_stays", models.IntegerField()),
                        ("first_stay_on", models.DateField(null=True)),
                        ("last_stay_on", models.DateField(null=True)),
                        ("recent_from", models.DateField(null=True)),
                        ("spend_cents", models.BigIntegerField()),
                        ("motive", models.CharField(max_length=11, null=True)),
                        ("counted_in", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(("stays", 0), models.Q(("first_stay_on__isnull", False), ("last_stay_on__isnull", False)), _connector="OR"), name="sums_of_stays_have_days")],
                    },
                ),
                migrations.CreateModel(
                    name="SumsState",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("as_of", models.DateField(null=True)),
                        ("whole_on", models.DateField(null=True)),
                        ("wrong", models.PositiveIntegerField(default=0)),
                        ("wrong_on", models.DateField(null=True)),
                        ("round", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_state_of_the_sums")],
                    },
                ),
            ]
        ),
        migrations.RunSQL(VALUES_BY_RUN),
    ]
