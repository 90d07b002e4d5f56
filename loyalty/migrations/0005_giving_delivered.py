"""Delivers the service matrix, the forbidden combinations and the rules of care."""

from django.db import migrations

from loyalty import giving_delivered as delivered


def deliver(apps, schema_editor):
    """What is there stays as the hotel left it."""
    Service = apps.get_model("loyalty", "Service")
    Cell = apps.get_model("loyalty", "ServiceCell")
    if not Service.objects.exists():
        for order, (code, zh, en, cost, price, how) in enumerate(delivered.SERVICES):
            service = Service.objects.create(
                code=code, name_zh=zh, name_en=en, order=order, cost=cost, price=price
            )
            Cell.objects.bulk_create(
                Cell(service=service, standard=standard, entitlement=each)
                for standard, each in zip(delivered.STANDARDS, how, strict=True)
            )
    Pair = apps.get_model("loyalty", "ForbiddenPair")
    Rule = apps.get_model("loyalty", "CareRule")
    if not Rule.objects.exists():
        Pair.objects.bulk_create(
            [Pair(first=first, second=second) for first, second in delivered.FORBIDDEN], ignore_conflicts=True
        )
        Rule.objects.bulk_create(Rule(occasion=key, **words) for key, words in delivered.CARE.items())


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0004_what_guests_are_given")]

    # Going back removes nothing: the tables go with the migration before.
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
