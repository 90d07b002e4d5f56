from django.db import migrations, models
from django.db.models import PROTECT


class Migration(migrations.Migration):
    """One index more for what combined queries sum, one less for the guest's key, which it begins with."""

    dependencies = [
        ("guests", "0010_imports"),
        ("reservations", "0013_touched_guests"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                fields=["guest"],
                include=(
                    "status",
                    "arrival",
                    "departure",
                    "motive",
                    "spend",
                    "spend_restaurant",
                    "spend_conference",
                    "spend_entertainment",
                    "spend_telecom",
                    "spend_shop",
                    "spend_business",
                ),
                name="stay_totals",
            ),
        ),
        migrations.AlterField(
            model_name="stay",
            name="guest",
            field=models.ForeignKey(
                db_index=False, on_delete=PROTECT, related_name="stays", to="guests.guest"
            ),
        ),
    ]
