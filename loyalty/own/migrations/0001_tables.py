"""The guests' own page."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto
import loyalty.own.models.access
from common.migrating import AtOnce


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("own", "0001_own_page"),
        ("own", "0002_notices_as_messages"),
    ]
    dependencies = [("reservations", "0001_tables")]
    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="OwnKey",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(default=loyalty.own.models.access.new_key, editable=False, max_length=40, unique=True)),
                        ("made_at", models.DateTimeField(verbose_name="made")),
                        ("guest", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="own_key", to="guests.guest")),
                    ],
                    options={
                        "verbose_name": "links to a guest’s own page",
                        "verbose_name_plural": "links to guests’ own pages",
                    },
                ),
                migrations.CreateModel(
                    name="OwnSession",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                        ("way", models.CharField(choices=[("link", "by a link"), ("code", "by a code")], max_length=4, verbose_name="how")),
                        ("began_at", models.DateTimeField(verbose_name="began")),
                        ("seen_at", models.DateTimeField(db_index=True, verbose_name="last seen")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="own_sessions", to="guests.guest")),
                    ],
                    options={
                        "verbose_name": "visit to his own page",
                        "verbose_name_plural": "visits to his own page",
                    },
                ),
                migrations.CreateModel(
                    name="OwnCode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("ticket_hash", models.CharField(editable=False, max_length=64, unique=True)),
                        ("purpose", models.CharField(choices=[("enter", "open his page"), ("email", "add an e-mail address"), ("erase", "ask to be erased")], max_length=5)),
                        ("target", common.crypto.EncryptedTextField(blank=True, null=True)),
                        ("target_hash", models.CharField(editable=False, max_length=64)),
                        ("language", models.CharField(blank=True, default="", max_length=10)),
                        ("code_hash", models.CharField(blank=True, default="", editable=False, max_length=64)),
                        ("asked_at", models.DateTimeField(db_index=True, verbose_name="asked")),
                        ("looked_at", models.DateTimeField(blank=True, null=True)),
                        ("expires_at", models.DateTimeField(verbose_name="expires")),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used")),
                        ("guest", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="own_codes", to="guests.guest")),
                    ],
                    options={
                        "verbose_name": "one-time code",
                        "verbose_name_plural": "one-time codes",
                        "indexes": [models.Index(fields=["target_hash", "asked_at"], name="own_code_target"), models.Index(condition=models.Q(("looked_at__isnull", True)), fields=["asked_at"], name="own_code_waiting")],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("link", "link to his own page"), ("card", "member card"), ("confirmation", "before arrival"), ("thanks", "thanks after departure"), ("statement", "points statement"), ("notice", "tier or points about to change")], max_length=12, verbose_name="about")),
                        ("key", models.CharField(max_length=40)),
                        ("status", models.CharField(choices=[("waiting", "waiting"), ("sent", "sent"), ("held_back", "not sent"), ("failed", "failed")], default="waiting", max_length=9, verbose_name="status")),
                        ("reason", models.CharField(blank=True, default="", max_length=40, verbose_name="reason")),
                        ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                        ("due_at", models.DateTimeField(verbose_name="due")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="guests.guest", verbose_name="guest")),
                        ("stay", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="reservations.stay")),
                    ],
                    options={
                        "verbose_name": "message to a guest",
                        "verbose_name_plural": "messages to guests",
                        "ordering": ["-due_at", "-pk"],
                        "indexes": [models.Index(condition=models.Q(("status", "waiting")), fields=["due_at"], name="letter_waiting")],
                        "constraints": [models.UniqueConstraint(fields=("guest", "kind", "key"), name="letter_goes_out_once")],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="letter",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="59cc5e78ee1ae113016bd0bb347aa8f356374646",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_63cba",
                            table="own_letter",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="OwnRequest",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=[("correction", "correction of his file"), ("erasure", "erasure of his data")], max_length=10, verbose_name="about")),
                        ("changes", models.JSONField(blank=True, default=dict, verbose_name="changes")),
                        ("status", models.CharField(choices=[("waiting", "waits for the hotel"), ("done", "done"), ("refused", "refused"), ("withdrawn", "withdrawn by the guest")], default="waiting", max_length=9, verbose_name="status")),
                        ("asked_at", models.DateTimeField(verbose_name="asked")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                        ("answer", models.CharField(blank=True, default="", max_length=300, verbose_name="answer to the guest")),
                        ("decided_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="decided by")),
                        ("guest", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="own_requests", to="guests.guest", verbose_name="guest")),
                    ],
                    options={
                        "verbose_name": "request of a guest",
                        "verbose_name_plural": "requests of guests",
                        "ordering": ["-asked_at", "-pk"],
                        "indexes": [models.Index(condition=models.Q(("status", "waiting")), fields=["asked_at"], name="own_request_waiting")],
                        "constraints": [
                            models.UniqueConstraint(condition=models.Q(("status", "waiting")), fields=("guest", "kind"), name="one_waiting_request_of_a_kind"),
                            models.CheckConstraint(condition=models.Q(("status", "waiting"), ("decided_at__isnull", False), _connector="OR"), name="own_request_decided_at_a_moment"),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ownrequest",
                    trigger=pgtrigger.compiler.Trigger(
                        name="guest_is_the_survivor",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare="DECLARE survivor bigint;",
                            func="\nIF TG_OP = 'UPDATE' AND NEW.guest_id IS NOT DISTINCT FROM OLD.guest_id THEN RETURN NEW; END IF;\nSELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nWHILE survivor IS NOT NULL LOOP\n    NEW.guest_id := survivor;\n    SELECT merged_into_id INTO survivor FROM guests_guest WHERE id = NEW.guest_id FOR KEY SHARE;\nEND LOOP;\nRETURN NEW;\n",
                            hash="1ee5103ef7066ee6cb119fce23aab9abe174b0cd",
                            operation='INSERT OR UPDATE OF "guest_id"',
                            pgid="pgtrigger_guest_is_the_survivor_8e9f9",
                            table="own_ownrequest",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        )
    ]
