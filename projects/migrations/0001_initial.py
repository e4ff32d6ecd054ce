# One clean initial migration until the first release.

import datetime
from decimal import Decimal

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.math
import django.db.models.lookups
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import foundation.money


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("profiles", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
            fields=[
                ("geonames_id", models.PositiveIntegerField(blank=True, editable=False, null=True)),
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
                    "has_own_point",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Else latitude and longitude are those of the city.",
                    ),
                ),
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
                ("budget_min", foundation.money.StoredAmount(blank=True, null=True)),
                ("budget_max", foundation.money.StoredAmount(blank=True, null=True)),
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
                    "workplace",
                    models.CharField(
                        blank=True,
                        choices=[("on_site", "At the place"), ("remote", "Remote")],
                        help_text="Where it is done, if it is said.",
                        max_length=7,
                    ),
                ),
                (
                    "city",
                    models.CharField(
                        blank=True, help_text="One that is known by name.", max_length=100
                    ),
                ),
                (
                    "names_client",
                    models.BooleanField(
                        default=False,
                        help_text="Whether the freelancer's public history names the client.",
                    ),
                ),
                (
                    "is_private",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Only those whom the client invites see it.",
                    ),
                ),
                (
                    "openings",
                    models.PositiveSmallIntegerField(
                        db_default=1, default=1, help_text="For how many people there is work."
                    ),
                ),
                (
                    "openings_taken",
                    models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
                ),
                (
                    "posting_moderation",
                    models.CharField(
                        choices=[
                            ("visible", "Visible"),
                            ("hidden", "Hidden"),
                            ("removed", "Removed"),
                        ],
                        db_default="visible",
                        default="visible",
                        editable=False,
                        help_text="What a decision did with its posting.",
                        max_length=7,
                    ),
                ),
                (
                    "standing",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(
                                    ("moderation", "removed"),
                                    ("posting_moderation", "removed"),
                                    _connector="OR",
                                ),
                                then=models.Value("removed"),
                            ),
                            models.When(
                                models.Q(
                                    ("moderation", "hidden"),
                                    ("posting_moderation", "hidden"),
                                    _connector="OR",
                                ),
                                then=models.Value("hidden"),
                            ),
                            default=models.Value("visible"),
                        ),
                        help_text="What moderation did with it, or with its posting: the stricter of the two.",
                        output_field=models.CharField(
                            choices=[
                                ("visible", "Visible"),
                                ("hidden", "Hidden"),
                                ("removed", "Removed"),
                            ],
                            max_length=7,
                        ),
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
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
                            ("expired", "Expired"),
                            ("filled", "Filled"),
                        ],
                        default="draft",
                        max_length=11,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posted_projects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "freelancer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worked_projects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        help_text="The project with several openings of which this fills one.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="works",
                        to="projects.project",
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
                        condition=models.Q(("status", "open")),
                        fields=["expires_at"],
                        name="project_expiring",
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
                    models.Index(
                        condition=models.Q(("posting__isnull", False)),
                        fields=["posting", "id"],
                        name="project_of_posting",
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
                    models.CheckConstraint(
                        condition=models.Q(("workplace__in", ["", "on_site", "remote"])),
                        name="project_workplace_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("latitude__isnull", True),
                            models.Q(("country", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="project_point_has_a_country",
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
                                    "expired",
                                    "filled",
                                ],
                            )
                        ),
                        name="project_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="project_version_from_1"
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
                                (
                                    "status__in",
                                    ("completed", "ended_early", "cancelled", "expired", "filled"),
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "status__in",
                                        (
                                            "completed",
                                            "ended_early",
                                            "cancelled",
                                            "expired",
                                            "filled",
                                        ),
                                    ),
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
                            models.Q(("status", "open"), _negated=True),
                            ("expires_at__isnull", False),
                            _connector="OR",
                        ),
                        name="project_expires_while_open",
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
                        condition=models.Q(("openings__range", (1, 50))),
                        name="project_openings_1_to_50",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("openings_taken", 0),
                            models.Q(
                                ("openings__gt", 1), ("openings_taken__lt", models.F("openings"))
                            ),
                            models.Q(
                                ("openings__gt", 1),
                                ("openings_taken", models.F("openings")),
                                models.Q(
                                    ("status__in", ("draft", "open", "expired")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="project_open_while_an_opening_is_free",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "filled"), _negated=True),
                            models.Q(("openings__gt", 1), ("openings_taken", models.F("openings"))),
                            _connector="OR",
                        ),
                        name="project_filled_once_all_openings_are_taken",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("openings", 1),
                            models.Q(("freelancer__isnull", True), ("posting__isnull", True)),
                            _connector="OR",
                        ),
                        name="project_with_openings_is_a_posting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posting__isnull", True),
                            (
                                "status__in",
                                ("in_progress", "completed", "ended_early", "cancelled"),
                            ),
                            _connector="OR",
                        ),
                        name="project_of_posting_is_work",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posting_moderation__in", ["visible", "hidden", "removed"]),
                            models.Q(
                                ("posting__isnull", False),
                                ("posting_moderation", "visible"),
                                _connector="OR",
                            ),
                        ),
                        name="project_posting_moderation_is_of_a_posting",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("freelancer__isnull", False)),
                        fields=("posting", "freelancer"),
                        name="project_one_opening_for_each_freelancer",
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
            name="Agreement",
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
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "undone_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When both took it back, as if it had never been.",
                        null=True,
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "-id"], name="agreement_of_client"),
                    models.Index(fields=["freelancer", "-id"], name="agreement_of_freelancer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("project",),
                        name="agreement_one_live_for_each_project",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("freelancer", models.F("client")), _negated=True),
                        name="agreement_has_two_parties",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementStep",
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
                (
                    "number",
                    models.PositiveSmallIntegerField(help_text="From 1, and never used again."),
                ),
                ("title", models.CharField(max_length=120)),
                ("amount", foundation.money.StoredAmount(blank=True, null=True)),
                ("currency", models.CharField(blank=True, help_text="ISO 4217", max_length=3)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Not delivered"),
                            ("delivered", "Delivered"),
                            ("accepted", "Accepted"),
                            ("dropped", "Dropped"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("reminds_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("payment_reference", models.CharField(blank=True, max_length=100)),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="projects.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("reminds_at__isnull", False), ("status", "waiting")),
                        fields=["reminds_at"],
                        name="agreement_step_to_remind_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"), name="agreement_step_once_for_each_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["waiting", "delivered", "accepted", "dropped"])
                        ),
                        name="agreement_step_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="agreement_step_counts_from_1"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", True),
                            models.Q(("amount__gte", 0), ("currency__regex", "^[A-Z]{3}$")),
                            _connector="OR",
                        ),
                        name="agreement_step_amount_has_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", False), ("status", "accepted")),
                            models.Q(
                                models.Q(("status", "accepted"), _negated=True),
                                ("accepted_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_step_accepted_at_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivered_at__isnull", False), ("status", "delivered")),
                            models.Q(("delivered_at__isnull", True), ("status", "waiting")),
                            ("status__in", ("accepted", "dropped")),
                            _connector="OR",
                        ),
                        name="agreement_step_delivered_at_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementVersion",
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
                ("number", models.PositiveIntegerField(help_text="From 1, without a gap.")),
                ("title", models.CharField(max_length=120)),
                ("description", models.TextField(max_length=5000)),
                ("skills", models.JSONField(default=list, help_text="As they were called.")),
                ("price", foundation.money.StoredAmount(blank=True, null=True)),
                (
                    "price_is_hourly",
                    models.BooleanField(default=False, help_text="Else: for the whole."),
                ),
                ("currency", models.CharField(blank=True, help_text="ISO 4217", max_length=3)),
                ("included", models.TextField(blank=True, max_length=2000)),
                (
                    "steps",
                    models.JSONField(
                        default=list, help_text="In which it is delivered, if in any."
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "country",
                    models.CharField(blank=True, help_text="Empty: anywhere.", max_length=2),
                ),
                ("location", models.CharField(blank=True, max_length=200)),
                (
                    "client_name",
                    models.CharField(blank=True, help_text="As it was then.", max_length=201),
                ),
                ("client_organisation", models.CharField(blank=True, max_length=150)),
                (
                    "freelancer_name",
                    models.CharField(blank=True, help_text="As it was then.", max_length=201),
                ),
                (
                    "project_version",
                    models.PositiveIntegerField(
                        help_text="Which version of the project's text the agreement was made on."
                    ),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        help_text="Whoever accepted last.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="projects.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"),
                        name="agreement_version_once_for_each_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)),
                        name="agreement_version_counts_from_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price__isnull", True),
                            models.Q(("currency__regex", "^[A-Z]{3}$"), ("price__gte", 0)),
                            _connector="OR",
                        ),
                        name="agreement_version_price_has_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("starts_on__lte", models.F("ends_on")),
                            _connector="OR",
                        ),
                        name="agreement_version_starts_before_it_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
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
                ("number", models.PositiveIntegerField(help_text="From 1 for each agreement.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("terms", "Other terms"),
                            ("end", "End by consent"),
                            ("did_not_happen", "It did not happen"),
                            ("undo", "Undo the acceptance"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "base_version",
                    models.PositiveIntegerField(
                        help_text="The version of the agreement that it was asked of."
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="The terms to change, with their new values.",
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=1000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="change_requests",
                        to="projects.agreement",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: it lapsed.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False), ("status", "waiting")),
                        fields=["expires_at"],
                        name="change_request_to_lapse",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"), name="change_request_once_for_each_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "waiting")),
                        fields=("agreement", "kind"),
                        name="change_request_one_waiting_of_each_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="change_request_counts_from_1"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["terms", "end", "did_not_happen", "undo"])
                        ),
                        name="change_request_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["waiting", "accepted", "declined", "withdrawn", "lapsed"],
                            )
                        ),
                        name="change_request_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "terms"),
                                models.Q(
                                    models.Q(("changes", {}), _negated=True),
                                    models.Q(("status", "waiting"), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(models.Q(("kind", "terms"), _negated=True), ("changes", {})),
                            _connector="OR",
                        ),
                        name="change_request_of_terms_changes_some",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("status", "waiting")),
                            models.Q(
                                models.Q(("status", "waiting"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="change_request_decided_at_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="change_request_accepted_by_the_other_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="ending",
                        serialize=False,
                        to="projects.project",
                    ),
                ),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[("client", "The client"), ("freelancer", "The freelancer")],
                        help_text="Empty: both, by consent.",
                        max_length=10,
                    ),
                ),
                (
                    "caused_by",
                    models.CharField(
                        blank=True,
                        choices=[("client", "The client"), ("freelancer", "The freelancer")],
                        help_text="As whoever ended it says. Empty: nobody.",
                        max_length=10,
                    ),
                ),
                (
                    "agreed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the other side agreed that they caused it.",
                        null=True,
                    ),
                ),
                (
                    "ruling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "The other side caused it"),
                            ("dismissed", "Whoever ended it caused it"),
                        ],
                        help_text="Of a moderator.",
                        max_length=9,
                    ),
                ),
                (
                    "charged_to",
                    models.CharField(
                        blank=True,
                        choices=[("client", "The client"), ("freelancer", "The freelancer")],
                        help_text="Empty: it counts against nobody.",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("caused_by__in", ["", "client", "freelancer"]),
                            ("charged_to__in", ["", "client", "freelancer"]),
                            ("ended_by__in", ["", "client", "freelancer"]),
                        ),
                        name="ending_sides_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ruling__in", ["", "upheld", "dismissed"])),
                        name="ending_ruling_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_by", ""), _negated=True),
                            ("caused_by", ""),
                            _connector="OR",
                        ),
                        name="ending_by_consent_blames_nobody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("charged_to", ""),
                            models.Q(
                                models.Q(("caused_by", ""), _negated=True),
                                models.Q(
                                    models.Q(
                                        ("charged_to", models.F("ended_by")),
                                        ("ruling", "dismissed"),
                                    ),
                                    models.Q(
                                        ("caused_by", models.F("ended_by")),
                                        ("charged_to", models.F("ended_by")),
                                    ),
                                    models.Q(
                                        ("agreed_at__isnull", False),
                                        ("charged_to", models.F("caused_by")),
                                    ),
                                    models.Q(
                                        ("charged_to", models.F("caused_by")), ("ruling", "upheld")
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="ending_counts_against_who_caused_it",
                    ),
                ],
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
                ("is_offer", models.BooleanField(db_default=False, default=False)),
                ("rate", foundation.money.StoredAmount(blank=True, null=True)),
                (
                    "rate_is_hourly",
                    models.BooleanField(
                        db_default=False, default=False, help_text="Else: for the whole."
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True, db_default="", default="", help_text="ISO 4217", max_length=3
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                (
                    "included",
                    models.TextField(blank=True, db_default="", default="", max_length=2000),
                ),
                ("steps", models.JSONField(blank=True, default=list)),
                (
                    "answered_at",
                    models.DateTimeField(
                        blank=True, help_text="When the freelancer proposed or declined.", null=True
                    ),
                ),
                ("expired_at", models.DateTimeField(editable=False, null=True)),
                (
                    "counts_at",
                    models.DateTimeField(
                        db_default=django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.datetime.Now(),
                            "+",
                            models.Value(datetime.timedelta(days=2)),
                        ),
                        editable=False,
                        null=True,
                    ),
                ),
                (
                    "is_counted",
                    models.BooleanField(db_default=False, default=False, editable=False),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "freelancer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["freelancer", "-id"], name="invitation_of_freelancer"),
                    models.Index(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            ("counts_at__isnull", False),
                            ("is_counted", False),
                        ),
                        fields=["counts_at"],
                        name="invitation_to_be_counted",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "freelancer"), name="invitation_once_for_each_freelancer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rate__isnull", True),
                            models.Q(("currency__regex", "^[A-Z]{3}$"), ("rate__gte", 0)),
                            _connector="OR",
                        ),
                        name="invitation_rate_has_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_counted", False), ("counts_at__isnull", False), _connector="OR"
                        ),
                        name="invitation_counts_from_some_time_on",
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
                    "has_own_point",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Else latitude and longitude are those of the city.",
                    ),
                ),
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
                ("budget_min", foundation.money.StoredAmount(blank=True, null=True)),
                ("budget_max", foundation.money.StoredAmount(blank=True, null=True)),
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
                    "workplace",
                    models.CharField(
                        blank=True,
                        choices=[("on_site", "At the place"), ("remote", "Remote")],
                        help_text="Where it is done, if it is said.",
                        max_length=7,
                    ),
                ),
                (
                    "city",
                    models.CharField(
                        blank=True, help_text="One that is known by name.", max_length=100
                    ),
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
                            ("expired", "Expired"),
                            ("filled", "Filled"),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProjectFile",
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
                    "kind",
                    models.CharField(
                        choices=[("picture", "Picture"), ("pdf", "PDF"), ("text", "Text")],
                        max_length=7,
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("size", models.PositiveIntegerField(help_text="In bytes, as it is kept.")),
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
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["project", "id"], name="file_of_project")],
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
                        name="project_file_out_of_sight_by_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["picture", "pdf", "text"])),
                        name="project_file_kind_is_known",
                    ),
                    models.CheckConstraint(
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
                        name="project_file_preview_is_of_a_picture",
                    ),
                ],
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="projects.project",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="profiles.skill",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["skill", "-project"], name="project_skill_newest_first")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "skill"), name="project_needs_skill_once"
                    )
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
                ("rate", foundation.money.StoredAmount(blank=True, null=True)),
                (
                    "rate_is_hourly",
                    models.BooleanField(
                        db_default=False, default=False, help_text="Else: for the whole."
                    ),
                ),
                ("currency", models.CharField(blank=True, help_text="ISO 4217", max_length=3)),
                ("starts_on", models.DateField(blank=True, null=True)),
                (
                    "included",
                    models.TextField(blank=True, db_default="", default="", max_length=2000),
                ),
                ("steps", models.JSONField(blank=True, default=list)),
                (
                    "project_version",
                    models.PositiveIntegerField(
                        db_default=1,
                        default=1,
                        help_text="Which version of the project it answers.",
                    ),
                ),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
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
                    models.Index(fields=["freelancer", "-id"], name="proposal_of_freelancer")
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
                    models.CheckConstraint(
                        condition=models.Q(("project_version__gte", 1)),
                        name="proposal_project_version_from_1",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="proposal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="projects.proposal",
            ),
        ),
        migrations.CreateModel(
            name="Question",
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
                ("text", models.TextField(max_length=1000)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_questions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["project", "id"], name="question_of_project")],
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
                        name="question_out_of_sight_by_a_decision",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
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
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer",
                        to="projects.question",
                    ),
                ),
            ],
            options={
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
                        name="answer_out_of_sight_by_a_decision",
                    )
                ],
            },
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "user"), name="shared_contact_once_by_each_party"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address", ""),
                            ("email", False),
                            ("name", ""),
                            ("phone_number", False),
                            _negated=True,
                        ),
                        name="shared_contact_shares_something",
                    ),
                ],
            },
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
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="projects.agreementstep",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="ending",
            name="transition",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="projects.transition",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreementversion",
            trigger=pgtrigger.compiler.Trigger(
                name="agreement_version_is_never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'DELETE'\n            OR (NEW.id, NEW.agreement_id, NEW.number, NEW.price, NEW.price_is_hourly, NEW.currency,\n                NEW.starts_on, NEW.ends_on, NEW.country, NEW.project_version, NEW.accepted_at,\n                NEW.accepted_by_id)\n            IS DISTINCT FROM\n               (OLD.id, OLD.agreement_id, OLD.number, OLD.price, OLD.price_is_hourly, OLD.currency,\n                OLD.starts_on, OLD.ends_on, OLD.country, OLD.project_version, OLD.accepted_at,\n                OLD.accepted_by_id)\n            OR NEW.title NOT IN (OLD.title, '')\n            OR NEW.description NOT IN (OLD.description, '')\n            OR NEW.skills NOT IN (OLD.skills, '[]')\n            OR NEW.included NOT IN (OLD.included, '')\n            OR NEW.steps NOT IN (OLD.steps, '[]')\n            OR NEW.location NOT IN (OLD.location, '')\n            OR NEW.client_name NOT IN (OLD.client_name, '')\n            OR NEW.client_organisation NOT IN (OLD.client_organisation, '')\n            OR NEW.freelancer_name NOT IN (OLD.freelancer_name, '')\n        THEN\n            RAISE EXCEPTION 'versions of agreements are never changed'\n            USING ERRCODE = 'integrity_constraint_violation',\n            CONSTRAINT = 'agreement_version_is_never_changed';\n        END IF;\n        RETURN NEW;\n    ",
                    hash="2307bd0985dc20c588d14b42343702c5e7ef225e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_agreement_version_is_never_changed_5dd12",
                    table="projects_agreementversion",
                    when="BEFORE",
                ),
            ),
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
    ]
