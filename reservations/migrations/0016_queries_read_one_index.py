"""Stays repeat what queries ask of their bookings, charges whose stay they are of; one index holds each."""

import common.money
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

FILL_STAYS = """
UPDATE reservations_stay s SET room_type_id = l.room_type_id, channel_id = r.channel_id, origin = r.origin
  FROM reservations_reservationline l JOIN reservations_reservation r ON r.id = l.reservation_id
 WHERE l.id = s.line_id
"""
FILL_CHARGES = """
UPDATE reservations_charge c SET guest_key = s.guest_id FROM reservations_stay s WHERE s.id = c.stay_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reservations", "0015_fewer_indexes_and_idle_triggers"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="charge",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="reservation",
            name="stays_follow_the_motive",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="stay",
            name="motive_is_the_reservations",
        ),
        migrations.RemoveIndex(
            model_name="stay",
            name="stay_totals",
        ),
        migrations.AddField(
            model_name="charge",
            name="guest_key",
            field=models.BigIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="stay",
            name="channel",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="reservations.channel",
                verbose_name="channel",
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="origin",
            field=models.CharField(
                blank=True,
                choices=[
                    ("transient", "transient"),
                    ("walk_in", "walk-in"),
                    ("contract", "contract"),
                    ("group", "group"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=9,
                verbose_name="origin",
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="room_type",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="reservations.roomtype",
                verbose_name="room type",
            ),
        ),
        migrations.AlterField(
            model_name="charge",
            name="outlet",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="reservations.outlet",
                verbose_name="outlet",
            ),
        ),
        migrations.RunSQL(FILL_STAYS, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_CHARGES, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="stay",
            name="spend_rooms",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("spend"), "-", models.F("spend_restaurant")
                                    ),
                                    "-",
                                    models.F("spend_conference"),
                                ),
                                "-",
                                models.F("spend_entertainment"),
                            ),
                            "-",
                            models.F("spend_telecom"),
                        ),
                        "-",
                        models.F("spend_shop"),
                    ),
                    "-",
                    models.F("spend_business"),
                ),
                output_field=common.money.MoneyField(
                    decimal_places=2, max_digits=14, verbose_name="spend on the room"
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(
                fields=["outlet", "guest_key"],
                include=("business_date", "amount"),
                name="charge_outlet_guest",
            ),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(
                fields=["guest"],
                include=(
                    "arrival",
                    "departure",
                    "status",
                    "room_type",
                    "channel",
                    "origin",
                    "motive",
                    "spend",
                    "spend_rooms",
                    "spend_restaurant",
                    "spend_conference",
                    "spend_entertainment",
                    "spend_telecom",
                    "spend_shop",
                    "spend_business",
                ),
                name="stay_totals",
            ),
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
    ]
