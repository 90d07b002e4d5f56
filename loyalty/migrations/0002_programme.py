"""Delivers the tiers, the earning rule with its rates, the catalogue and the hotel's own accounts of points."""

from django.db import migrations

from loyalty import delivered
from loyalty.choices import OF_A_GUEST, AccountKind


def deliver(apps, schema_editor):
    """What is there stays as the hotel left it."""
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


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_initial")]

    # Going back removes nothing: the tables go with the migration before.
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
