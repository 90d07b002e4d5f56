"""What departments were given, and what a shift hands over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from common.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("departments", "0001_departments_as_groups"),
        ("departments", "0002_hand_over_notes"),
    ]
    dependencies = [("auth", "0012_alter_user_first_name_max_length"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="GivenOnce",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("permission", models.CharField(max_length=120)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="auth.group")),
                    ],
                    options={
                        "default_permissions": (),
                        "constraints": [models.UniqueConstraint(fields=("group", "permission"), name="permission_given_once_per_group")],
                    },
                ),
                migrations.CreateModel(
                    name="HandOverNote",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "department",
                            models.CharField(
                                choices=[("front_desk", "Front desk"), ("rooms", "Rooms"), ("food_beverage", "Food, beverage and entertainment"), ("guest_service", "Guest service"), ("sales", "Sales"), ("marketing", "Marketing"), ("finance", "Finance"), ("management", "Management"), ("crm_centre", "CRM centre")],
                                max_length=16,
                                verbose_name="department",
                            ),
                        ),
                        ("text", models.TextField(max_length=500, verbose_name="what the next shift must know")),
                        ("written_at", models.DateTimeField(verbose_name="written")),
                        ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        ("done_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("taken_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("written_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "hand-over note",
                        "verbose_name_plural": "hand-over notes",
                        "indexes": [models.Index(condition=models.Q(("done_at__isnull", True)), fields=["department", "written_at"], name="hand_over_open"), models.Index(fields=["-done_at"], name="hand_over_done")],
                        "constraints": [models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="hand_over_says_something")],
                    },
                ),
            ]
        )
    ]
