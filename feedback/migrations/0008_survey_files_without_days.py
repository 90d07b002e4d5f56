"""One day for a whole file, several marks averaged into one answer, and two mappings that come with the program."""

from dataclasses import asdict

from django.db import migrations, models

from feedback import delivered


def deliver(apps, schema_editor):
    """A mapping that staff saved under the same name stays as it is."""
    Mapping = apps.get_model("feedback", "ImportMapping")
    for plan in delivered.MAPPINGS:
        values = asdict(plan)
        Mapping.objects.get_or_create(name=values.pop("name"), defaults=values)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0007_loyalty_points_as_recovery")]

    # Going back removes no mapping: imports may hang on it, and migrating again finds it.
    operations = [
        migrations.AddField(
            model_name="answerimport",
            name="day",
            field=models.DateField(blank=True, null=True, verbose_name="day of all answers"),
        ),
        migrations.AddField(
            model_name="importmapping",
            name="subjects",
            field=models.JSONField(blank=True, default=dict, verbose_name="what texts are about"),
        ),
        migrations.RunPython(deliver, migrations.RunPython.noop),
    ]
