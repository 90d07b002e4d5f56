"""Delivers the clocks of complaints and the limits of recovery; what is there stays as the hotel left it."""

from django.db import migrations

from feedback import care_delivered


def deliver(apps, schema_editor):
    Clock = apps.get_model("feedback", "ServiceClock")
    if not Clock.objects.exists():
        Clock.objects.bulk_create(
            Clock(subject=subject, take_within=take, settle_within=settle, management_after=after)
            for subject, (take, settle, after) in care_delivered.CLOCKS.items()
        )
    Limit = apps.get_model("feedback", "RecoveryLimit")
    if not Limit.objects.exists():
        Limit.objects.bulk_create(
            Limit(department=department, tool=tool, most=most)
            for department, limits in care_delivered.LIMITS.items()
            for tool, most in limits.items()
        )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0004_complaints")]

    # Going back removes nothing: the tables go with the migration before.
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
