# One clean initial migration until the first release.

from decimal import Decimal

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.math
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
        ("profiles", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
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
                ("title", models.CharField(max_length=120)),
                ("description", models.TextField(max_length=5000)),
                (
                    "budget_min",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True),
                ),
                (
                    "budget_max",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True),
                ),
                (
                    "budget_is_hourly",
                    models.BooleanField(default=False, help_text="Else: for the whole."),
                ),
                ("currency", models.CharField(blank=True, help_text="ISO 4217", max_length=3)),
                (
                    "country",
                    models.CharField(blank=True, help_text="Empty: anywhere.", max_length=2),
                ),
                (
                    "names_client",
                    models.BooleanField(
                        default=False,
                        help_text="Whether the freelancer's public history names the client.",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("in_progress", "In progress"),
                            ("completed", "Completed"),
                            ("ended_early", "Ended early"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=11,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("completes_at", models.DateTimeField(blank=True, null=True)),
                ("reminds_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                "title", config="simple", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "description", config="simple", weight="B"
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posted_projects",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
                (
                    "freelancer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worked_projects",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
                (
                    "city",
                    models.CharField(
                        blank=True, help_text="One that is known by name.", max_length=100
                    ),
                ),
                ("geonames_id", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                (
                    "has_own_point",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Else latitude and longitude are those of the city.",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=4, null=True
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True
                    ),
                ),
                (
                    "workplace",
                    models.CharField(
                        blank=True,
                        choices=[("on_site", "At the place"), ("remote", "Remote")],
                        help_text="Where it is done, if it is said.",
                        max_length=7,
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="project_text"
                    ),
                    models.Index(
                        models.OrderBy(models.F("opened_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("status", "open")),
                        name="project_open_newest_first",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("completes_at__isnull", False), ("status", "in_progress")
                        ),
                        fields=["completes_at"],
                        name="project_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("reminds_at__isnull", False), ("status", "in_progress")
                        ),
                        fields=["reminds_at"],
                        name="project_to_remind_of",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("completed", "ended_early"))),
                        fields=["closed_at"],
                        name="project_reviewable",
                    ),
                    models.Index(fields=["client", "-id"], name="project_of_client"),
                    models.Index(fields=["freelancer", "-id"], name="project_of_freelancer"),
                    models.Index(
                        condition=models.Q(("status__in", ("completed", "ended_early"))),
                        fields=["freelancer", "-closed_at", "-id"],
                        name="project_history",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moderated_by__isnull", True), ("moderation", "visible")),
                            models.Q(
                                ("moderated_by__isnull", False),
                                ("moderation__in", ("hidden", "removed")),
                            ),
                            _connector="OR",
                        ),
                        name="project_out_of_sight_by_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "open",
                                    "in_progress",
                                    "completed",
                                    "ended_early",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="project_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ("in_progress", "completed", "ended_early")),
                                ("freelancer__isnull", False),
                                ("started_at__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ("in_progress", "completed", "ended_early")),
                                    _negated=True,
                                ),
                                ("freelancer__isnull", True),
                                ("started_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="project_has_freelancer_once_started",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("status__in", ("completed", "ended_early", "cancelled")),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ("completed", "ended_early", "cancelled")),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="project_closed_at_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("draft", "cancelled")),
                            ("opened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="project_opened_at_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("completes_at__isnull", True), ("delivered_at__isnull", True)
                            ),
                            models.Q(
                                ("completes_at__gt", models.F("delivered_at")),
                                ("delivered_at__isnull", False),
                                ("started_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="project_delivery_completes_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reminds_at__isnull", True),
                            models.Q(
                                ("completes_at__isnull", False),
                                ("reminds_at__lt", models.F("completes_at")),
                            ),
                            _connector="OR",
                        ),
                        name="project_reminds_before_it_completes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("freelancer__isnull", True),
                            models.Q(("freelancer", models.F("client")), _negated=True),
                            _connector="OR",
                        ),
                        name="project_has_two_parties",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_min__isnull", True), ("budget_min__gte", 0), _connector="OR"
                        ),
                        name="project_budget_min_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_max__isnull", True), ("budget_max__gte", 0), _connector="OR"
                        ),
                        name="project_budget_max_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_min__isnull", True),
                            ("budget_max__isnull", True),
                            ("budget_min__lte", models.F("budget_max")),
                            _connector="OR",
                        ),
                        name="project_budget_min_up_to_max",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("budget_max__isnull", True), ("budget_min__isnull", True)),
                            ("currency__regex", "^[A-Z]{3}$"),
                            _connector="OR",
                        ),
                        name="project_budget_has_currency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectEvent",
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
                ("title", models.CharField(max_length=120)),
                ("description", models.TextField(max_length=5000)),
                (
                    "budget_min",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True),
                ),
                (
                    "budget_max",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True),
                ),
                (
                    "budget_is_hourly",
                    models.BooleanField(default=False, help_text="Else: for the whole."),
                ),
                ("currency", models.CharField(blank=True, help_text="ISO 4217", max_length=3)),
                (
                    "country",
                    models.CharField(blank=True, help_text="Empty: anywhere.", max_length=2),
                ),
                (
                    "names_client",
                    models.BooleanField(
                        default=False,
                        help_text="Whether the freelancer's public history names the client.",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("in_progress", "In progress"),
                            ("completed", "Completed"),
                            ("ended_early", "Ended early"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=11,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("completes_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "freelancer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                        to="projects.project",
                    ),
                ),
                (
                    "city",
                    models.CharField(
                        blank=True, help_text="One that is known by name.", max_length=100
                    ),
                ),
                (
                    "has_own_point",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Else latitude and longitude are those of the city.",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=4, null=True
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=2, editable=False, max_digits=5, null=True
                    ),
                ),
                (
                    "workplace",
                    models.CharField(
                        blank=True,
                        choices=[("on_site", "At the place"), ("remote", "Remote")],
                        help_text="Where it is done, if it is said.",
                        max_length=7,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProjectSkill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="projects.project",
                        db_index=False,
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="profiles.skill",
                        db_index=False,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["skill", "-project"], name="project_skill_newest_first"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "skill"), name="project_needs_skill_once"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="project",
            name="skills",
            field=models.ManyToManyField(
                related_name="projects", through="projects.ProjectSkill", to="profiles.skill"
            ),
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("cover_note", models.TextField(max_length=4000)),
                (
                    "rate",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True),
                ),
                ("currency", models.CharField(blank=True, help_text="ISO 4217", max_length=3)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="submitted",
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "freelancer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["freelancer", "-id"], name="proposal_of_freelancer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("submitted", "accepted"))),
                        fields=("project", "freelancer"),
                        name="proposal_one_live_for_each_freelancer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "accepted")),
                        fields=("project",),
                        name="proposal_one_accepted_for_each_project",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["submitted", "accepted", "declined", "withdrawn"])
                        ),
                        name="proposal_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("status", "submitted")),
                            models.Q(
                                models.Q(("status", "submitted"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_at_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rate__isnull", True),
                            models.Q(("currency__regex", "^[A-Z]{3}$"), ("rate__gte", 0)),
                            _connector="OR",
                        ),
                        name="proposal_rate_has_currency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=20)),
                (
                    "from_status",
                    models.CharField(blank=True, help_text="Empty: it was made.", max_length=11),
                ),
                ("to_status", models.CharField(max_length=11)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: time did it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="projects.project",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="projects.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                ("message", models.TextField(blank=True, max_length=1000)),
                (
                    "answered_at",
                    models.DateTimeField(
                        blank=True, help_text="When the freelancer proposed or declined.", null=True
                    ),
                ),
                ("expired_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "freelancer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="projects.project",
                        db_index=False,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["freelancer", "-id"], name="invitation_of_freelancer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "freelancer"), name="invitation_once_for_each_freelancer"
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."budget_is_hourly" IS DISTINCT FROM (NEW."budget_is_hourly") OR OLD."budget_max" IS DISTINCT FROM (NEW."budget_max") OR OLD."budget_min" IS DISTINCT FROM (NEW."budget_min") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."completes_at" IS DISTINCT FROM (NEW."completes_at") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."delivered_at" IS DISTINCT FROM (NEW."delivered_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."freelancer_id" IS DISTINCT FROM (NEW."freelancer_id") OR OLD."has_own_point" IS DISTINCT FROM (NEW."has_own_point") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."latitude" IS DISTINCT FROM (NEW."latitude") OR OLD."longitude" IS DISTINCT FROM (NEW."longitude") OR OLD."moderated_by" IS DISTINCT FROM (NEW."moderated_by") OR OLD."moderation" IS DISTINCT FROM (NEW."moderation") OR OLD."names_client" IS DISTINCT FROM (NEW."names_client") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."workplace" IS DISTINCT FROM (NEW."workplace"))',
                    func='INSERT INTO "projects_projectevent" ("budget_is_hourly", "budget_max", "budget_min", "city", "client_id", "closed_at", "completes_at", "country", "created_at", "currency", "delivered_at", "description", "freelancer_id", "has_own_point", "id", "latitude", "longitude", "moderated_by", "moderation", "names_client", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "status", "title", "workplace") VALUES (OLD."budget_is_hourly", OLD."budget_max", OLD."budget_min", OLD."city", OLD."client_id", OLD."closed_at", OLD."completes_at", OLD."country", OLD."created_at", OLD."currency", OLD."delivered_at", OLD."description", OLD."freelancer_id", OLD."has_own_point", OLD."id", OLD."latitude", OLD."longitude", OLD."moderated_by", OLD."moderation", OLD."names_client", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."started_at", OLD."status", OLD."title", OLD."workplace"); RETURN NULL;',
                    hash="dbd8d722127158aae7c5b480c12fbd222be3bf73",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_804c3",
                    table="projects_project",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "projects_projectevent" ("budget_is_hourly", "budget_max", "budget_min", "city", "client_id", "closed_at", "completes_at", "country", "created_at", "currency", "delivered_at", "description", "freelancer_id", "has_own_point", "id", "latitude", "longitude", "moderated_by", "moderation", "names_client", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at", "status", "title", "workplace") VALUES (OLD."budget_is_hourly", OLD."budget_max", OLD."budget_min", OLD."city", OLD."client_id", OLD."closed_at", OLD."completes_at", OLD."country", OLD."created_at", OLD."currency", OLD."delivered_at", OLD."description", OLD."freelancer_id", OLD."has_own_point", OLD."id", OLD."latitude", OLD."longitude", OLD."moderated_by", OLD."moderation", OLD."names_client", OLD."opened_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."started_at", OLD."status", OLD."title", OLD."workplace"); RETURN NULL;',
                    hash="1525b6a531ac204f4299c65fb6d750c0f3875e5e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2192f",
                    table="projects_project",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="SharedContact",
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
                ("name", models.CharField(blank=True, max_length=150)),
                ("address", models.TextField(blank=True, max_length=500)),
                ("phone_number", models.BooleanField(default=False)),
                ("email", models.BooleanField(default=False)),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_contacts",
                        to="projects.project",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_contacts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SharedContactEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, serialize=False
                    ),
                ),
                ("phone_number", models.BooleanField(default=False)),
                ("email", models.BooleanField(default=False)),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="projects.sharedcontact",
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
                    "user",
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
        migrations.AddConstraint(
            model_name="sharedcontact",
            constraint=models.UniqueConstraint(
                fields=("project", "user"), name="shared_contact_once_by_each_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("address", ""),
                    ("email", False),
                    ("name", ""),
                    ("phone_number", False),
                    _negated=True,
                ),
                name="shared_contact_shares_something",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sharedcontact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."phone_number" IS DISTINCT FROM (NEW."phone_number") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                    func='INSERT INTO "projects_sharedcontactevent" ("changed_at", "email", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_number", "project_id", "user_id") VALUES (OLD."changed_at", OLD."email", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."phone_number", OLD."project_id", OLD."user_id"); RETURN NULL;',
                    hash="b35b95453418737885e636eee6025498d010f860",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_417eb",
                    table="projects_sharedcontact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sharedcontact",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "projects_sharedcontactevent" ("changed_at", "email", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_number", "project_id", "user_id") VALUES (OLD."changed_at", OLD."email", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."phone_number", OLD."project_id", OLD."user_id"); RETURN NULL;',
                    hash="7b44891d23570986e8138bb37cbc73b411c4988b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2540e",
                    table="projects_sharedcontact",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("has_own_point", False),
                        ("latitude__isnull", True),
                        ("longitude__isnull", True),
                    ),
                    models.Q(
                        ("latitude__isnull", False),
                        ("longitude__isnull", False),
                        ("latitude__range", (-90, 90)),
                        ("longitude__gte", -180),
                        ("longitude__lt", 180),
                        django.db.models.lookups.Exact(
                            django.db.models.functions.math.Mod(
                                "longitude",
                                models.Case(
                                    models.When(
                                        latitude__range=(-25, 25),
                                        then=models.Value(Decimal("0.01")),
                                    ),
                                    models.When(
                                        latitude__range=(-63, 63),
                                        then=models.Value(Decimal("0.02")),
                                    ),
                                    models.When(
                                        latitude__range=(-77, 77),
                                        then=models.Value(Decimal("0.04")),
                                    ),
                                    models.When(
                                        latitude__range=(-83, 83),
                                        then=models.Value(Decimal("0.08")),
                                    ),
                                    models.When(
                                        latitude__range=(-87, 87),
                                        then=models.Value(Decimal("0.20")),
                                    ),
                                    models.When(
                                        latitude__range=(-89, 89),
                                        then=models.Value(Decimal("1.00")),
                                    ),
                                    default=models.Value(Decimal("360.00")),
                                    output_field=models.DecimalField(
                                        decimal_places=2, max_digits=5
                                    ),
                                ),
                            ),
                            models.Value(Decimal("0")),
                        ),
                    ),
                    _connector="OR",
                ),
                name="project_point_is_on_the_grid",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("workplace__in", ["", "on_site", "remote"])),
                name="project_workplace_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("latitude__isnull", True),
                    models.Q(("country", ""), _negated=True),
                    _connector="OR",
                ),
                name="project_point_has_a_country",
            ),
        ),
    ]
