import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """When a phone or an address was added; empty for those of before, of which nobody knows."""

    dependencies = [("guests", "0011_fewer_indexes")]

    operations = [
        operation(
            model_name=model,
            name="created_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="added", **default),
        )
        for operation, default in [
            (migrations.AddField, {}),
            (migrations.AlterField, {"db_default": Now()}),
        ]
        for model in ("guestphone", "guestemail")
    ] + [
        # The history does not say it: the triggers look past the new column.
        pgtrigger.migrations.RemoveTrigger(
            model_name="guestemail",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="guestphone",
            name="update_update",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guestemail",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."guest_id" IS DISTINCT FROM (NEW."guest_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_masked" IS DISTINCT FROM (NEW."is_masked") OR OLD."is_primary" IS DISTINCT FROM (NEW."is_primary") OR OLD."is_shared" IS DISTINCT FROM (NEW."is_shared") OR OLD."source" IS DISTINCT FROM (NEW."source"))',
                    func='INSERT INTO "guests_guestemailevent" ("address", "guest_id", "id", "is_masked", "is_primary", "is_shared", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (OLD."address", OLD."guest_id", OLD."id", OLD."is_masked", OLD."is_primary", OLD."is_shared", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."source"); RETURN NULL;',
                    hash="96aa1025b8136111d8d128b97742a08d3e79cae8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0065d",
                    table="guests_guestemail",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guestphone",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."digits" IS DISTINCT FROM (NEW."digits") OR OLD."guest_id" IS DISTINCT FROM (NEW."guest_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_primary" IS DISTINCT FROM (NEW."is_primary") OR OLD."is_shared" IS DISTINCT FROM (NEW."is_shared") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."source" IS DISTINCT FROM (NEW."source"))',
                    func='INSERT INTO "guests_guestphoneevent" ("digits", "guest_id", "id", "is_primary", "is_shared", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source") VALUES (OLD."digits", OLD."guest_id", OLD."id", OLD."is_primary", OLD."is_shared", OLD."number", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."source"); RETURN NULL;',
                    hash="383957c6ed4e0b799084b4cb2b110fba53c384f1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_33d22",
                    table="guests_guestphone",
                    when="AFTER",
                ),
            ),
        ),
    ]
