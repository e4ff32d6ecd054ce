# One clean initial migration until the first release.

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import profiles.models.profile
import reviews.models.reputation

# A review is of the other party of a project that is over, whatever writes it.
CHECK_PARTIES = """
    CREATE FUNCTION reviews_check_parties() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM projects_project project
        WHERE project.id = NEW.project_id AND project.status IN ('completed', 'ended_early')
          AND CASE NEW.side
              WHEN 'client' THEN project.client_id = NEW.author_id
                                 AND project.freelancer_id = NEW.subject_id
              ELSE project.freelancer_id = NEW.author_id AND project.client_id = NEW.subject_id END;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a review is by and of the parties of a project that is over'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_between_the_parties';
        END IF;
        PERFORM 1 FROM reviews_declinedreview declined
        WHERE declined.project_id = NEW.project_id AND declined.side = NEW.side;
        IF FOUND THEN
            RAISE EXCEPTION 'this side declined to review'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_not_declined';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER review_is_between_the_parties
    BEFORE INSERT OR UPDATE OF project_id, author_id, subject_id, side ON reviews_review
    FOR EACH ROW EXECUTE FUNCTION reviews_check_parties();
"""
DROP_CHECK = """
    DROP TRIGGER review_is_between_the_parties ON reviews_review;
    DROP FUNCTION reviews_check_parties();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("projects", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
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
                (
                    "side",
                    models.CharField(
                        choices=[("client", "The client's"), ("freelancer", "The freelancer's")],
                        max_length=10,
                    ),
                ),
                ("rating", models.PositiveSmallIntegerField()),
                ("quality", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("communication", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("timeliness", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("scope", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("clarity", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("payment", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("scope_stability", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("text", models.TextField(max_length=4000)),
                (
                    "private_note",
                    models.TextField(
                        blank=True,
                        help_text="To the other side, after the reveal.",
                        max_length=2000,
                    ),
                ),
                ("would_work_again", models.BooleanField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("submitted", "Submitted"), ("withdrawn", "Withdrawn")],
                        default="submitted",
                        max_length=9,
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "corrected_at",
                    models.DateTimeField(
                        blank=True, help_text="Last changed after the reveal.", null=True
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_written",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="projects.project",
                        db_index=False,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_received",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
            ],
            options={
                "permissions": [("view_hidden_review", "Can read reviews that are not revealed")],
                "indexes": [
                    models.Index(
                        fields=["subject", "-revealed_at", "-id"], name="review_of_subject"
                    ),
                    models.Index(fields=["author", "-id"], name="review_of_author"),
                    models.Index(fields=["submitted_at"], name="review_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "side"), name="review_once_for_each_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["client", "freelancer"])),
                        name="review_side_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author", models.F("subject")), _negated=True),
                        name="review_is_not_of_oneself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating__range", (1, 5))),
                        name="review_rating_between_1_and_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quality__isnull", True), ("quality__range", (1, 5)), _connector="OR"
                        ),
                        name="review_quality_between_1_and_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("communication__isnull", True),
                            ("communication__range", (1, 5)),
                            _connector="OR",
                        ),
                        name="review_communication_between_1_and_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("timeliness__isnull", True),
                            ("timeliness__range", (1, 5)),
                            _connector="OR",
                        ),
                        name="review_timeliness_between_1_and_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope__isnull", True), ("scope__range", (1, 5)), _connector="OR"
                        ),
                        name="review_scope_between_1_and_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("clarity__isnull", True), ("clarity__range", (1, 5)), _connector="OR"
                        ),
                        name="review_clarity_between_1_and_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("payment__isnull", True), ("payment__range", (1, 5)), _connector="OR"
                        ),
                        name="review_payment_between_1_and_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scope_stability__isnull", True),
                            ("scope_stability__range", (1, 5)),
                            _connector="OR",
                        ),
                        name="review_scope_stability_between_1_and_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("clarity__isnull", True),
                                ("payment__isnull", True),
                                ("scope_stability__isnull", True),
                                ("side", "client"),
                            ),
                            models.Q(
                                ("quality__isnull", True),
                                ("scope__isnull", True),
                                ("side", "freelancer"),
                                ("timeliness__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="review_sub_ratings_are_of_its_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                django.db.models.lookups.GreaterThanOrEqual(
                                    django.db.models.functions.text.Length(
                                        django.db.models.functions.text.Trim("text")
                                    ),
                                    20,
                                ),
                                django.db.models.lookups.LessThanOrEqual(
                                    django.db.models.functions.text.Length("text"), 4000
                                ),
                            ),
                            models.Q(("state", "withdrawn"), ("text", "")),
                            _connector="OR",
                        ),
                        name="review_text_has_20_to_4000_characters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("private_note"), 2000
                            )
                        ),
                        name="review_private_note_has_2000_characters_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moderated_by__isnull", True), ("moderation", "visible")),
                            models.Q(
                                ("moderated_by__isnull", False),
                                ("moderation__in", ("hidden", "removed")),
                            ),
                            _connector="OR",
                        ),
                        name="review_out_of_sight_by_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), ("withdrawn_at__isnull", True)),
                            models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_withdrawn_at_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revealed_at__isnull", True),
                            ("revealed_at__gte", models.F("submitted_at")),
                            _connector="OR",
                        ),
                        name="review_revealed_after_it_was_submitted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrected_at__isnull", True),
                            ("corrected_at__gte", models.F("revealed_at")),
                            _connector="OR",
                        ),
                        name="review_corrected_after_the_reveal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
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
                ("text", models.TextField(max_length=2000)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "erased_at",
                    models.DateTimeField(blank=True, help_text="The author erased it.", null=True),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reply",
                        to="reviews.review",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("text", ""), _negated=True),
                                django.db.models.lookups.LessThanOrEqual(
                                    django.db.models.functions.text.Length("text"), 2000
                                ),
                                ("erased_at", None),
                            ),
                            models.Q(("erased_at__isnull", False), ("text", "")),
                            _connector="OR",
                        ),
                        name="reply_text_has_1_to_2000_characters",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moderated_by__isnull", True), ("moderation", "visible")),
                            models.Q(
                                ("moderated_by__isnull", False),
                                ("moderation__in", ("hidden", "removed")),
                            ),
                            _connector="OR",
                        ),
                        name="reply_out_of_sight_by_a_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reputation",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reputation",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
                ("rating_sum", models.PositiveIntegerField(default=0)),
                (
                    "histogram",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        default=profiles.models.profile.no_ratings,
                        size=5,
                    ),
                ),
                (
                    "sub_rating_sums",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        default=reviews.models.reputation.no_sub_ratings,
                        size=None,
                    ),
                ),
                (
                    "sub_rating_counts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        default=reviews.models.reputation.no_sub_ratings,
                        size=None,
                    ),
                ),
                ("again_yes", models.PositiveIntegerField(default=0)),
                ("again_total", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("histogram__len", 5)),
                        name="reputation_histogram_has_five_bars",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating_sum__gte", models.F("count")),
                            (
                                "rating_sum__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("count"), "*", models.Value(5)
                                ),
                            ),
                        ),
                        name="reputation_ratings_are_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("again_total__lte", models.F("count")),
                            ("again_yes__lte", models.F("again_total")),
                        ),
                        name="reputation_again_is_a_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewEvent",
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
                (
                    "side",
                    models.CharField(
                        choices=[("client", "The client's"), ("freelancer", "The freelancer's")],
                        max_length=10,
                    ),
                ),
                ("rating", models.PositiveSmallIntegerField()),
                ("quality", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("communication", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("timeliness", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("scope", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("clarity", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("payment", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("scope_stability", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("text", models.TextField(max_length=4000)),
                (
                    "private_note",
                    models.TextField(
                        blank=True,
                        help_text="To the other side, after the reveal.",
                        max_length=2000,
                    ),
                ),
                ("would_work_again", models.BooleanField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("submitted", "Submitted"), ("withdrawn", "Withdrawn")],
                        default="submitted",
                        max_length=9,
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "corrected_at",
                    models.DateTimeField(
                        blank=True, help_text="Last changed after the reveal.", null=True
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="reviews.review",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="projects.project",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReviewRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rating", models.PositiveSmallIntegerField()),
                ("sub_ratings", models.JSONField()),
                ("text", models.TextField()),
                ("would_work_again", models.BooleanField(blank=True, null=True)),
                (
                    "replaced_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="reviews.review",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rating__range", (1, 5))),
                        name="revision_rating_between_1_and_5",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewWindow",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="review_window",
                        serialize=False,
                        to="projects.project",
                    ),
                ),
                ("closes_at", models.DateTimeField()),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, help_text="When the reviews in it were revealed.", null=True
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["closes_at"],
                        name="window_not_settled",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionSlot",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="correction_slot",
                        serialize=False,
                        to="reviews.review",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("closes_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opened_at"))),
                        name="slot_closes_after_it_opens",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="review",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "reviews_reviewevent" ("author_id", "clarity", "communication", "corrected_at", "id", "moderated_by", "moderation", "payment", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "private_note", "project_id", "quality", "rating", "revealed_at", "scope", "scope_stability", "side", "state", "subject_id", "submitted_at", "text", "timeliness", "withdrawn_at", "would_work_again") VALUES (OLD."author_id", OLD."clarity", OLD."communication", OLD."corrected_at", OLD."id", OLD."moderated_by", OLD."moderation", OLD."payment", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."private_note", OLD."project_id", OLD."quality", OLD."rating", OLD."revealed_at", OLD."scope", OLD."scope_stability", OLD."side", OLD."state", OLD."subject_id", OLD."submitted_at", OLD."text", OLD."timeliness", OLD."withdrawn_at", OLD."would_work_again"); RETURN NULL;',
                    hash="115df96e470bee99c15adbf8e829619021f3c282",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b34c8",
                    table="reviews_review",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="review",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "reviews_reviewevent" ("author_id", "clarity", "communication", "corrected_at", "id", "moderated_by", "moderation", "payment", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "private_note", "project_id", "quality", "rating", "revealed_at", "scope", "scope_stability", "side", "state", "subject_id", "submitted_at", "text", "timeliness", "withdrawn_at", "would_work_again") VALUES (OLD."author_id", OLD."clarity", OLD."communication", OLD."corrected_at", OLD."id", OLD."moderated_by", OLD."moderation", OLD."payment", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."private_note", OLD."project_id", OLD."quality", OLD."rating", OLD."revealed_at", OLD."scope", OLD."scope_stability", OLD."side", OLD."state", OLD."subject_id", OLD."submitted_at", OLD."text", OLD."timeliness", OLD."withdrawn_at", OLD."would_work_again"); RETURN NULL;',
                    hash="4ade828d6b861ecee3246b926f182a8a85778132",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_98b05",
                    table="reviews_review",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="DeclinedReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("client", "The client's"), ("freelancer", "The freelancer's")],
                        max_length=10,
                    ),
                ),
                (
                    "declined_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declined_reviews",
                        to="projects.project",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "side"), name="declined_review_once_for_each_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["client", "freelancer"])),
                        name="declined_review_side_is_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CHECK_PARTIES, DROP_CHECK),
    ]
