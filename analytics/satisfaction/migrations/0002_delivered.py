"""Weighs every system that is in use, and CPV, equally: scores never wait for experts."""

from django.db import migrations

from analytics.satisfaction.delivered import deliver as deliver_weights
from common.dates import business_date


def deliver(apps, schema_editor):
    deliver_weights(apps.get_model, business_date())


class Migration(migrations.Migration):
    dependencies = [("satisfaction", "0001_tables"), ("feedback", "0002_delivered")]

    # Going back removes nothing: scores may hang on these rows, and migrating again finds them.
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
