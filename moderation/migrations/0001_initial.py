# One clean initial migration until the first release.

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from moderation.migrations import _first


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("appointments", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("conversations", "0001_initial"),
        ("otp", "0001_initial"),
        ("reviews", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
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
                ("target_id", models.UUIDField()),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("keep", "Keep: nothing is wrong"),
                            ("hide", "Hide"),
                            ("remove", "Remove for good"),
                            ("warn", "Warn its owner"),
                            ("restrict", "Keep its owner out of search"),
                            ("suspend", "Suspend its owner"),
                            ("restore", "Restore what an earlier decision restricted"),
                            ("uphold", "Uphold: the end counts against the other side"),
                            ("dismiss", "Dismiss: the end counts against whoever ended it"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "ground_text",
                    models.TextField(blank=True, help_text="As the ground read at that time."),
                ),
                ("facts", models.TextField(blank=True, max_length=4000)),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["made_at"], name="decision_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("id", "target_id"), name="decision_of_its_target"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "keep",
                                    "hide",
                                    "remove",
                                    "warn",
                                    "restrict",
                                    "suspend",
                                    "restore",
                                    "uphold",
                                    "dismiss",
                                ],
                            )
                        ),
                        name="decision_action_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            models.Q(
                                ("action__in", ("hide", "restrict", "suspend")),
                                ("ends_at__gt", models.F("made_at")),
                            ),
                            _connector="OR",
                        ),
                        name="decision_ends_only_if_it_restricts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("facts"), 4000
                            )
                        ),
                        name="decision_facts_have_4000_characters_at_most",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
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
                    "object_kind",
                    models.CharField(
                        choices=[
                            ("profile", "Profile"),
                            ("project", "Project"),
                            ("review", "Review"),
                            ("reply", "Reply to a review"),
                            ("portfolio_item", "Portfolio item"),
                            ("project_file", "File of a project"),
                            ("question", "Question about a project"),
                            ("answer", "Answer to a question"),
                            ("message", "Message"),
                            ("proposal", "Proposal"),
                            ("invitation", "Invitation"),
                            ("private_note", "Private note of a review"),
                            ("appointment", "Message about an appointment"),
                            ("absence", "Not coming to an appointment"),
                            ("change_request", "Change request"),
                            ("ending", "Reason of an early end"),
                        ],
                        max_length=14,
                    ),
                ),
                ("object_id", models.UUIDField()),
                ("title", models.CharField(help_text="What it is called.", max_length=200)),
                (
                    "snapshot",
                    models.JSONField(default=dict, help_text="What it said when it was reported."),
                ),
                (
                    "attached",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="What a reporter attached: the messages before it.",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("reports_count", models.PositiveIntegerField(default=0)),
                ("severity", models.FloatField(default=0, help_text="Of the gravest reason.")),
                ("credibility", models.FloatField(default=0, help_text="Of those who reported.")),
                ("reach", models.FloatField(default=0, help_text="How many may see it.")),
                ("priority", models.FloatField(default=0)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Staff who opened it without a report.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        help_text="Whose it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("decide_case", "Can claim and decide cases and appeals"),
                    ("decide_on_staff", "Can decide on cases about staff"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at", None)),
                        fields=["-priority", "-id"],
                        name="case_queue",
                    ),
                    models.Index(fields=["subject", "-id"], name="case_of_subject"),
                    models.Index(fields=["decided_at"], name="case_by_decision"),
                    models.Index(fields=["opened_at"], name="case_by_opening"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("object_kind", "object_id"),
                        name="case_one_open_for_each_object",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "object_kind__in",
                                [
                                    "profile",
                                    "project",
                                    "review",
                                    "reply",
                                    "portfolio_item",
                                    "project_file",
                                    "question",
                                    "answer",
                                    "message",
                                    "proposal",
                                    "invitation",
                                    "private_note",
                                    "appointment",
                                    "absence",
                                    "change_request",
                                    "ending",
                                ],
                            )
                        ),
                        name="case_object_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_by", None), ("claimed_until", None)),
                            models.Q(
                                ("claimed_by__isnull", False), ("claimed_until__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="case_claimed_by_somebody_until_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at", None),
                            ("decided_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="case_decided_after_it_was_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="restriction",
                        serialize=False,
                        to="moderation.decision",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("content", "Content in sight"),
                            ("search", "Being found"),
                            ("account", "The account"),
                        ],
                        max_length=7,
                    ),
                ),
                ("target_id", models.UUIDField()),
                (
                    "status_before",
                    models.CharField(
                        blank=True,
                        help_text="Of an account: what it is again at the end.",
                        max_length=12,
                    ),
                ),
                ("ends_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["ends_at"],
                        name="restriction_by_end",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("kind", "target_id"),
                        name="restriction_one_in_force_of_each_kind",
                    ),
                    models.UniqueConstraint(
                        fields=("decision", "target_id"), name="restriction_of_its_target"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["content", "search", "account"])),
                        name="restriction_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "account"),
                                ("status_before__in", ("pending", "active", "inactive")),
                            ),
                            models.Q(
                                models.Q(("kind", "account"), _negated=True), ("status_before", "")
                            ),
                            _connector="OR",
                        ),
                        name="restriction_of_an_account_knows_what_it_was",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="moderation.case",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="overrides",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="overridden_by",
                to="moderation.decision",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to=settings.AUTH_USER_MODEL,
                db_index=False,
            ),
        ),
        migrations.CreateModel(
            name="Appeal",
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
                    "email",
                    models.EmailField(
                        blank=True, help_text="Of a stranger who reported.", max_length=254
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("confirmed", "The decision stands"),
                            ("overturned", "The decision is overturned"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "appellant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="moderation.decision",
                        db_index=False,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at", None)), fields=["id"], name="appeal_queue"
                    ),
                    models.Index(fields=["decided_at"], name="appeal_by_decision"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "appellant"), name="appeal_once_by_a_member"
                    ),
                    models.UniqueConstraint(
                        models.F("decision"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="appeal_once_by_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appellant", None), models.Q(("email", ""), _negated=True)),
                            models.Q(("appellant__isnull", False), ("email", "")),
                            _connector="OR",
                        ),
                        name="appeal_by_a_member_or_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("decided_at", None),
                                ("decided_by", None),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("outcome__in", ["confirmed", "overturned"]),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_decided_with_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("first_decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="appeal_decided_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("text", ""), _negated=True),
                                django.db.models.lookups.LessThanOrEqual(
                                    django.db.models.functions.text.Length("text"), 4000
                                ),
                            ),
                            models.Q(("decided_at__isnull", False), ("text", "")),
                            _connector="OR",
                        ),
                        name="appeal_text_has_1_to_4000_characters",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyGround",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=120)),
                (
                    "basis",
                    models.CharField(
                        choices=[("law", "Against the law"), ("terms", "Against our terms")],
                        max_length=5,
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="The law's article, or the section of the terms.", max_length=200
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="What is not allowed, as the person affected reads it.",
                        max_length=2000,
                    ),
                ),
                (
                    "usual_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How long what can end by itself usually lasts; empty: without an end.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1825),
                        ],
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Off: no further decision can rest on it."
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["law", "terms"])),
                        name="ground_basis_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("usual_days", None), ("usual_days__range", (1, 1825)), _connector="OR"
                        ),
                        name="ground_usual_days_are_one_to_five_years",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                        ),
                        name="ground_says_what_is_not_allowed",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="ground",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="moderation.policyground",
            ),
        ),
        migrations.CreateModel(
            name="Report",
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
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("illegal", "Illegal"),
                            ("fraud", "Fraud"),
                            ("spam", "Spam or advertising"),
                            ("abuse", "Abuse, hate or threats"),
                            ("personal_data", "Somebody's personal data"),
                            ("off_topic", "Off topic"),
                            ("incentive", "Extorted, or given for something in return"),
                            ("conflict_of_interest", "Conflict of interest"),
                            ("not_genuine", "Not genuine"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Something was done"),
                            ("rejected", "Nothing was done"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="moderation.case",
                        db_index=False,
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["reporter", "-id"], name="report_of_reporter"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "reporter"), name="report_once_by_a_member"
                    ),
                    models.UniqueConstraint(
                        models.F("case"),
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="report_once_by_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reporter", None), models.Q(("email", ""), _negated=True)),
                            models.Q(("email", ""), ("reporter__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_by_a_member_or_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "illegal",
                                    "fraud",
                                    "spam",
                                    "abuse",
                                    "personal_data",
                                    "off_topic",
                                    "incentive",
                                    "conflict_of_interest",
                                    "not_genuine",
                                    "other",
                                ],
                            )
                        ),
                        name="report_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 2000
                            )
                        ),
                        name="report_text_has_2000_characters_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "upheld", "rejected"])),
                        name="report_outcome_is_known",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="restriction",
            name="ended_by",
            field=models.ForeignKey(
                help_text="None: by time.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="moderation.decision",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["subject", "-id"], name="decision_of_subject"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "action__in",
                            ("hide", "remove", "restrict", "suspend", "warn", "uphold", "dismiss"),
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        ("ground__isnull", False),
                        models.Q(("ground_text", ""), _negated=True),
                        models.Q(("facts", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_against_somebody_has_ground_and_facts",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "restore"), _negated=True),
                    ("overrides__isnull", False),
                    _connector="OR",
                ),
                name="decision_restores_what_another_restricted",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("made_by", models.F("subject")), _negated=True),
                name="decision_is_not_on_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_by", None), ("ended_at__isnull", False), _connector="OR"
                ),
                name="restriction_ended_by_a_decision_at_a_time",
            ),
        ),
        migrations.CreateModel(
            name="CaseFile",
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
                ("attachment_id", models.UUIDField(help_text="What it was, of the message.")),
                (
                    "kind",
                    models.CharField(
                        choices=[("picture", "Picture"), ("pdf", "PDF"), ("text", "Text")],
                        max_length=7,
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("size", models.PositiveIntegerField()),
                ("file", models.CharField(db_index=True, max_length=100)),
                ("preview", models.CharField(blank=True, db_index=True, max_length=100)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="moderation.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "attachment_id"), name="case_holds_each_file_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["picture", "pdf", "text"])),
                        name="case_file_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="moderation.case",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="moderation.casefile",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.RunSQL(_first.APPEND_ONLY, _first.DROP_APPEND_ONLY),
        migrations.RunSQL(_first.NEEDS_RESTRICTION, _first.DROP_NEEDS_RESTRICTION),
        migrations.RunPython(_first.make_grounds_and_roles, migrations.RunPython.noop),
        migrations.CreateModel(
            name="CopiedText",
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
                    "found_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "waits_since",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        help_text="Since when there is a copy to decide on.",
                        null=True,
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("keep", "Keep: nothing is wrong"),
                            ("hide", "Hide"),
                            ("remove", "Remove for good"),
                            ("warn", "Warn its owner"),
                            ("restrict", "Keep its owner out of search"),
                            ("suspend", "Suspend its owner"),
                            ("restore", "Restore what an earlier decision restricted"),
                            ("uphold", "Uphold: the end counts against the other side"),
                            ("dismiss", "Dismiss: the end counts against whoever ended it"),
                        ],
                        max_length=8,
                    ),
                ),
                ("facts", models.TextField(blank=True, max_length=4000)),
                ("lasts", models.DurationField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ground",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.policyground",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CopyReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "copied_text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="moderation.copiedtext",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="TextCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("profile", "Profile"),
                            ("project", "Project"),
                            ("review", "Review"),
                            ("reply", "Reply to a review"),
                            ("portfolio_item", "Portfolio item"),
                            ("project_file", "File of a project"),
                            ("question", "Question about a project"),
                            ("answer", "Answer to a question"),
                            ("message", "Message"),
                            ("proposal", "Proposal"),
                            ("invitation", "Invitation"),
                            ("private_note", "Private note of a review"),
                            ("appointment", "Message about an appointment"),
                            ("absence", "Not coming to an appointment"),
                            ("change_request", "Change request"),
                            ("ending", "Reason of an early end"),
                        ],
                        max_length=14,
                    ),
                ),
                ("object_id", models.UUIDField()),
                (
                    "written_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), db_index=True
                    ),
                ),
                (
                    "least",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        help_text="Who wrote it.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="moderation.case",
                    ),
                ),
                (
                    "copied_text",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copies",
                        to="moderation.copiedtext",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="copiedtext",
            index=models.Index(
                condition=models.Q(("waits_since__isnull", False)),
                fields=["waits_since"],
                name="copied_text_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="copiedtext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", ""), ("decided_at", None), ("decided_by", None)),
                    models.Q(
                        (
                            "action__in",
                            [
                                "keep",
                                "hide",
                                "remove",
                                "warn",
                                "restrict",
                                "suspend",
                                "restore",
                                "uphold",
                                "dismiss",
                            ],
                        ),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="copied_text_decided_by_somebody_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="textcopy",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["bands"], name="text_copy_by_band"
            ),
        ),
        migrations.AddIndex(
            model_name="textcopy",
            index=models.Index(
                condition=models.Q(("copied_text__isnull", False)),
                fields=["copied_text", "id"],
                name="text_copy_of_copied_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="textcopy",
            constraint=models.UniqueConstraint(
                fields=("kind", "object_id"), name="text_copy_once_of_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="textcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "profile",
                            "project",
                            "review",
                            "reply",
                            "portfolio_item",
                            "project_file",
                            "question",
                            "answer",
                            "message",
                            "proposal",
                            "invitation",
                            "private_note",
                            "appointment",
                            "absence",
                            "change_request",
                            "ending",
                        ],
                    )
                ),
                name="text_copy_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="textcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(("case", None), ("copied_text__isnull", False), _connector="OR"),
                name="text_copy_is_decided_on_as_a_copy",
            ),
        ),
    ]
