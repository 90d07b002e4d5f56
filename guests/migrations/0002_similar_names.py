"""The misspelt are found by the trigrams of whole spellings; initials and single characters are left out."""

import django.contrib.postgres.indexes
import django.db.models
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("guests", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="nametoken",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=django.db.models.Q(("kind__in", ("pinyin", "latin"))),
                fields=["token"],
                name="name_token_similar",
                opclasses=["gin_trgm_ops"],
            ),
        ),
    ]
