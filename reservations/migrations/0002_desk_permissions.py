from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reservations", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="stay",
            options={
                "permissions": [
                    ("override_blacklist", "May serve a blacklisted guest, with a written reason"),
                    ("overbook_room_type", "May book more rooms of a type than are left"),
                ],
                "verbose_name": "stay",
                "verbose_name_plural": "stays",
            },
        ),
    ]
