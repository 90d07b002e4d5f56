"""Attributes of guests as one partition a run, segments by filter and by tree."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from common.migrating import AtOnce

COLUMNS = (
    "gender", "age", "country", "region", "household", "income", "industry", "education", "motive", "why_hotel",
    "stays", "frequency", "length_of_stay", "room_class", "use_restaurant", "use_telecom", "use_entertainment",
    "use_conference", "credit", "spend_lodging", "spend_per_stay", "spend_total", "profit_total", "spend_food",
    "spend_telecom", "spend_entertainment", "spend_conference", "satisfaction", "complaints", "requests",
    "value_class",
)  # fmt: skip
#: One partition a run, attached whole, dropped whole; and a view of the shown run.
ROWS_BY_RUN = f"""
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
    initial = True
    replaces = [
        ("segments", "0001_attributes"),
        ("segments", "0002_rows_by_run"),
        ("segments", "0003_labels_and_trees"),
        ("segments", "0004_filter_segments"),
        ("segments", "0005_weight_of_sampled_guests"),
        ("segments", "0006_what_was_done_for_segments"),
        ("segments", "0007_shared_out"),
    ]
    dependencies = [("value", "0001_tables")]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="BandVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("edges", models.JSONField(default=dict, verbose_name="bands")),
                        ("frequency_period", models.CharField(choices=[("year", "year"), ("quarter", "quarter"), ("month", "month")], default="year", max_length=7, verbose_name="frequency is counted per")),
                        ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="why")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="set on")),
                        ("created_by", models.CharField(blank=True, default="", max_length=150, verbose_name="set by")),
                        ("is_provisional", models.BooleanField(db_default=False, default=False, editable=False)),
                    ],
                    options={
                        "verbose_name": "bands of the attributes",
                        "verbose_name_plural": "bands of the attributes",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="AttributeRun",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("business_date", models.DateField(verbose_name="business date")),
                        ("status", models.CharField(choices=[("building", "being computed"), ("complete", "complete"), ("replaced", "replaced by a later run for the same date"), ("abandoned", "abandoned")], default="building", max_length=9, verbose_name="status")),
                        ("is_current", models.BooleanField(default=False, verbose_name="shown")),
                        ("has_detail", models.BooleanField(default=False, verbose_name="kept guest by guest")),
                        ("started_at", models.DateTimeField(verbose_name="started")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                        ("guests", models.PositiveIntegerField(default=0, verbose_name="guests")),
                        ("counts", models.JSONField(default=dict)),
                        ("value_run", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="value.valuerun")),
                        ("bands", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="segments.bandversion")),
                    ],
                    options={
                        "verbose_name": "derivation of the attributes",
                        "verbose_name_plural": "derivations of the attributes",
                        "ordering": ["-business_date", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("is_current", True)), fields=("is_current",), name="one_current_attribute_run"),
                            models.CheckConstraint(condition=models.Q(("is_current", False), models.Q(("has_detail", True), ("status", "complete")), _connector="OR"), name="shown_attribute_run_is_complete"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttributeRow",
                    fields=[
                        ("pk", models.CompositePrimaryKey("run_id", "guest_id", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("gender", models.SmallIntegerField(null=True, verbose_name="gender")),
                        ("age", models.SmallIntegerField(null=True, verbose_name="age")),
                        ("country", models.SmallIntegerField(null=True, verbose_name="country")),
                        ("region", models.SmallIntegerField(null=True, verbose_name="region")),
                        ("household", models.SmallIntegerField(null=True, verbose_name="household size")),
                        ("income", models.SmallIntegerField(null=True, verbose_name="monthly income (CNY)")),
                        ("industry", models.SmallIntegerField(null=True, verbose_name="industry")),
                        ("education", models.SmallIntegerField(null=True, verbose_name="education")),
                        ("motive", models.SmallIntegerField(null=True, verbose_name="motive of stay")),
                        ("why_hotel", models.SmallIntegerField(null=True, verbose_name="why this hotel")),
                        ("stays", models.SmallIntegerField(null=True, verbose_name="stays so far")),
                        ("frequency", models.SmallIntegerField(null=True, verbose_name="frequency of stays")),
                        ("length_of_stay", models.SmallIntegerField(null=True, verbose_name="length of stay")),
                        ("room_class", models.SmallIntegerField(null=True, verbose_name="room class")),
                        ("use_restaurant", models.SmallIntegerField(null=True, verbose_name="use of restaurants")),
                        ("use_telecom", models.SmallIntegerField(null=True, verbose_name="use of telecom")),
                        ("use_entertainment", models.SmallIntegerField(null=True, verbose_name="use of entertainment")),
                        ("use_conference", models.SmallIntegerField(null=True, verbose_name="use of conference rooms")),
                        ("credit", models.SmallIntegerField(null=True, verbose_name="credit")),
                        ("spend_lodging", models.SmallIntegerField(null=True, verbose_name="spend on lodging")),
                        ("spend_per_stay", models.SmallIntegerField(null=True, verbose_name="average spend per stay")),
                        ("spend_total", models.SmallIntegerField(null=True, verbose_name="total spend")),
                        ("profit_total", models.SmallIntegerField(null=True, verbose_name="total profit")),
                        ("spend_food", models.SmallIntegerField(null=True, verbose_name="spend on food and beverage")),
                        ("spend_telecom", models.SmallIntegerField(null=True, verbose_name="spend on telecom")),
                        ("spend_entertainment", models.SmallIntegerField(null=True, verbose_name="spend on entertainment")),
                        ("spend_conference", models.SmallIntegerField(null=True, verbose_name="spend on conferences")),
                        ("satisfaction", models.SmallIntegerField(null=True, verbose_name="satisfaction")),
                        ("complaints", models.SmallIntegerField(null=True, verbose_name="complaints")),
                        ("requests", models.SmallIntegerField(null=True, verbose_name="personal requests")),
                        ("value_class", models.SmallIntegerField(null=True, verbose_name="value class")),
                    ],
                    options={
                        "verbose_name": "attributes of a guest in one night",
                        "verbose_name_plural": "attributes of guests in one night",
                        "db_table": "segments_attributerow",
                        "managed": False,
                    },
                ),
                migrations.CreateModel(
                    name="GuestAttributes",
                    fields=[
                        ("guest", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name="attributes", serialize=False, to="guests.guest")),
                        ("gender", models.SmallIntegerField(null=True, verbose_name="gender")),
                        ("age", models.SmallIntegerField(null=True, verbose_name="age")),
                        ("country", models.SmallIntegerField(null=True, verbose_name="country")),
                        ("region", models.SmallIntegerField(null=True, verbose_name="region")),
                        ("household", models.SmallIntegerField(null=True, verbose_name="household size")),
                        ("income", models.SmallIntegerField(null=True, verbose_name="monthly income (CNY)")),
                        ("industry", models.SmallIntegerField(null=True, verbose_name="industry")),
                        ("education", models.SmallIntegerField(null=True, verbose_name="education")),
                        ("motive", models.SmallIntegerField(null=True, verbose_name="motive of stay")),
                        ("why_hotel", models.SmallIntegerField(null=True, verbose_name="why this hotel")),
                        ("stays", models.SmallIntegerField(null=True, verbose_name="stays so far")),
                        ("frequency", models.SmallIntegerField(null=True, verbose_name="frequency of stays")),
                        ("length_of_stay", models.SmallIntegerField(null=True, verbose_name="length of stay")),
                        ("room_class", models.SmallIntegerField(null=True, verbose_name="room class")),
                        ("use_restaurant", models.SmallIntegerField(null=True, verbose_name="use of restaurants")),
                        ("use_telecom", models.SmallIntegerField(null=True, verbose_name="use of telecom")),
                        ("use_entertainment", models.SmallIntegerField(null=True, verbose_name="use of entertainment")),
                        ("use_conference", models.SmallIntegerField(null=True, verbose_name="use of conference rooms")),
                        ("credit", models.SmallIntegerField(null=True, verbose_name="credit")),
                        ("spend_lodging", models.SmallIntegerField(null=True, verbose_name="spend on lodging")),
                        ("spend_per_stay", models.SmallIntegerField(null=True, verbose_name="average spend per stay")),
                        ("spend_total", models.SmallIntegerField(null=True, verbose_name="total spend")),
                        ("profit_total", models.SmallIntegerField(null=True, verbose_name="total profit")),
                        ("spend_food", models.SmallIntegerField(null=True, verbose_name="spend on food and beverage")),
                        ("spend_telecom", models.SmallIntegerField(null=True, verbose_name="spend on telecom")),
                        ("spend_entertainment", models.SmallIntegerField(null=True, verbose_name="spend on entertainment")),
                        ("spend_conference", models.SmallIntegerField(null=True, verbose_name="spend on conferences")),
                        ("satisfaction", models.SmallIntegerField(null=True, verbose_name="satisfaction")),
                        ("complaints", models.SmallIntegerField(null=True, verbose_name="complaints")),
                        ("requests", models.SmallIntegerField(null=True, verbose_name="personal requests")),
                        ("value_class", models.SmallIntegerField(null=True, verbose_name="value class")),
                    ],
                    options={
                        "verbose_name": "attributes of a guest",
                        "verbose_name_plural": "attributes of guests",
                        "db_table": "segments_guestattributes",
                        "managed": False,
                    },
                ),
                migrations.CreateModel(
                    name="FilterSegment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("lock_version", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                        ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                        ("document", models.JSONField(verbose_name="query")),
                        ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="what it is for")),
                        ("owner", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="filter_segments", to=settings.AUTH_USER_MODEL, verbose_name="pinned by")),
                    ],
                    options={
                        "verbose_name": "segment by filter",
                        "verbose_name_plural": "segments by filter",
                        "ordering": ["name", "pk"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="filter_segment_has_a_name")],
                    },
                ),
                migrations.CreateModel(
                    name="FilterMember",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("since", models.DateField(verbose_name="since")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="filter_segments", to="guests.guest")),
                        ("segment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="members", to="segments.filtersegment")),
                    ],
                    options={
                        "verbose_name": "guest of a segment by filter",
                        "verbose_name_plural": "guests of segments by filter",
                        "constraints": [models.UniqueConstraint(fields=("segment", "guest"), name="guest_once_per_filter_segment")],
                    },
                ),
                migrations.CreateModel(
                    name="FilterMove",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("day", models.DateField(verbose_name="night of")),
                        ("entered", models.BooleanField(verbose_name="came in")),
                        ("because", models.JSONField(default=list, verbose_name="because of")),
                        ("is_new", models.BooleanField(default=False, verbose_name="new")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="filter_moves", to="guests.guest")),
                        ("segment", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="segments.filtersegment")),
                    ],
                    options={
                        "verbose_name": "move of a segment by filter",
                        "verbose_name_plural": "moves of segments by filter",
                        "constraints": [models.UniqueConstraint(fields=("segment", "day", "guest"), name="one_filter_move_a_night")],
                    },
                ),
                migrations.CreateModel(
                    name="FilterNight",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("business_date", models.DateField(verbose_name="business date")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests")),
                        ("entered", models.PositiveIntegerField(default=0, verbose_name="came in")),
                        ("left", models.PositiveIntegerField(default=0, verbose_name="dropped out")),
                        ("document", models.JSONField(verbose_name="query")),
                        ("problem", models.CharField(blank=True, default="", max_length=300, verbose_name="why it was not counted")),
                        ("segment", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="nights", to="segments.filtersegment")),
                    ],
                    options={
                        "verbose_name": "night of a segment by filter",
                        "verbose_name_plural": "nights of segments by filter",
                        "ordering": ["-business_date"],
                        "constraints": [models.UniqueConstraint(fields=("segment", "business_date"), name="one_filter_night")],
                    },
                ),
                migrations.CreateModel(
                    name="TrainingSample",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("made_at", models.DateTimeField(verbose_name="drawn")),
                        ("made_by", models.CharField(blank=True, default="", max_length=150, verbose_name="drawn by")),
                        ("business_date", models.DateField(verbose_name="attributes of the night of")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests clustered")),
                        ("size", models.PositiveIntegerField(verbose_name="guests drawn")),
                        ("seed", models.PositiveIntegerField(verbose_name="seed")),
                        ("silhouettes", models.JSONField(default=list)),
                        ("profiles", models.JSONField(default=list)),
                        ("sizes", models.JSONField(default=list)),
                        ("proposed", models.JSONField(default=dict)),
                        ("job_run", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="common.jobrun")),
                    ],
                    options={
                        "verbose_name": "training sample",
                        "verbose_name_plural": "training samples",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SampledGuest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("position", models.PositiveIntegerField(verbose_name="position")),
                        ("cluster", models.PositiveSmallIntegerField(verbose_name="cluster")),
                        ("values", models.JSONField(default=dict, verbose_name="attributes")),
                        ("proposed", models.CharField(blank=True, default="", max_length=40, verbose_name="proposed segment")),
                        ("rule", models.PositiveSmallIntegerField(null=True, verbose_name="rule")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sampled", to="guests.guest")),
                        ("sample", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="members", to="segments.trainingsample")),
                        ("weight", models.FloatField(db_default=1.0, default=1.0, verbose_name="weight")),
                    ],
                    options={
                        "verbose_name": "guest of a training sample",
                        "verbose_name_plural": "guests of training samples",
                        "constraints": [models.UniqueConstraint(fields=("sample", "guest"), name="guest_once_per_training_sample"), models.UniqueConstraint(fields=("sample", "position"), name="place_once_per_training_sample")],
                    },
                ),
                migrations.CreateModel(
                    name="SegmentLabel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("segment", models.CharField(max_length=40, verbose_name="segment")),
                        ("labelled_by", models.CharField(blank=True, default="", max_length=150, verbose_name="labelled by")),
                        ("labelled_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="labelled")),
                        ("by_rule", models.BooleanField(default=False, verbose_name="taken over from the rules")),
                        ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                        ("withdrawn_by", models.CharField(blank=True, default="", max_length=150, verbose_name="withdrawn by")),
                        ("sampled", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="labels", to="segments.sampledguest")),
                    ],
                    options={
                        "verbose_name": "label of a guest",
                        "verbose_name_plural": "labels of guests",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("withdrawn_at__isnull", True)), fields=("sampled",), name="one_standing_segment_label"),
                            models.CheckConstraint(condition=models.Q(("by_rule", True), models.Q(("labelled_by", ""), _negated=True), _connector="OR"), name="segment_label_says_who_gave_it"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                        ("target", models.CharField(blank=True, default="", max_length=40, verbose_name="target")),
                        ("target_values", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name="values")),
                        ("attributes", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None, verbose_name="attributes")),
                        ("max_depth", models.PositiveSmallIntegerField(default=6, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)], verbose_name="questions at most")),
                        ("min_leaf", models.PositiveIntegerField(default=5, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(100000)], verbose_name="guests of a rule at least")),
                        ("pruning", models.CharField(choices=[("none", "not at all"), ("automatic", "as much as proves best in cross-validation"), ("strong", "strongly: only what carries much stays")], default="automatic", max_length=10, verbose_name="pruning")),
                        ("asked_by", models.CharField(blank=True, default="", max_length=150, verbose_name="asked by")),
                    ],
                    options={
                        "verbose_name": "question",
                        "verbose_name_plural": "questions",
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="question_has_a_name"),
                            models.CheckConstraint(condition=models.Q(("attributes", []), _negated=True), name="question_has_attributes"),
                            models.CheckConstraint(condition=models.Q(models.Q(("target", ""), ("target_values", [])), models.Q(models.Q(("target", ""), _negated=True), models.Q(("target_values", []), _negated=True)), _connector="OR"), name="question_has_a_target_and_its_values"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreeVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        ("document", models.JSONField(verbose_name="tree")),
                        ("scores", models.JSONField(verbose_name="scores")),
                        ("data", models.JSONField(verbose_name="data")),
                        ("settings", models.JSONField(verbose_name="settings")),
                        ("fitted_at", models.DateTimeField(verbose_name="fitted")),
                        ("fitted_by", models.CharField(blank=True, default="", max_length=150, verbose_name="fitted by")),
                        ("job_run", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="common.jobrun")),
                        ("question", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="segments.question")),
                    ],
                    options={
                        "verbose_name": "version of a tree",
                        "verbose_name_plural": "versions of trees",
                        "ordering": ["-pk"],
                        "constraints": [models.UniqueConstraint(fields=("question", "number"), name="tree_version_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Publication",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("published_at", models.DateTimeField(verbose_name="published")),
                        ("published_by", models.CharField(max_length=150, verbose_name="published by")),
                        ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="why")),
                        ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="publications", to="segments.treeversion")),
                    ],
                    options={
                        "verbose_name": "publication of a tree",
                        "verbose_name_plural": "publications of trees",
                        "ordering": ["-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="SegmentMembership",
                    fields=[
                        ("guest", models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="segment_membership", serialize=False, to="guests.guest")),
                        ("leaf", models.PositiveIntegerField(verbose_name="rule")),
                        ("segment", models.CharField(max_length=40, verbose_name="segment")),
                        ("since", models.DateField(verbose_name="since")),
                        ("previous", models.CharField(blank=True, default="", max_length=40, verbose_name="before that")),
                        ("version", models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="segments.treeversion")),
                    ],
                    options={
                        "verbose_name": "segment of a guest",
                        "verbose_name_plural": "segments of guests",
                        "indexes": [models.Index(fields=["segment", "since"], name="segment_members")],
                    },
                ),
                migrations.CreateModel(
                    name="SegmentMove",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("day", models.DateField(verbose_name="night of")),
                        ("was", models.CharField(max_length=40, verbose_name="segment before")),
                        ("was_since", models.DateField(verbose_name="since")),
                        ("now", models.CharField(max_length=40, verbose_name="segment after")),
                        ("guest", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="segment_moves", to="guests.guest")),
                        ("version", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="segments.treeversion")),
                    ],
                    options={
                        "verbose_name": "move between segments",
                        "verbose_name_plural": "moves between segments",
                        "indexes": [models.Index(fields=["day", "now"], name="segment_move_day")],
                        "constraints": [models.UniqueConstraint(fields=("guest", "day"), name="one_segment_move_a_night"), models.CheckConstraint(condition=models.Q(("was", models.F("now")), _negated=True), name="segment_move_moves")],
                    },
                ),
                migrations.CreateModel(
                    name="SegmentNight",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("business_date", models.DateField(unique=True, verbose_name="business date")),
                        ("finished_at", models.DateTimeField(verbose_name="finished")),
                        ("guests", models.PositiveIntegerField(verbose_name="guests")),
                        ("counts", models.JSONField(default=dict)),
                        ("moves", models.JSONField(default=list)),
                        ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="nights", to="segments.treeversion")),
                    ],
                    options={
                        "verbose_name": "night of the segments",
                        "verbose_name_plural": "nights of the segments",
                        "ordering": ["-business_date"],
                    },
                ),
                migrations.CreateModel(
                    name="Treatment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                        ("what", models.TextField(verbose_name="what is done")),
                        ("segment", models.CharField(max_length=80, verbose_name="segment")),
                        ("segment_name", models.CharField(max_length=120, verbose_name="segment")),
                        ("document", models.JSONField(verbose_name="query")),
                        ("begun_on", models.DateField(verbose_name="begun")),
                        ("days", models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(730)], verbose_name="days compared")),
                        ("share", models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(95)], verbose_name="share treated, %")),
                        ("begun_by", models.CharField(blank=True, default="", max_length=150, verbose_name="begun by")),
                        ("made_at", models.DateTimeField(verbose_name="noted")),
                        ("treated", models.PositiveIntegerField(default=0, verbose_name="treated")),
                        ("left_alone", models.PositiveIntegerField(default=0, verbose_name="left alone")),
                        ("measured_on", models.DateField(null=True, verbose_name="measured")),
                        ("results", models.JSONField(default=dict)),
                    ],
                    options={
                        "verbose_name": "what was done for a segment",
                        "verbose_name_plural": "what was done for segments",
                        "ordering": ["-begun_on", "-pk"],
                        "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("what", ""), _negated=True)), name="treatment_says_what_is_done"), models.CheckConstraint(condition=models.Q(("share__range", (5, 95))), name="treatment_leaves_some_alone")],
                    },
                ),
                migrations.CreateModel(
                    name="TreatedGuest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("is_treated", models.BooleanField(verbose_name="treated")),
                        ("codes", models.JSONField(default=dict, verbose_name="attributes")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="treatments", to="guests.guest")),
                        ("treatment", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="members", to="segments.treatment")),
                    ],
                    options={
                        "verbose_name": "guest for whom something was done",
                        "verbose_name_plural": "guests for whom something was done",
                        "constraints": [models.UniqueConstraint(fields=("treatment", "guest"), name="guest_once_per_treatment")],
                    },
                ),
            ]
        ),
        migrations.RunSQL(ROWS_BY_RUN),
    ]
