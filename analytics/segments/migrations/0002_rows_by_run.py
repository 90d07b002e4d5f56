"""The rows of the attributes: one partition a run, attached whole, dropped whole; and a view of the shown run."""

from django.db import migrations

COLUMNS = (
    "gender", "age", "country", "region", "household", "income", "industry", "education", "motive", "why_hotel",
    "stays", "frequency", "length_of_stay", "room_class", "use_restaurant", "use_telecom", "use_entertainment",
    "use_conference", "credit", "spend_lodging", "spend_per_stay", "spend_total", "profit_total", "spend_food",
    "spend_telecom", "spend_entertainment", "spend_conference", "satisfaction", "complaints", "requests",
    "value_class",
)  # fmt: skip
CREATE = f"""
CREATE TABLE segments_attributerow (
    run_id bigint NOT NULL,
    guest_id bigint NOT NULL,
    {", ".join(f"{column} smallint" for column in COLUMNS)},
    PRIMARY KEY (run_id, guest_id)
) PARTITION BY LIST (run_id);
CREATE VIEW segments_guestattributes AS
    SELECT guest_id, run_id, {", ".join(COLUMNS)} FROM segments_attributerow
    WHERE run_id = (SELECT id FROM segments_attributerun WHERE is_current);
"""


class Migration(migrations.Migration):
    dependencies = [("segments", "0001_attributes")]
    operations = [
        migrations.RunSQL(CREATE, "DROP VIEW segments_guestattributes; DROP TABLE segments_attributerow")
    ]
