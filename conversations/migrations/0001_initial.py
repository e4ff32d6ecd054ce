# One clean initial migration until the first release.

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("projects", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("last_position", models.PositiveIntegerField(default=0)),
                (
                    "last_message_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "client_wrote",
                    models.PositiveIntegerField(default=0, help_text="Their last message."),
                ),
                (
                    "freelancer_wrote",
                    models.PositiveIntegerField(default=0, help_text="Their last message."),
                ),
                ("client_read", models.PositiveIntegerField(default=0)),
                ("freelancer_read", models.PositiveIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "freelancer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="projects.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "moderation",
                    models.CharField(
                        choices=[
                            ("visible", "Visible"),
                            ("hidden", "Hidden"),
                            ("removed", "Removed"),
                        ],
                        db_default="visible",
                        default="visible",
                        editable=False,
                        max_length=7,
                    ),
                ),
                (
                    "moderated_by",
                    models.UUIDField(
                        blank=True, editable=False, help_text="The decision that did it.", null=True
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "side",
                    models.CharField(
                        choices=[("client", "The client"), ("freelancer", "The freelancer")],
                        max_length=10,
                    ),
                ),
                ("body", models.TextField(blank=True, max_length=5000)),
                ("attachments_count", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "erased_at",
                    models.DateTimeField(blank=True, help_text="The author erased it.", null=True),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector(
                            "body", config="simple"
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="conversations.conversation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MessageEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "moderation",
                    models.CharField(
                        choices=[
                            ("visible", "Visible"),
                            ("hidden", "Hidden"),
                            ("removed", "Removed"),
                        ],
                        db_default="visible",
                        default="visible",
                        editable=False,
                        max_length=7,
                    ),
                ),
                (
                    "moderated_by",
                    models.UUIDField(
                        blank=True, editable=False, help_text="The decision that did it.", null=True
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, serialize=False
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "side",
                    models.CharField(
                        choices=[("client", "The client"), ("freelancer", "The freelancer")],
                        max_length=10,
                    ),
                ),
                ("body", models.TextField(blank=True, max_length=5000)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "erased_at",
                    models.DateTimeField(blank=True, help_text="The author erased it.", null=True),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="conversations.message",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("picture", "Picture"), ("pdf", "PDF"), ("text", "Text")],
                        max_length=7,
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                (
                    "size",
                    models.PositiveIntegerField(help_text="In bytes, as it is kept."),
                ),
                ("width", models.PositiveIntegerField(blank=True, null=True)),
                ("height", models.PositiveIntegerField(blank=True, null=True)),
                ("file", models.CharField(db_index=True, max_length=100)),
                ("preview", models.CharField(blank=True, db_index=True, max_length=100)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="conversations.message",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", False)),
                fields=["removed_at"],
                name="attachment_removed",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=("message", "position"), name="attachment_once_at_each_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["picture", "pdf", "text"])),
                name="attachment_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("height__isnull", False),
                        ("kind", "picture"),
                        ("width__isnull", False),
                        models.Q(("preview", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", "picture"), _negated=True),
                        ("height", None),
                        ("preview", ""),
                        ("width", None),
                    ),
                    _connector="OR",
                ),
                name="attachment_preview_is_of_a_picture",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["client", "-last_message_at", "-id"], name="conversation_of_client"
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                fields=["freelancer", "-last_message_at", "-id"], name="conversation_of_freelancer"
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(
                fields=("project", "freelancer"), name="conversation_once_for_each_freelancer"
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("client", models.F("freelancer")), _negated=True),
                name="conversation_has_two_parties",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "last_position",
                        django.db.models.functions.comparison.Greatest(
                            "client_wrote", "freelancer_wrote"
                        ),
                    )
                ),
                name="conversation_ends_with_a_message_of_a_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("client_read__lte", models.F("last_position")),
                    ("freelancer_read__lte", models.F("last_position")),
                ),
                name="conversation_read_up_to_its_end",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="message_text"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("moderated_by__isnull", True), ("moderation", "visible")),
                    models.Q(
                        ("moderated_by__isnull", False), ("moderation__in", ("hidden", "removed"))
                    ),
                    _connector="OR",
                ),
                name="message_out_of_sight_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("conversation", "position"), name="message_once_at_each_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["client", "freelancer"])),
                name="message_side_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="message_counts_from_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Length(
                                    django.db.models.functions.text.Trim("body")
                                ),
                                1,
                            ),
                            ("attachments_count__gte", 1),
                            _connector="OR",
                        ),
                        ("erased_at", None),
                    ),
                    models.Q(("attachments_count", 0), ("body", ""), ("erased_at__isnull", False)),
                    _connector="OR",
                ),
                name="message_says_something_unless_erased",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("body"), 5000
                    )
                ),
                name="message_has_5000_characters_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("edited_at", None), ("edited_at__gte", models.F("created_at")), _connector="OR"
                ),
                name="message_edited_after_it_was_sent",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."conversation_id" IS DISTINCT FROM (NEW."conversation_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."edited_at" IS DISTINCT FROM (NEW."edited_at") OR OLD."erased_at" IS DISTINCT FROM (NEW."erased_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."moderated_by" IS DISTINCT FROM (NEW."moderated_by") OR OLD."moderation" IS DISTINCT FROM (NEW."moderation") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."side" IS DISTINCT FROM (NEW."side"))',
                    func='INSERT INTO "conversations_messageevent" ("body", "conversation_id", "created_at", "edited_at", "erased_at", "id", "moderated_by", "moderation", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "side") VALUES (OLD."body", OLD."conversation_id", OLD."created_at", OLD."edited_at", OLD."erased_at", OLD."id", OLD."moderated_by", OLD."moderation", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."position", OLD."side"); RETURN NULL;',
                    hash="6b9cf8cc41b0fa8fcba2ab54eae5ab9d4c61d12b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_30850",
                    table="conversations_message",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "conversations_messageevent" ("body", "conversation_id", "created_at", "edited_at", "erased_at", "id", "moderated_by", "moderation", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "side") VALUES (OLD."body", OLD."conversation_id", OLD."created_at", OLD."edited_at", OLD."erased_at", OLD."id", OLD."moderated_by", OLD."moderation", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."position", OLD."side"); RETURN NULL;',
                    hash="c7a512f231ba0dd8a5fc5b9a6337f76757ea91e2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_eec60",
                    table="conversations_message",
                    when="AFTER",
                ),
            ),
        ),
    ]
