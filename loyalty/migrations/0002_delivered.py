"""Delivers the programme and what guests are given; what is there stays as the hotel left it."""

from django.db import migrations

from loyalty import delivered
from loyalty import giving_delivered as giving
from loyalty.choices import OF_A_GUEST, AccountKind


def deliver_programme(apps, schema_editor):
    """Tiers, the earning rule with its rates, the catalogue and the hotel's own accounts of points."""
    Tier = apps.get_model("loyalty", "Tier")
    if not Tier.objects.exists():
        Tier.objects.bulk_create(
            Tier(code=code, name_zh=zh, name_en=en, order=order, multiplier=times, discount_percent=off)
            for code, zh, en, order, times, off in delivered.TIERS
        )
    Account = apps.get_model("loyalty", "PointsAccount")
    of_the_hotel = [kind for kind in AccountKind if kind not in OF_A_GUEST]
    Account.objects.bulk_create([Account(kind=kind) for kind in of_the_hotel], ignore_conflicts=True)
    EarningRule = apps.get_model("loyalty", "EarningRule")
    if not EarningRule.objects.exists():
        code, zh, en, since = delivered.STANDARD_RULE
        rule = EarningRule.objects.create(code=code, name_zh=zh, name_en=en, valid_from=since)
        apps.get_model("loyalty", "EarningRate").objects.bulk_create(
            apps.get_model("loyalty", "EarningRate")(rule=rule, category=category, per_unit=rate)
            for category, rate in delivered.RATES.items()
        )
    Reward = apps.get_model("loyalty", "Reward")
    if not Reward.objects.exists():
        Reward.objects.bulk_create(
            Reward(code=code, name_zh=zh, name_en=en, kind=kind, points=points, value=value, stock=stock)
            for code, zh, en, kind, points, value, stock in delivered.REWARDS
        )


def deliver_giving(apps, schema_editor):
    """The service matrix, the forbidden combinations and the rules of care."""
    Service = apps.get_model("loyalty", "Service")
    Cell = apps.get_model("loyalty", "ServiceCell")
    if not Service.objects.exists():
        for order, (code, zh, en, cost, price, how) in enumerate(giving.SERVICES):
            service = Service.objects.create(
                code=code, name_zh=zh, name_en=en, order=order, cost=cost, price=price
            )
            Cell.objects.bulk_create(
                Cell(service=service, standard=standard, entitlement=each)
                for standard, each in zip(giving.STANDARDS, how, strict=True)
            )
    Pair = apps.get_model("loyalty", "ForbiddenPair")
    Rule = apps.get_model("loyalty", "CareRule")
    if not Rule.objects.exists():
        Pair.objects.bulk_create(
            [Pair(first=first, second=second) for first, second in giving.FORBIDDEN], ignore_conflicts=True
        )
        Rule.objects.bulk_create(Rule(occasion=key, **words) for key, words in giving.CARE.items())


class Migration(migrations.Migration):
    replaces = [("loyalty", "0002_programme"), ("loyalty", "0005_giving_delivered")]
    dependencies = [("loyalty", "0001_tables")]

    # Going back removes nothing: points may hang on these rows, and migrating again finds them.
    operations = [
        migrations.RunPython(deliver_programme, migrations.RunPython.noop),
        migrations.RunPython(deliver_giving, migrations.RunPython.noop),
    ]
