"""Where guests stand in their life-cycle."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from common.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("life_cycle", "0001_life_cycle"),
        ("life_cycle", "0002_rounds_of_the_sums"),
    ]
    dependencies = [("guests", "0001_tables")]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="LifeCycleRules",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("at_risk", models.PositiveSmallIntegerField(default=150, validators=[django.core.validators.MinValueValidator(100), django.core.validators.MaxValueValidator(1000)], verbose_name="at risk after so much of his usual interval, %")),
                        ("lost", models.PositiveSmallIntegerField(default=300, validators=[django.core.validators.MinValueValidator(100), django.core.validators.MaxValueValidator(2000)], verbose_name="lost after so much of it, %")),
                        ("single", models.PositiveSmallIntegerField(default=365, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name="interval assumed of who stayed once, days")),
                        ("shortest", models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name="shortest interval that counts, days")),
                        ("longest", models.PositiveSmallIntegerField(default=730, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name="longest interval that counts, days")),
                        ("loyal_stays", models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(500)], verbose_name="loyal from so many stays")),
                        ("loyal_days", models.PositiveSmallIntegerField(default=730, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name="within so many days")),
                        ("outlets", models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name="several outlets: kinds beside the room")),
                        ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="why")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="set on")),
                        ("created_by", models.CharField(blank=True, default="", max_length=150, verbose_name="set by")),
                    ],
                    options={
                        "verbose_name": "rules of the life-cycle",
                        "verbose_name_plural": "rules of the life-cycle",
                        "ordering": ["-pk"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("lost__gt", models.F("at_risk"))), name="lost_after_at_risk"), models.CheckConstraint(condition=models.Q(("longest__gte", models.F("shortest"))), name="longest_not_below_shortest")],
                    },
                ),
                migrations.CreateModel(
                    name="GuestLifeCycle",
                    fields=[
                        ("guest", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="life_cycle", serialize=False, to="guests.guest")),
                        ("state", models.CharField(choices=[("prospect", "prospect"), ("first_stay", "first stay"), ("returning", "returning"), ("outlets", "using several outlets"), ("loyal", "loyal"), ("at_risk", "at risk"), ("lost", "lost"), ("won_back", "won back")], max_length=10, verbose_name="life-cycle")),
                        ("since", models.DateField(verbose_name="since")),
                        (
                            "previous",
                            models.CharField(
                                blank=True, choices=[("prospect", "prospect"), ("first_stay", "first stay"), ("returning", "returning"), ("outlets", "using several outlets"), ("loyal", "loyal"), ("at_risk", "at risk"), ("lost", "lost"), ("won_back", "won back")], default="", max_length=10, verbose_name="before that"
                            ),
                        ),
                        ("usual_days", models.PositiveIntegerField(null=True, verbose_name="usual interval, days")),
                        ("at_risk_on", models.DateField(null=True, verbose_name="at risk from")),
                        ("lost_on", models.DateField(null=True, verbose_name="lost from")),
                    ],
                    options={
                        "verbose_name": "life-cycle of a guest",
                        "verbose_name_plural": "life-cycles of guests",
                        "indexes": [models.Index(fields=["state", "since"], name="life_cycle_state")],
                    },
                ),
                migrations.CreateModel(
                    name="LifeCycleChange",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("day", models.DateField(verbose_name="night of")),
                        ("was", models.CharField(choices=[("prospect", "prospect"), ("first_stay", "first stay"), ("returning", "returning"), ("outlets", "using several outlets"), ("loyal", "loyal"), ("at_risk", "at risk"), ("lost", "lost"), ("won_back", "won back")], max_length=10, verbose_name="state before")),
                        ("was_since", models.DateField(verbose_name="since")),
                        ("now", models.CharField(choices=[("prospect", "prospect"), ("first_stay", "first stay"), ("returning", "returning"), ("outlets", "using several outlets"), ("loyal", "loyal"), ("at_risk", "at risk"), ("lost", "lost"), ("won_back", "won back")], max_length=10, verbose_name="state after")),
                        ("guest", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="life_cycle_changes", to="guests.guest")),
                    ],
                    options={
                        "verbose_name": "change of life-cycle",
                        "verbose_name_plural": "changes of life-cycle",
                        "indexes": [models.Index(fields=["day", "now"], name="life_cycle_change_day")],
                        "constraints": [models.UniqueConstraint(fields=("guest", "day"), name="one_life_cycle_change_a_night"), models.CheckConstraint(condition=models.Q(("was", models.F("now")), _negated=True), name="life_cycle_change_changes")],
                    },
                ),
                migrations.CreateModel(
                    name="LifeCycleNight",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("business_date", models.DateField(unique=True, verbose_name="business date")),
                        ("finished_at", models.DateTimeField(verbose_name="finished")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests")),
                        ("counts", models.JSONField(default=dict)),
                        ("moves", models.JSONField(default=list)),
                        ("rules", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="nights", to="life_cycle.lifecyclerules")),
                        ("sums_round", models.PositiveIntegerField(null=True)),
                    ],
                    options={
                        "verbose_name": "night of the life-cycle",
                        "verbose_name_plural": "nights of the life-cycle",
                        "ordering": ["-business_date"],
                    },
                ),
            ]
        )
    ]
