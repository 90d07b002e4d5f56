"""Delivers indicators, clocks, limits and mappings of files; what is there stays as the hotel left it."""

from dataclasses import asdict

from django.db import migrations
from django.utils import timezone

from feedback import care_delivered, delivered


def deliver_indicators(apps, schema_editor):
    """The indicator system and one survey for every channel."""
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


def deliver_clocks_and_limits(apps, schema_editor):
    """The clocks of complaints and the limits of recovery."""
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


def deliver_mappings(apps, schema_editor):
    """The mappings of survey files; one that staff saved under the same name stays as it is."""
    Mapping = apps.get_model("feedback", "ImportMapping")
    for plan in delivered.MAPPINGS:
        values = asdict(plan)
        Mapping.objects.get_or_create(name=values.pop("name"), defaults=values)


class Migration(migrations.Migration):
    replaces = [("feedback", "0002_indicators"), ("feedback", "0005_clocks_and_limits")]
    dependencies = [("feedback", "0001_tables")]

    # Going back removes nothing: answers may hang on these rows, and migrating again finds them.
    operations = [
        migrations.RunPython(deliver_indicators, migrations.RunPython.noop),
        migrations.RunPython(deliver_clocks_and_limits, migrations.RunPython.noop),
        migrations.RunPython(deliver_mappings, migrations.RunPython.noop),
    ]
