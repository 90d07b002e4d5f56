"""The history of guests' values: one partition a run, attached whole, dropped whole."""

from django.db import migrations

CREATE = """
CREATE TABLE value_guestvalue (
    run_id bigint NOT NULL,
    guest_id bigint NOT NULL,
    stays integer NOT NULL,
    recent_stays integer NOT NULL,
    first_stay_on date NOT NULL,
    last_stay_on date NOT NULL,
    income_band smallint,
    credit smallint,
    spend numeric(14, 2) NOT NULL,
    chv numeric(14, 2) NOT NULL,
    profit_per_stay numeric(14, 2) NOT NULL,
    stays_per_period numeric(10, 4) NOT NULL,
    ccv numeric(14, 2) NOT NULL,
    motive varchar(11),
    industry varchar(12),
    growth_score numeric(5, 2),
    satisfaction numeric(5, 2),
    cpv numeric(5, 2),
    completeness numeric(4, 3) NOT NULL,
    referral_value numeric(14, 2) NOT NULL,
    value_class varchar(9) NOT NULL
        CHECK (value_class IN ('high', 'secondary', 'potential', 'low')),
    PRIMARY KEY (run_id, guest_id)
) PARTITION BY LIST (run_id);
CREATE INDEX value_guestvalue_by_ccv ON value_guestvalue (ccv DESC, guest_id);
"""


class Migration(migrations.Migration):
    dependencies = [("value", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE value_guestvalue")]
