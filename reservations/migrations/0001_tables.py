"""The house, bookings, stays and what is spent in them."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.money
from common.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("reservations", "0001_initial"),
        ("reservations", "0002_desk_permissions"),
        ("reservations", "0004_stay_motive"),
        ("reservations", "0005_what_the_source_said"),
        ("reservations", "0006_booking_imports"),
        ("reservations", "0007_erased_bookings"),
        ("reservations", "0008_stays_land_on_survivors"),
        ("reservations", "0009_ticks_of_kitchen_and_outlets"),
        ("reservations", "0010_stay_spend_by_outlet"),
        ("reservations", "0011_imports_taken_back"),
        ("reservations", "0012_declined_questions"),
        ("reservations", "0013_touched_guests"),
        ("reservations", "0014_totals_of_stays"),
        ("reservations", "0015_fewer_indexes_and_idle_triggers"),
        ("reservations", "0016_queries_read_one_index"),
        ("reservations", "0017_days_of_charges_in_one_index"),
        ("reservations", "0018_indexes_that_are_read"),
    ]
    dependencies = [("guests", "0001_tables")]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="RoomType",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                        ("name_zh", models.CharField(max_length=80, verbose_name="Chinese name")),
                        ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("room_class", models.CharField(choices=[("ordinary", "ordinary"), ("standard", "standard"), ("luxury", "luxury")], max_length=8, verbose_name="class")),
                        ("capacity", models.PositiveSmallIntegerField(default=2, verbose_name="persons")),
                        ("base_rate", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="rate per night")),
                        ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                    ],
                    options={
                        "verbose_name": "room type",
                        "verbose_name_plural": "room types",
                        "ordering": ["rank", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.CharField(max_length=10, unique=True, verbose_name="room")),
                        ("floor", models.PositiveSmallIntegerField(verbose_name="floor")),
                        ("features", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None, verbose_name="features")),
                        ("out_of_order_until", models.DateField(blank=True, null=True, verbose_name="out of order until")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("room_type", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="reservations.roomtype", verbose_name="room type")),
                    ],
                    options={
                        "verbose_name": "room",
                        "verbose_name_plural": "rooms",
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="Outlet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                        ("name_zh", models.CharField(max_length=80, verbose_name="Chinese name")),
                        ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        ("category", models.CharField(choices=[("rooms", "rooms"), ("restaurant", "restaurant"), ("conference", "conference"), ("entertainment", "entertainment"), ("telecom", "telecom"), ("shop", "shop"), ("business_centre", "business centre")], max_length=16, verbose_name="category")),
                    ],
                    options={
                        "verbose_name": "outlet",
                        "verbose_name_plural": "outlets",
                        "ordering": ["category", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="Channel",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.CharField(max_length=40, unique=True, verbose_name="code")),
                        ("name_zh", models.CharField(max_length=80, verbose_name="Chinese name")),
                        ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                    ],
                    options={
                        "verbose_name": "channel",
                        "verbose_name_plural": "channels",
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="CodeMapping",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("source", models.CharField(max_length=40, verbose_name="source")),
                        ("kind", models.CharField(choices=[("room_type", "room type"), ("room", "room number"), ("channel", "channel"), ("outlet", "outlet"), ("account", "account")], max_length=10, verbose_name="kind")),
                        ("external_code", models.CharField(max_length=80, verbose_name="code there")),
                        ("code", models.CharField(max_length=40, verbose_name="our code")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "code mapping",
                        "constraints": [models.UniqueConstraint(fields=("source", "kind", "external_code"), name="code_mapped_once_per_source")],
                    },
                ),
                migrations.CreateModel(
                    name="Reservation",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("lock_version", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                        ("source", models.CharField(max_length=40, verbose_name="source")),
                        ("external_id", models.CharField(max_length=120, verbose_name="number at the source")),
                        (
                            "confirmation",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.text.Concat(models.Value("R"), django.db.models.functions.text.LPad(django.db.models.functions.comparison.Cast("id", models.CharField()), 8, models.Value("0"))),
                                output_field=models.CharField(max_length=9, verbose_name="confirmation number"),
                                unique=True,
                            ),
                        ),
                        ("version", models.BigIntegerField(default=0, verbose_name="version")),
                        ("source_updated_at", models.DateTimeField(blank=True, null=True, verbose_name="changed at the source")),
                        ("content_hash", models.CharField(blank=True, default="", editable=False, max_length=64)),
                        (
                            "status",
                            models.CharField(
                                choices=[("tentative", "tentative"), ("confirmed", "confirmed"), ("waitlisted", "on the waiting list"), ("in_house", "in the house"), ("checked_out", "checked out"), ("cancelled", "cancelled"), ("no_show", "no-show")], default="confirmed", max_length=11, verbose_name="status"
                            ),
                        ),
                        ("booked_at", models.DateTimeField(blank=True, null=True, verbose_name="booked at")),
                        ("origin", models.CharField(blank=True, choices=[("transient", "transient"), ("walk_in", "walk-in"), ("contract", "contract"), ("group", "group")], default="", max_length=9, verbose_name="origin")),
                        ("group", models.CharField(blank=True, default="", max_length=120, verbose_name="group")),
                        ("motive", models.CharField(blank=True, choices=[("business", "business trip"), ("conference", "conference"), ("sightseeing", "sightseeing"), ("visiting", "visiting family or friends"), ("other", "other")], default="", max_length=11, verbose_name="motive of stay")),
                        (
                            "why_this_hotel",
                            models.CharField(blank=True, choices=[("location", "location"), ("brand", "brand"), ("facilities", "facilities"), ("service", "service attitude"), ("price", "price"), ("recommended", "recommended"), ("other", "other")], default="", max_length=11, verbose_name="why this hotel"),
                        ),
                        ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                        ("special_requests", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name="special requests")),
                        ("remarks", models.TextField(blank=True, default="", max_length=2000, verbose_name="remarks")),
                        ("attributes", models.JSONField(blank=True, default=dict, verbose_name="further facts from the source")),
                        ("is_synthetic", models.BooleanField(default=False, verbose_name="synthetic")),
                        ("created_by", models.CharField(blank=True, default="", editable=False, max_length=80, verbose_name="taken by")),
                        ("account", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="guests.account", verbose_name="account")),
                        ("booker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="booked", to="guests.guest", verbose_name="booked by")),
                        ("channel", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="reservations.channel", verbose_name="channel")),
                        ("guest", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reservations", to="guests.guest", verbose_name="guest")),
                        ("details_version", models.BigIntegerField(db_default=-1, default=-1, editable=False)),
                        ("is_erased", models.BooleanField(db_default=False, default=False, editable=False)),
                    ],
                    options={
                        "verbose_name": "reservation",
                        "verbose_name_plural": "reservations",
                        "indexes": [models.Index(fields=["external_id"], name="reservation_external_id")],
                        "constraints": [models.UniqueConstraint(fields=("source", "external_id"), name="reservation_once_per_source")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reservation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.guest_id IS NOT NULL)",
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="07ebd9e96288a8e73ff33812ab1d8cc66070dc3c",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_e0b1d",
                            table="reservations_reservation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reservation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="booker_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.booker_id IS NOT NULL)",
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.booker_id IS NOT DISTINCT FROM OLD.booker_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.booker_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.booker_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.booker_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="94adb87a4a81995dea86bf01c166fa0201e80eeb",
                            operation='INSERT OR UPDATE OF "booker_id"',
                            pgid="pgtrigger_booker_is_the_survivor_035df",
                            table="reservations_reservation",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reservation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_follow_their_booking",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN ((OLD.origin, OLD.channel_id, OLD.motive) IS DISTINCT FROM (NEW.origin, NEW.channel_id, NEW.motive))",
                            func="UPDATE reservations_stay s SET origin = NEW.origin, channel_id = NEW.channel_id, motive = NEW.motive FROM reservations_reservationline l WHERE l.reservation_id = NEW.id AND s.line_id = l.id; RETURN NULL;",
                            hash="43b38f0b8e4b760d30cea8d9220e3a060c365c3a",
                            operation='UPDATE OF "origin", "channel_id", "motive"',
                            pgid="pgtrigger_stays_follow_their_booking_52263",
                            table="reservations_reservation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reservation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."attributes" IS DISTINCT FROM (NEW."attributes") OR OLD."booked_at" IS DISTINCT FROM (NEW."booked_at") OR OLD."booker_id" IS DISTINCT FROM (NEW."booker_id") OR OLD."channel_id" IS DISTINCT FROM (NEW."channel_id") OR OLD."confirmation" IS DISTINCT FROM (NEW."confirmation") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by" IS DISTINCT FROM (NEW."created_by") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."group" IS DISTINCT FROM (NEW."group") OR OLD."guest_id" IS DISTINCT FROM (NEW."guest_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_erased" IS DISTINCT FROM (NEW."is_erased") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."lock_version" IS DISTINCT FROM (NEW."lock_version") OR OLD."motive" IS DISTINCT FROM (NEW."motive") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."remarks" IS DISTINCT FROM (NEW."remarks") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."source_updated_at" IS DISTINCT FROM (NEW."source_updated_at") OR OLD."special_requests" IS DISTINCT FROM (NEW."special_requests") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."why_this_hotel" IS DISTINCT FROM (NEW."why_this_hotel"))',
                            func='INSERT INTO "reservations_reservationevent" ("account_id", "attributes", "booked_at", "booker_id", "channel_id", "created_at", "created_by", "currency", "external_id", "group", "guest_id", "id", "is_erased", "is_synthetic", "lock_version", "motive", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remarks", "source", "source_updated_at", "special_requests", "status", "updated_at", "version", "why_this_hotel") VALUES (OLD."account_id", OLD."attributes", OLD."booked_at", OLD."booker_id", OLD."channel_id", OLD."created_at", OLD."created_by", OLD."currency", OLD."external_id", OLD."group", OLD."guest_id", OLD."id", OLD."is_erased", OLD."is_synthetic", OLD."lock_version", OLD."motive", OLD."origin", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."remarks", OLD."source", OLD."source_updated_at", OLD."special_requests", OLD."status", OLD."updated_at", OLD."version", OLD."why_this_hotel"); RETURN NULL;',
                            hash="33e9e381a4d1b025dd40845c873669da7b20e8f9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f53a8",
                            table="reservations_reservation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reservation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reservations_reservationevent" ("account_id", "attributes", "booked_at", "booker_id", "channel_id", "created_at", "created_by", "currency", "external_id", "group", "guest_id", "id", "is_erased", "is_synthetic", "lock_version", "motive", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "remarks", "source", "source_updated_at", "special_requests", "status", "updated_at", "version", "why_this_hotel") VALUES (OLD."account_id", OLD."attributes", OLD."booked_at", OLD."booker_id", OLD."channel_id", OLD."created_at", OLD."created_by", OLD."currency", OLD."external_id", OLD."group", OLD."guest_id", OLD."id", OLD."is_erased", OLD."is_synthetic", OLD."lock_version", OLD."motive", OLD."origin", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."remarks", OLD."source", OLD."source_updated_at", OLD."special_requests", OLD."status", OLD."updated_at", OLD."version", OLD."why_this_hotel"); RETURN NULL;',
                            hash="df5f9e56982a0b0162b08b19e98d5f1039c71f65",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_7b67a",
                            table="reservations_reservation",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ReservationEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("lock_version", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                        ("source", models.CharField(max_length=40, verbose_name="source")),
                        ("external_id", models.CharField(max_length=120, verbose_name="number at the source")),
                        (
                            "confirmation",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.functions.text.Concat(models.Value("R"), django.db.models.functions.text.LPad(django.db.models.functions.comparison.Cast("id", models.CharField()), 8, models.Value("0"))),
                                output_field=models.CharField(max_length=9, verbose_name="confirmation number"),
                            ),
                        ),
                        ("version", models.BigIntegerField(default=0, verbose_name="version")),
                        ("source_updated_at", models.DateTimeField(blank=True, null=True, verbose_name="changed at the source")),
                        (
                            "status",
                            models.CharField(
                                choices=[("tentative", "tentative"), ("confirmed", "confirmed"), ("waitlisted", "on the waiting list"), ("in_house", "in the house"), ("checked_out", "checked out"), ("cancelled", "cancelled"), ("no_show", "no-show")], default="confirmed", max_length=11, verbose_name="status"
                            ),
                        ),
                        ("booked_at", models.DateTimeField(blank=True, null=True, verbose_name="booked at")),
                        ("origin", models.CharField(blank=True, choices=[("transient", "transient"), ("walk_in", "walk-in"), ("contract", "contract"), ("group", "group")], default="", max_length=9, verbose_name="origin")),
                        ("group", models.CharField(blank=True, default="", max_length=120, verbose_name="group")),
                        ("motive", models.CharField(blank=True, choices=[("business", "business trip"), ("conference", "conference"), ("sightseeing", "sightseeing"), ("visiting", "visiting family or friends"), ("other", "other")], default="", max_length=11, verbose_name="motive of stay")),
                        (
                            "why_this_hotel",
                            models.CharField(blank=True, choices=[("location", "location"), ("brand", "brand"), ("facilities", "facilities"), ("service", "service attitude"), ("price", "price"), ("recommended", "recommended"), ("other", "other")], default="", max_length=11, verbose_name="why this hotel"),
                        ),
                        ("currency", models.CharField(default="CNY", max_length=3, verbose_name="currency")),
                        ("special_requests", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name="special requests")),
                        ("remarks", models.TextField(blank=True, default="", max_length=2000, verbose_name="remarks")),
                        ("attributes", models.JSONField(blank=True, default=dict, verbose_name="further facts from the source")),
                        ("is_synthetic", models.BooleanField(default=False, verbose_name="synthetic")),
                        ("created_by", models.CharField(blank=True, default="", editable=False, max_length=80, verbose_name="taken by")),
                        ("account", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="guests.account", verbose_name="account")),
                        ("booker", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="guests.guest", verbose_name="booked by")),
                        ("channel", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.channel", verbose_name="channel")),
                        ("guest", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="guests.guest", verbose_name="guest")),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="reservations.reservation")),
                        ("is_erased", models.BooleanField(db_default=False, default=False, editable=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="ReservationLine",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("lock_version", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                        ("line", models.CharField(default="1", max_length=40, verbose_name="line")),
                        ("arrival", models.DateField(verbose_name="arrival")),
                        ("departure", models.DateField(verbose_name="departure")),
                        ("adults", models.PositiveSmallIntegerField(default=1, verbose_name="adults")),
                        ("children", models.PositiveSmallIntegerField(default=0, verbose_name="children")),
                        ("babies", models.PositiveSmallIntegerField(default=0, verbose_name="babies")),
                        ("rate_plan", models.CharField(blank=True, default="", max_length=40, verbose_name="rate plan")),
                        ("board", models.CharField(blank=True, choices=[("room_only", "room only"), ("breakfast", "breakfast"), ("half_board", "half board"), ("full_board", "full board")], default="", max_length=10, verbose_name="board")),
                        (
                            "status",
                            models.CharField(
                                choices=[("tentative", "tentative"), ("confirmed", "confirmed"), ("waitlisted", "on the waiting list"), ("in_house", "in the house"), ("checked_out", "checked out"), ("cancelled", "cancelled"), ("no_show", "no-show")], default="confirmed", max_length=11, verbose_name="status"
                            ),
                        ),
                        ("amount", common.money.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="room amount")),
                        ("reservation", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="reservations.reservation")),
                        ("room", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="reservations.room", verbose_name="room")),
                        ("room_type", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="reservations.roomtype", verbose_name="room type")),
                        ("source_status", models.CharField(blank=True, db_default="", default="", editable=False, max_length=11)),
                        ("source_version", models.BigIntegerField(db_default=-1, default=-1, editable=False)),
                    ],
                    options={
                        "verbose_name": "reserved room",
                        "verbose_name_plural": "reserved rooms",
                        "indexes": [models.Index(fields=["arrival"], name="line_arrival"), models.Index(fields=["departure"], name="line_departure"), models.Index(fields=["room", "-arrival"], name="line_room_history"), models.Index(condition=models.Q(("status", "in_house")), fields=["status"], name="line_in_house")],
                        "constraints": [
                            models.UniqueConstraint(fields=("reservation", "line"), name="line_once_per_reservation"),
                            models.CheckConstraint(condition=models.Q(("departure__gte", models.F("arrival"))), name="line_departs_after_arrival"),
                            models.CheckConstraint(condition=models.Q(models.Q(("status", "in_house"), _negated=True), ("room__isnull", False), _connector="OR"), name="line_in_house_has_a_room"),
                            models.UniqueConstraint(condition=models.Q(("status", "in_house")), fields=("room",), name="one_party_per_room_in_house"),
                            django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(("room__isnull", False), ("status__in", ("confirmed", "in_house"))), expressions=[("room", "="), (models.Func("arrival", "departure", function="daterange"), "&&")], name="room_promised_once"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reservationline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="stays_follow_the_room_type",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."room_type_id" IS DISTINCT FROM (NEW."room_type_id"))',
                            func="UPDATE reservations_stay SET room_type_id = NEW.room_type_id WHERE line_id = NEW.id; RETURN NULL;",
                            hash="61c55dbf6000ae7188ba25722950989800ce22bc",
                            operation='UPDATE OF "room_type_id"',
                            pgid="pgtrigger_stays_follow_the_room_type_f75ea",
                            table="reservations_reservationline",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reservationline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."adults" IS DISTINCT FROM (NEW."adults") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."arrival" IS DISTINCT FROM (NEW."arrival") OR OLD."babies" IS DISTINCT FROM (NEW."babies") OR OLD."board" IS DISTINCT FROM (NEW."board") OR OLD."children" IS DISTINCT FROM (NEW."children") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."departure" IS DISTINCT FROM (NEW."departure") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."line" IS DISTINCT FROM (NEW."line") OR OLD."lock_version" IS DISTINCT FROM (NEW."lock_version") OR OLD."rate_plan" IS DISTINCT FROM (NEW."rate_plan") OR OLD."reservation_id" IS DISTINCT FROM (NEW."reservation_id") OR OLD."room_id" IS DISTINCT FROM (NEW."room_id") OR OLD."room_type_id" IS DISTINCT FROM (NEW."room_type_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))',
                            func='INSERT INTO "reservations_reservationlineevent" ("adults", "amount", "arrival", "babies", "board", "children", "created_at", "departure", "id", "line", "lock_version", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate_plan", "reservation_id", "room_id", "room_type_id", "status", "updated_at") VALUES (OLD."adults", OLD."amount", OLD."arrival", OLD."babies", OLD."board", OLD."children", OLD."created_at", OLD."departure", OLD."id", OLD."line", OLD."lock_version", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."rate_plan", OLD."reservation_id", OLD."room_id", OLD."room_type_id", OLD."status", OLD."updated_at"); RETURN NULL;',
                            hash="4c8ac4aee1b1bd45446e23cd9d521b1459477814",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_34429",
                            table="reservations_reservationline",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="reservationline",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reservations_reservationlineevent" ("adults", "amount", "arrival", "babies", "board", "children", "created_at", "departure", "id", "line", "lock_version", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate_plan", "reservation_id", "room_id", "room_type_id", "status", "updated_at") VALUES (OLD."adults", OLD."amount", OLD."arrival", OLD."babies", OLD."board", OLD."children", OLD."created_at", OLD."departure", OLD."id", OLD."line", OLD."lock_version", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rate_plan", OLD."reservation_id", OLD."room_id", OLD."room_type_id", OLD."status", OLD."updated_at"); RETURN NULL;',
                            hash="32ec46aeecc65c85d6ea2bf0e0550e3aaaa25253",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a890f",
                            table="reservations_reservationline",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ReservationLineEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("lock_version", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                        ("line", models.CharField(default="1", max_length=40, verbose_name="line")),
                        ("arrival", models.DateField(verbose_name="arrival")),
                        ("departure", models.DateField(verbose_name="departure")),
                        ("adults", models.PositiveSmallIntegerField(default=1, verbose_name="adults")),
                        ("children", models.PositiveSmallIntegerField(default=0, verbose_name="children")),
                        ("babies", models.PositiveSmallIntegerField(default=0, verbose_name="babies")),
                        ("rate_plan", models.CharField(blank=True, default="", max_length=40, verbose_name="rate plan")),
                        ("board", models.CharField(blank=True, choices=[("room_only", "room only"), ("breakfast", "breakfast"), ("half_board", "half board"), ("full_board", "full board")], default="", max_length=10, verbose_name="board")),
                        (
                            "status",
                            models.CharField(
                                choices=[("tentative", "tentative"), ("confirmed", "confirmed"), ("waitlisted", "on the waiting list"), ("in_house", "in the house"), ("checked_out", "checked out"), ("cancelled", "cancelled"), ("no_show", "no-show")], default="confirmed", max_length=11, verbose_name="status"
                            ),
                        ),
                        ("amount", common.money.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="room amount")),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="reservations.reservationline")),
                        ("reservation", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.reservation")),
                        ("room", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.room", verbose_name="room")),
                        ("room_type", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.roomtype", verbose_name="room type")),
                    ],
                ),
                migrations.CreateModel(
                    name="RoomNight",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("date", models.DateField(verbose_name="night of")),
                        ("amount", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="amount")),
                        ("line", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="nights_sold", to="reservations.reservationline")),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("line", "date"), name="night_sold_once_per_line")],
                    },
                ),
                migrations.CreateModel(
                    name="TouchedGuest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("guest_id", models.BigIntegerField(verbose_name="guest")),
                    ],
                    options={
                        "verbose_name": "guest whose stays have changed",
                        "verbose_name_plural": "guests whose stays have changed",
                    },
                ),
                migrations.CreateModel(
                    name="Stay",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("arrival", models.DateField(verbose_name="arrival")),
                        ("departure", models.DateField(verbose_name="departure")),
                        ("nights", models.GeneratedField(db_persist=True, expression=models.Func("departure", "arrival", arg_joiner=" - ", template="(%(expressions)s)"), output_field=models.IntegerField(verbose_name="nights"))),
                        ("status", models.CharField(choices=[("expected", "expected"), ("in_house", "in the house"), ("checked_out", "checked out"), ("void", "did not take place")], default="expected", max_length=11, verbose_name="status")),
                        ("is_payer", models.BooleanField(default=True, verbose_name="pays")),
                        ("checked_in_at", models.DateTimeField(blank=True, null=True, verbose_name="checked in")),
                        ("checked_out_at", models.DateTimeField(blank=True, null=True, verbose_name="checked out")),
                        ("spend", common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="spend")),
                        ("is_synthetic", models.BooleanField(default=False, verbose_name="synthetic")),
                        ("guest", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="guests.guest")),
                        ("line", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="stays", to="reservations.reservationline")),
                        ("room", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="stays", to="reservations.room")),
                        (
                            "motive",
                            models.CharField(blank=True, choices=[("business", "business trip"), ("conference", "conference"), ("sightseeing", "sightseeing"), ("visiting", "visiting family or friends"), ("other", "other")], db_default="", default="", editable=False, max_length=11, verbose_name="motive of stay"),
                        ),
                        ("spend_business", common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="spend in the business centre")),
                        ("spend_conference", common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="spend on conferences")),
                        ("spend_entertainment", common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="spend on entertainment")),
                        ("spend_restaurant", common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="spend in restaurants")),
                        ("spend_shop", common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="spend in shops")),
                        ("spend_telecom", common.money.MoneyField(db_default=0, decimal_places=2, default=0, editable=False, max_digits=14, verbose_name="spend on telecom")),
                        (
                            "outlets_used",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(models.Case(models.When(spend_restaurant__gt=0, then=models.Value(1)), default=models.Value(0)), "+", models.Case(models.When(spend_conference__gt=0, then=models.Value(2)), default=models.Value(0))),
                                                "+",
                                                models.Case(models.When(spend_entertainment__gt=0, then=models.Value(4)), default=models.Value(0)),
                                            ),
                                            "+",
                                            models.Case(models.When(spend_telecom__gt=0, then=models.Value(8)), default=models.Value(0)),
                                        ),
                                        "+",
                                        models.Case(models.When(spend_shop__gt=0, then=models.Value(16)), default=models.Value(0)),
                                    ),
                                    "+",
                                    models.Case(models.When(spend_business__gt=0, then=models.Value(32)), default=models.Value(0)),
                                ),
                                output_field=models.SmallIntegerField(verbose_name="kinds of outlets used"),
                            ),
                        ),
                        ("channel", models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="reservations.channel", verbose_name="channel")),
                        ("origin", models.CharField(blank=True, choices=[("transient", "transient"), ("walk_in", "walk-in"), ("contract", "contract"), ("group", "group")], db_default="", default="", editable=False, max_length=9, verbose_name="origin")),
                        ("room_type", models.ForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="reservations.roomtype", verbose_name="room type")),
                        (
                            "spend_rooms",
                            models.GeneratedField(
                                db_persist=True,
                                expression=django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F("spend"), "-", models.F("spend_restaurant")), "-", models.F("spend_conference")), "-", models.F("spend_entertainment")),
                                            "-",
                                            models.F("spend_telecom"),
                                        ),
                                        "-",
                                        models.F("spend_shop"),
                                    ),
                                    "-",
                                    models.F("spend_business"),
                                ),
                                output_field=common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="spend on the room"),
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "stay",
                        "verbose_name_plural": "stays",
                        "permissions": [
                            ("override_blacklist", "May serve a blacklisted guest, with a written reason"),
                            ("overbook_room_type", "May book more rooms of a type than are left"),
                            ("view_arrivals_report", "May read the report of arrivals and the briefing"),
                            ("view_diners", "May see who is in the house or expected, with diet and seat, and what outlets post"),
                            ("serve_diners", "May tick off what kitchen and outlets prepared"),
                        ],
                        "indexes": [
                            models.Index(condition=models.Q(("status", "checked_out")), fields=["guest"], include=("arrival", "departure", "outlets_used", "spend", "motive"), name="stay_value"),
                            models.Index(fields=["guest"], include=("arrival", "departure", "status", "room_type", "channel", "origin", "motive", "spend", "spend_rooms", "spend_restaurant", "spend_conference", "spend_entertainment", "spend_telecom", "spend_shop", "spend_business"), name="stay_totals"),
                            models.Index(fields=["guest", "-arrival"], name="stay_guest_history"),
                            models.Index(condition=models.Q(("status", "in_house")), fields=["status"], name="stay_in_house"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("guest", "line"), name="one_stay_per_guest_and_line"),
                            models.UniqueConstraint(condition=models.Q(("is_payer", True)), fields=("line",), name="one_payer_per_line"),
                            models.CheckConstraint(condition=models.Q(("departure__gte", models.F("arrival"))), name="stay_departs_after_arrival"),
                            models.CheckConstraint(condition=models.Q(models.Q(("status__in", ["in_house", "checked_out"]), _negated=True), ("checked_in_at__isnull", False), _connector="OR"), name="stay_checked_in_at_a_moment"),
                            models.CheckConstraint(condition=models.Q(models.Q(("status", "checked_out"), _negated=True), ("checked_out_at__isnull", False), _connector="OR"), name="stay_checked_out_at_a_moment"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="f67f0104f7d546768e8f8c27074857723899b80c",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_d0c4d",
                            table="reservations_stay",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="touched_by_new_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.status = 'checked_out')", func="INSERT INTO reservations_touchedguest (guest_id) VALUES (NEW.guest_id); RETURN NULL;", hash="1b4c881ab0b1a6a8cdcea3dbccb18e190c87ad9d", operation="INSERT", pgid="pgtrigger_touched_by_new_stay_0a78d", table="reservations_stay", when="AFTER"
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="touched_by_changed_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (((OLD.status = 'checked_out' OR NEW.status = 'checked_out') AND (OLD.guest_id, OLD.status, OLD.arrival, OLD.departure, OLD.spend, OLD.outlets_used, OLD.motive) IS DISTINCT FROM (NEW.guest_id, NEW.status, NEW.arrival, NEW.departure, NEW.spend, NEW.outlets_used, NEW.motive)) OR (OLD.status = 'in_house' AND (OLD.guest_id, OLD.status) IS DISTINCT FROM (NEW.guest_id, NEW.status)))",
                            func="INSERT INTO reservations_touchedguest (guest_id) VALUES (NEW.guest_id); IF OLD.guest_id <> NEW.guest_id THEN INSERT INTO reservations_touchedguest (guest_id) VALUES (OLD.guest_id); END IF; RETURN NULL;",
                            hash="7d5000111be9210591a2433bbcafc38e6abd5e93",
                            operation="UPDATE",
                            pgid="pgtrigger_touched_by_changed_stay_4a5cf",
                            table="reservations_stay",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="touched_by_removed_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.status = 'checked_out' OR OLD.status = 'in_house')",
                            func="INSERT INTO reservations_touchedguest (guest_id) VALUES (OLD.guest_id); RETURN NULL;",
                            hash="cdf5fc3d826e3268c696d63f6ef8a0a25c2f1178",
                            operation="DELETE",
                            pgid="pgtrigger_touched_by_removed_stay_d66ce",
                            table="reservations_stay",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="says_what_its_booking_says",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="SELECT l.room_type_id, r.channel_id, r.origin, r.motive INTO NEW.room_type_id, NEW.channel_id, NEW.origin, NEW.motive FROM reservations_reservationline l JOIN reservations_reservation r ON r.id = l.reservation_id WHERE l.id = NEW.line_id; NEW.origin := COALESCE(NEW.origin, ''); NEW.motive := COALESCE(NEW.motive, ''); RETURN NEW;",
                            hash="eca0a6b1ad2b80302db35d65438e8bd147a6eb6d",
                            operation='INSERT OR UPDATE OF "line_id"',
                            pgid="pgtrigger_says_what_its_booking_says_b376c",
                            table="reservations_stay",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="charges_follow_the_guest",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."guest_id" IS DISTINCT FROM (NEW."guest_id"))',
                            func="UPDATE reservations_charge SET guest_key = NEW.guest_id WHERE stay_id = NEW.id; RETURN NULL;",
                            hash="901de59232234688a61cbbb654a1e22e6078ba73",
                            operation='UPDATE OF "guest_id"',
                            pgid="pgtrigger_charges_follow_the_guest_5c0be",
                            table="reservations_stay",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."arrival" IS DISTINCT FROM (NEW."arrival") OR OLD."checked_in_at" IS DISTINCT FROM (NEW."checked_in_at") OR OLD."checked_out_at" IS DISTINCT FROM (NEW."checked_out_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."departure" IS DISTINCT FROM (NEW."departure") OR OLD."guest_id" IS DISTINCT FROM (NEW."guest_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_payer" IS DISTINCT FROM (NEW."is_payer") OR OLD."is_synthetic" IS DISTINCT FROM (NEW."is_synthetic") OR OLD."line_id" IS DISTINCT FROM (NEW."line_id") OR OLD."nights" IS DISTINCT FROM (NEW."nights") OR OLD."room_id" IS DISTINCT FROM (NEW."room_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))',
                            func='INSERT INTO "reservations_stayevent" ("arrival", "checked_in_at", "checked_out_at", "created_at", "departure", "guest_id", "id", "is_payer", "is_synthetic", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "status", "updated_at") VALUES (OLD."arrival", OLD."checked_in_at", OLD."checked_out_at", OLD."created_at", OLD."departure", OLD."guest_id", OLD."id", OLD."is_payer", OLD."is_synthetic", OLD."line_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."room_id", OLD."status", OLD."updated_at"); RETURN NULL;',
                            hash="3a6d54e1b1e6d7f1467349c76fbafa6d8d38c4ba",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_576d4",
                            table="reservations_stay",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="stay",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reservations_stayevent" ("arrival", "checked_in_at", "checked_out_at", "created_at", "departure", "guest_id", "id", "is_payer", "is_synthetic", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "status", "updated_at") VALUES (OLD."arrival", OLD."checked_in_at", OLD."checked_out_at", OLD."created_at", OLD."departure", OLD."guest_id", OLD."id", OLD."is_payer", OLD."is_synthetic", OLD."line_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."room_id", OLD."status", OLD."updated_at"); RETURN NULL;',
                            hash="e22ce1d4d94cff110f25ffa6daa0448309da92ad",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9ab16",
                            table="reservations_stay",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="StayEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        ("arrival", models.DateField(verbose_name="arrival")),
                        ("departure", models.DateField(verbose_name="departure")),
                        ("nights", models.GeneratedField(db_persist=True, expression=models.Func("departure", "arrival", arg_joiner=" - ", template="(%(expressions)s)"), output_field=models.IntegerField(verbose_name="nights"))),
                        ("status", models.CharField(choices=[("expected", "expected"), ("in_house", "in the house"), ("checked_out", "checked out"), ("void", "did not take place")], default="expected", max_length=11, verbose_name="status")),
                        ("is_payer", models.BooleanField(default=True, verbose_name="pays")),
                        ("checked_in_at", models.DateTimeField(blank=True, null=True, verbose_name="checked in")),
                        ("checked_out_at", models.DateTimeField(blank=True, null=True, verbose_name="checked out")),
                        ("is_synthetic", models.BooleanField(default=False, verbose_name="synthetic")),
                        ("guest", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="guests.guest")),
                        ("line", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.reservationline")),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="reservations.stay")),
                        ("room", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.room")),
                    ],
                ),
                migrations.CreateModel(
                    name="StayWish",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        (
                            "category",
                            models.CharField(
                                choices=[("room", "room"), ("bed", "bed and pillow"), ("set_up", "set-up and amenities"), ("food", "food"), ("drink", "drink"), ("diet", "diet and allergy"), ("seat", "favourite seat"), ("service", "service"), ("leisure", "leisure"), ("other", "other")],
                                max_length=8,
                                verbose_name="about",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="wish")),
                        ("noted_by", models.CharField(blank=True, default="", max_length=80, verbose_name="noted by")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="prepared")),
                        ("done_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="stay_wishes", to="guests.guest")),
                        ("line", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="wishes", to="reservations.reservationline")),
                        ("served_at", models.DateTimeField(blank=True, null=True, verbose_name="prepared by kitchen and outlets")),
                        ("served_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "verbose_name": "wish for this stay",
                        "constraints": [models.UniqueConstraint(fields=("line", "guest", "category", "text"), name="wish_once_per_stay")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="staywish",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="4bffe3f11aa96b14b4085619304b7ecedd04dfdc",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_ef75f",
                            table="reservations_staywish",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="staywish",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "reservations_staywishevent" ("category", "created_at", "done_at", "done_by_id", "guest_id", "id", "line_id", "noted_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "served_at", "served_by_id", "text", "updated_at") VALUES (OLD."category", OLD."created_at", OLD."done_at", OLD."done_by_id", OLD."guest_id", OLD."id", OLD."line_id", OLD."noted_by", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."served_at", OLD."served_by_id", OLD."text", OLD."updated_at"); RETURN NULL;',
                            hash="c7c33f957d17489fec5a2b675ddcba27b2be1111",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_5167e",
                            table="reservations_staywish",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="staywish",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reservations_staywishevent" ("category", "created_at", "done_at", "done_by_id", "guest_id", "id", "line_id", "noted_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "served_at", "served_by_id", "text", "updated_at") VALUES (OLD."category", OLD."created_at", OLD."done_at", OLD."done_by_id", OLD."guest_id", OLD."id", OLD."line_id", OLD."noted_by", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."served_at", OLD."served_by_id", OLD."text", OLD."updated_at"); RETURN NULL;',
                            hash="9c2ed6fe2a2bfdbc585a94cf3df50076a1e73530",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9f03b",
                            table="reservations_staywish",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="StayWishEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created at")),
                        ("updated_at", models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name="changed at")),
                        (
                            "category",
                            models.CharField(
                                choices=[("room", "room"), ("bed", "bed and pillow"), ("set_up", "set-up and amenities"), ("food", "food"), ("drink", "drink"), ("diet", "diet and allergy"), ("seat", "favourite seat"), ("service", "service"), ("leisure", "leisure"), ("other", "other")],
                                max_length=8,
                                verbose_name="about",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="wish")),
                        ("noted_by", models.CharField(blank=True, default="", max_length=80, verbose_name="noted by")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="prepared")),
                        ("done_by", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to=settings.AUTH_USER_MODEL)),
                        ("guest", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="guests.guest")),
                        ("line", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.reservationline")),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="reservations.staywish")),
                        ("served_at", models.DateTimeField(blank=True, null=True, verbose_name="prepared by kitchen and outlets")),
                        ("served_by", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name="Charge",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("source", models.CharField(max_length=40, verbose_name="source")),
                        ("external_id", models.CharField(max_length=120, verbose_name="number at the source")),
                        ("description", models.CharField(blank=True, default="", max_length=200, verbose_name="description")),
                        ("amount", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="amount")),
                        ("tax", common.money.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="tax included")),
                        ("posted_at", models.DateTimeField(verbose_name="posted at")),
                        ("business_date", models.DateField(verbose_name="business date")),
                        ("is_from_nights", models.BooleanField(default=False, editable=False)),
                        ("refund_of", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="reservations.charge", verbose_name="refunds")),
                        ("outlet", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="reservations.outlet", verbose_name="outlet")),
                        ("stay", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="reservations.stay")),
                        ("guest_key", models.BigIntegerField(editable=False)),
                    ],
                    options={
                        "verbose_name": "charge",
                        "verbose_name_plural": "charges",
                        "indexes": [
                            models.Index(fields=["stay", "posted_at"], name="charge_folio"),
                            models.Index(condition=models.Q(("refund_of__isnull", False)), fields=["refund_of"], name="charge_refunds"),
                            models.Index(fields=["business_date"], include=("outlet", "guest_key", "amount"), name="charge_day"),
                            models.Index(fields=["outlet", "guest_key"], include=("business_date", "amount"), name="charge_outlet_guest"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("source", "external_id"), name="charge_once_per_source"), models.CheckConstraint(condition=models.Q(("refund_of__isnull", True), ("amount__lte", 0), _connector="OR"), name="refund_is_not_positive")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="charge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="knows_its_guest",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="SELECT s.guest_id INTO NEW.guest_key FROM reservations_stay s WHERE s.id = NEW.stay_id FOR KEY SHARE; RETURN NEW;",
                            hash="dc4ca5b971732efb71f93bf3c8a74d705e5d155e",
                            operation='INSERT OR UPDATE OF "stay_id"',
                            pgid="pgtrigger_knows_its_guest_048c2",
                            table="reservations_charge",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="charge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."business_date" IS DISTINCT FROM (NEW."business_date") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_from_nights" IS DISTINCT FROM (NEW."is_from_nights") OR OLD."outlet_id" IS DISTINCT FROM (NEW."outlet_id") OR OLD."posted_at" IS DISTINCT FROM (NEW."posted_at") OR OLD."refund_of_id" IS DISTINCT FROM (NEW."refund_of_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."stay_id" IS DISTINCT FROM (NEW."stay_id") OR OLD."tax" IS DISTINCT FROM (NEW."tax"))',
                            func='INSERT INTO "reservations_chargeevent" ("amount", "business_date", "description", "external_id", "id", "is_from_nights", "outlet_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_at", "refund_of_id", "source", "stay_id", "tax") VALUES (OLD."amount", OLD."business_date", OLD."description", OLD."external_id", OLD."id", OLD."is_from_nights", OLD."outlet_id", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."posted_at", OLD."refund_of_id", OLD."source", OLD."stay_id", OLD."tax"); RETURN NULL;',
                            hash="157df5bc84f78c9319e7bc4bbd7318139be71fce",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f48c3",
                            table="reservations_charge",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="charge",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "reservations_chargeevent" ("amount", "business_date", "description", "external_id", "id", "is_from_nights", "outlet_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_at", "refund_of_id", "source", "stay_id", "tax") VALUES (OLD."amount", OLD."business_date", OLD."description", OLD."external_id", OLD."id", OLD."is_from_nights", OLD."outlet_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."posted_at", OLD."refund_of_id", OLD."source", OLD."stay_id", OLD."tax"); RETURN NULL;',
                            hash="248de1583ff2cae54c1dbe42f44a3315408d135f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_817bb",
                            table="reservations_charge",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="ChargeEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("id", models.BigIntegerField()),
                        ("source", models.CharField(max_length=40, verbose_name="source")),
                        ("external_id", models.CharField(max_length=120, verbose_name="number at the source")),
                        ("description", models.CharField(blank=True, default="", max_length=200, verbose_name="description")),
                        ("amount", common.money.MoneyField(decimal_places=2, max_digits=14, verbose_name="amount")),
                        ("tax", common.money.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name="tax included")),
                        ("posted_at", models.DateTimeField(verbose_name="posted at")),
                        ("business_date", models.DateField(verbose_name="business date")),
                        ("is_from_nights", models.BooleanField(default=False, editable=False)),
                        ("pgh_context", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="pghistory.context")),
                        ("pgh_obj", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="events", to="reservations.charge")),
                        ("refund_of", models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.charge", verbose_name="refunds")),
                        ("outlet", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.outlet", verbose_name="outlet")),
                        ("stay", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", related_query_name="+", to="reservations.stay")),
                    ],
                ),
                migrations.CreateModel(
                    name="DeclinedQuestion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("question", models.CharField(max_length=20, verbose_name="question")),
                        ("declined_on", models.DateField(verbose_name="declined on")),
                        ("noted_by", models.CharField(blank=True, default="", max_length=150, verbose_name="noted by")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="declined_questions", to="guests.guest")),
                    ],
                    options={
                        "verbose_name": "declined question",
                        "verbose_name_plural": "declined questions",
                        "constraints": [models.UniqueConstraint(fields=("guest", "question"), name="question_declined_once")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="declinedquestion",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="0eb349d4cdf7865a5abecefd449681d2819f86f9",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_cea66",
                            table="reservations_declinedquestion",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="BookingImport",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=200, verbose_name="file")),
                        ("mapping", models.CharField(max_length=40, verbose_name="mapping")),
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                        ("check_run", models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="checked_import", to="common.jobrun")),
                        ("import_run", models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="booking_import", to="common.jobrun")),
                        ("uploaded_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="uploaded by")),
                        ("undo_run", models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="common.jobrun")),
                    ],
                    options={
                        "verbose_name": "import of bookings",
                        "verbose_name_plural": "imports of bookings",
                        "ordering": ["-created_at"],
                        "permissions": [("import_bookings", "May import bookings from files")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedChunk",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reservations", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                        ("guests", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                        ("marks", models.JSONField(default=dict)),
                        ("booking_import", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="reservations.bookingimport")),
                    ],
                    options={
                        "verbose_name": "part of an import",
                    },
                ),
                migrations.CreateModel(
                    name="QuarantineItem",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("reservation", "reservation"), ("charge", "charge")], max_length=11, verbose_name="kind")),
                        ("source", models.CharField(max_length=40, verbose_name="source")),
                        ("external_id", models.CharField(max_length=120, verbose_name="number at the source")),
                        ("reason", models.SlugField(max_length=40, verbose_name="reason")),
                        ("field", models.CharField(blank=True, default="", max_length=120, verbose_name="field")),
                        ("value", models.CharField(blank=True, default="", max_length=120, verbose_name="value")),
                        ("detail", models.CharField(blank=True, default="", max_length=300, verbose_name="what to do")),
                        ("payload", models.JSONField(default=dict, verbose_name="as it was sent")),
                        ("status", models.CharField(choices=[("open", "open"), ("replayed", "replayed"), ("dismissed", "dismissed")], default="open", max_length=9, verbose_name="status")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("resolved_at", models.DateTimeField(blank=True, null=True)),
                        ("resolved_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("reservation", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="quarantine_items", to="reservations.reservation")),
                    ],
                    options={
                        "verbose_name": "quarantined message",
                        "verbose_name_plural": "quarantined messages",
                        "permissions": [("resolve_quarantineitem", "May map codes and replay quarantined messages")],
                        "indexes": [models.Index(fields=["status", "-created_at"], name="quarantine_newest")],
                        "constraints": [models.UniqueConstraint(condition=models.Q(("status", "open")), fields=("kind", "source", "external_id", "reason", "field", "value"), name="quarantined_once_while_open")],
                    },
                ),
            ]
        )
    ]
