"""Delivers the indicator system and one survey for every channel; what is there stays as staff left it."""

from django.db import migrations
from django.utils import timezone

from feedback import delivered


def deliver(apps, schema_editor):
    System = apps.get_model("feedback", "IndicatorSystem")
    if System.objects.exists():
        return
    system = System.objects.create(
        version=1, name_zh=delivered.NAME_ZH, name_en=delivered.NAME_EN, status="draft"
    )
    Criterion = apps.get_model("feedback", "Criterion")
    Indicator = apps.get_model("feedback", "Indicator")
    for position, plan in enumerate(delivered.CRITERIA, start=1):
        criterion = Criterion.objects.create(
            system=system, key=plan.key, name_zh=plan.name_zh, name_en=plan.name_en, position=position
        )
        Indicator.objects.bulk_create(
            Indicator(
                system=system,
                criterion=criterion,
                key=question.key,
                name_zh=question.name_zh,
                name_en=question.name_en,
                department=question.department,
                position=place,
            )
            for place, question in enumerate(plan.indicators, start=1)
        )
    system.status, system.published_at = "published", timezone.now()
    system.save()
    instrument = apps.get_model("feedback", "Instrument").objects.create(
        version=1,
        system=system,
        scale=delivered.FIRST_SCALE,
        title_zh=delivered.TITLE_ZH,
        title_en=delivered.TITLE_EN,
        complaint_below=delivered.COMPLAINT_BELOW,
    )
    Channel = apps.get_model("feedback", "InstrumentChannel")
    Channel.objects.bulk_create(
        Channel(channel=channel, instrument=instrument) for channel in delivered.FIRST_CHANNELS
    )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]

    # Going back removes nothing: answers may hang on these rows, and migrating again finds them.
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
