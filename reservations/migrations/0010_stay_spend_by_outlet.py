"""Every stay keeps what it spent by kind of outlet, so that no night sums charges."""

import django.db.models.expressions
from django.db import migrations, models

import common.money

FILL = """
UPDATE reservations_stay s
   SET spend_restaurant = t.restaurant, spend_conference = t.conference, spend_entertainment = t.entertainment,
       spend_telecom = t.telecom, spend_shop = t.shop, spend_business = t.business
  FROM (SELECT c.stay_id,
               coalesce(sum(c.amount) FILTER (WHERE o.category = 'restaurant'), 0) AS restaurant,
               coalesce(sum(c.amount) FILTER (WHERE o.category = 'conference'), 0) AS conference,
               coalesce(sum(c.amount) FILTER (WHERE o.category = 'entertainment'), 0) AS entertainment,
               coalesce(sum(c.amount) FILTER (WHERE o.category = 'telecom'), 0) AS telecom,
               coalesce(sum(c.amount) FILTER (WHERE o.category = 'shop'), 0) AS shop,
               coalesce(sum(c.amount) FILTER (WHERE o.category = 'business_centre'), 0) AS business
          FROM reservations_charge c JOIN reservations_outlet o ON o.id = c.outlet_id
         WHERE o.category <> 'rooms'
         GROUP BY c.stay_id) t
 WHERE s.id = t.stay_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('guests', '0009_queries'),
        ('reservations', '0009_ticks_of_kitchen_and_outlets'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='stay',
            name='stay_value',
        ),
        migrations.AddField(
            model_name='stay',
            name='spend_business',
            field=common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='spend in the business centre'),
        ),
        migrations.AddField(
            model_name='stay',
            name='spend_conference',
            field=common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='spend on conferences'),
        ),
        migrations.AddField(
            model_name='stay',
            name='spend_entertainment',
            field=common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='spend on entertainment'),
        ),
        migrations.AddField(
            model_name='stay',
            name='spend_restaurant',
            field=common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='spend in restaurants'),
        ),
        migrations.AddField(
            model_name='stay',
            name='spend_shop',
            field=common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='spend in shops'),
        ),
        migrations.AddField(
            model_name='stay',
            name='spend_telecom',
            field=common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name='spend on telecom'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddField(
            model_name='stay',
            name='outlets_used',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Case(models.When(spend_restaurant__gt=0, then=models.Value(1)), default=models.Value(0)), '+', models.Case(models.When(spend_conference__gt=0, then=models.Value(2)), default=models.Value(0))), '+', models.Case(models.When(spend_entertainment__gt=0, then=models.Value(4)), default=models.Value(0))), '+', models.Case(models.When(spend_telecom__gt=0, then=models.Value(8)), default=models.Value(0))), '+', models.Case(models.When(spend_shop__gt=0, then=models.Value(16)), default=models.Value(0))), '+', models.Case(models.When(spend_business__gt=0, then=models.Value(32)), default=models.Value(0))), output_field=models.SmallIntegerField(verbose_name='kinds of outlets used')),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('status', 'checked_out')), fields=['guest'], include=('arrival', 'departure', 'outlets_used', 'spend', 'motive'), name='stay_value'),
        ),
    ]
