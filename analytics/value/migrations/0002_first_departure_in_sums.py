"""The sums learn when each guest left for the first time; the next night makes all of them again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("value", "0001_tables")]

    operations = [
        migrations.AddField("staysums", "first_left_on", models.DateField(null=True)),
        migrations.RunSQL("UPDATE value_sumsstate SET as_of = NULL", migrations.RunSQL.noop),
    ]
