from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0004_filter_segments")]

    operations = [
        migrations.AddField(
            model_name="sampledguest",
            name="weight",
            field=models.FloatField(db_default=1.0, default=1.0, verbose_name="weight"),
        ),
    ]
