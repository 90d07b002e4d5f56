from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guests", "0007_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("booking", "at booking"),
                            ("check_in", "at check-in"),
                            ("in_house", "in the house"),
                            ("check_out", "at check-out"),
                        ],
                        max_length=9,
                        verbose_name="where",
                    ),
                ),
                ("on", models.DateField(verbose_name="business date")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE, related_name="readings", to="guests.alert"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of an alert",
                "verbose_name_plural": "readings of alerts",
            },
        ),
        migrations.AddConstraint(
            model_name="alertreading",
            constraint=models.UniqueConstraint(
                fields=("alert", "place", "reader", "on"), name="alert_read_once_a_day_and_place"
            ),
        ),
    ]
