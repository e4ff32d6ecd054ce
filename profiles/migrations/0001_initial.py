# One clean initial migration until the first release.

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import foundation.countries
import profiles.models.history
import profiles.models.profile

# Cards are kept as they are: taking them apart costs more than reading them.
TUNE_SEARCH = """
    ALTER TABLE profiles_searchcard ALTER COLUMN card SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CurriculumVitae",
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
                    "format",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("docx", "Word (DOCX)"),
                            ("txt", "Text"),
                            ("json", "JSON Resume"),
                        ],
                        max_length=4,
                    ),
                ),
                (
                    "file",
                    models.CharField(
                        blank=True, help_text="In the private storage.", max_length=60
                    ),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, help_text="As it was uploaded.", max_length=150),
                ),
                ("size", models.PositiveIntegerField(help_text="In bytes.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("processing", "Being read"),
                            ("ready", "Read"),
                            ("refused", "Cannot be read"),
                        ],
                        default="processing",
                        max_length=10,
                    ),
                ),
                (
                    "refusal",
                    models.CharField(blank=True, help_text="Why it cannot be read.", max_length=20),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "queued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "CV",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["pdf", "docx", "txt", "json"])),
                        name="cv_format_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["processing", "ready", "refused"])),
                        name="cv_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at__isnull", False), ("state", "ready")),
                            models.Q(
                                models.Q(("state", "ready"), _negated=True),
                                ("read_at__isnull", True),
                                ("text", ""),
                            ),
                            _connector="OR",
                        ),
                        name="cv_read_has_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("file", ""),
                                ("state", "refused"),
                                models.Q(("refusal", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "refused"), _negated=True),
                                ("refusal", ""),
                                models.Q(("file", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cv_refused_says_why_and_keeps_no_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Education",
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
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("institution", models.CharField(max_length=150)),
                ("degree", models.CharField(blank=True, max_length=150)),
                ("field_of_study", models.CharField(blank=True, max_length=150)),
                ("started_on", profiles.models.history.PartialDateField(blank=True, max_length=10)),
                (
                    "ended_on",
                    profiles.models.history.PartialDateField(
                        blank=True, help_text="Empty: to this day.", max_length=10
                    ),
                ),
                ("grade", models.CharField(blank=True, max_length=50)),
            ],
            options={
                "verbose_name_plural": "education",
                "ordering": ("-started_on", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "started_on__regex",
                                "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
                            ),
                            (
                                "ended_on__regex",
                                "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
                            ),
                        ),
                        name="education_dates_are_iso_8601",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", ""),
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Left(
                                    "ended_on",
                                    django.db.models.functions.comparison.Greatest(
                                        django.db.models.functions.comparison.Least(
                                            django.db.models.functions.text.Length("started_on"),
                                            django.db.models.functions.text.Length("ended_on"),
                                        ),
                                        models.Value(1),
                                    ),
                                ),
                                django.db.models.functions.text.Left(
                                    "started_on",
                                    django.db.models.functions.comparison.Greatest(
                                        django.db.models.functions.comparison.Least(
                                            django.db.models.functions.text.Length("started_on"),
                                            django.db.models.functions.text.Length("ended_on"),
                                        ),
                                        models.Value(1),
                                    ),
                                ),
                            ),
                            ("started_on", ""),
                            _connector="OR",
                        ),
                        name="education_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Experience",
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
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("title", models.CharField(max_length=150)),
                ("organisation", models.CharField(blank=True, max_length=150)),
                ("started_on", profiles.models.history.PartialDateField(blank=True, max_length=10)),
                (
                    "ended_on",
                    profiles.models.history.PartialDateField(
                        blank=True, help_text="Empty: to this day.", max_length=10
                    ),
                ),
                ("description", models.TextField(blank=True, max_length=4000)),
            ],
            options={
                "verbose_name_plural": "experience",
                "ordering": ("-started_on", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "started_on__regex",
                                "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
                            ),
                            (
                                "ended_on__regex",
                                "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
                            ),
                        ),
                        name="experience_dates_are_iso_8601",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", ""),
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Left(
                                    "ended_on",
                                    django.db.models.functions.comparison.Greatest(
                                        django.db.models.functions.comparison.Least(
                                            django.db.models.functions.text.Length("started_on"),
                                            django.db.models.functions.text.Length("ended_on"),
                                        ),
                                        models.Value(1),
                                    ),
                                ),
                                django.db.models.functions.text.Left(
                                    "started_on",
                                    django.db.models.functions.comparison.Greatest(
                                        django.db.models.functions.comparison.Least(
                                            django.db.models.functions.text.Length("started_on"),
                                            django.db.models.functions.text.Length("ended_on"),
                                        ),
                                        models.Value(1),
                                    ),
                                ),
                            ),
                            ("started_on", ""),
                            _connector="OR",
                        ),
                        name="experience_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "withheld_picture",
                    models.CharField(
                        blank=True, db_default="", default="", editable=False, max_length=40
                    ),
                ),
                ("picture_due_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("headline", models.CharField(blank=True, max_length=120)),
                ("bio", models.TextField(blank=True, max_length=4000)),
                (
                    "avatar",
                    models.CharField(blank=True, help_text="Of the stored images.", max_length=40),
                ),
                ("city", models.CharField(blank=True, max_length=100)),
                ("city_key", models.CharField(blank=True, editable=False, max_length=100)),
                (
                    "geonames_id",
                    models.PositiveIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True, choices=foundation.countries.countries_by_name, max_length=2
                    ),
                ),
                (
                    "languages",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="language (ISO 639-1) and fluency of each.",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "Everybody"),
                            ("members", "Those who are logged in"),
                            ("hidden", "Nobody"),
                        ],
                        default="public",
                        max_length=10,
                    ),
                ),
                ("organisation_name", models.CharField(blank=True, max_length=150)),
                (
                    "organisation_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("company", "Company"),
                            ("housing_society", "Housing society"),
                            ("agency", "Agency"),
                            ("non_profit", "Non-profit organisation"),
                            ("public_body", "Public body"),
                            ("individual", "Individual"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "search_restricted_by",
                    models.UUIDField(
                        blank=True, editable=False, help_text="The decision that did it.", null=True
                    ),
                ),
                ("review_count", models.PositiveIntegerField(default=0)),
                ("rating_sum", models.PositiveIntegerField(default=0)),
                (
                    "rating_histogram",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        default=profiles.models.profile.no_ratings,
                        size=5,
                    ),
                ),
                (
                    "rating_score",
                    models.FloatField(blank=True, help_text="The shrunk mean.", null=True),
                ),
                (
                    "sub_rating_means",
                    models.JSONField(
                        blank=True, db_default=models.Value({}, models.JSONField()), default=dict
                    ),
                ),
                (
                    "would_work_again",
                    models.FloatField(blank=True, help_text="A share, 0 to 1.", null=True),
                ),
                ("projects_completed", models.PositiveIntegerField(default=0)),
                ("projects_ended_early", models.PositiveIntegerField(default=0)),
                ("appointments_missed", models.PositiveIntegerField(default=0)),
                ("invitations_received", models.PositiveIntegerField(default=0)),
                ("invitations_answered", models.PositiveIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
            ],
            options={
                "ordering": ("-user_id",),
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
                        name="profile_out_of_sight_by_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ["public", "members", "hidden"])),
                        name="profile_visibility_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "organisation_kind__in",
                                [
                                    "",
                                    "company",
                                    "housing_society",
                                    "agency",
                                    "non_profit",
                                    "public_body",
                                    "individual",
                                    "other",
                                ],
                            )
                        ),
                        name="profile_organisation_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^([A-Z]{2})?$")),
                        name="profile_country_is_iso_3166_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rating_histogram__len", 5)),
                        name="profile_histogram_has_five_bars",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating_sum__gte", models.F("review_count")),
                            (
                                "rating_sum__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("review_count"), "*", models.Value(5)
                                ),
                            ),
                        ),
                        name="profile_ratings_are_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rating_score__isnull", True), ("review_count", 0)),
                            models.Q(
                                ("rating_score__gte", 1),
                                ("rating_score__lte", 5),
                                ("review_count__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="profile_score_comes_with_reviews",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("would_work_again__isnull", True),
                            ("would_work_again__range", (0, 1)),
                            _connector="OR",
                        ),
                        name="profile_would_work_again_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invitations_answered__lte", models.F("invitations_received"))
                        ),
                        name="profile_answered_invitations_were_received",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("picture_due_at__isnull", False)),
                        fields=["picture_due_at"],
                        name="profile_picture_due",
                    ),
                    models.Index(
                        condition=models.Q(("avatar", ""), _negated=True),
                        fields=["avatar"],
                        name="profile_picture_shown",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
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
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("url", models.URLField(max_length=500)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("website", "Website"),
                            ("github", "GitHub"),
                            ("gitlab", "GitLab"),
                            ("linkedin", "LinkedIn"),
                            ("stack_overflow", "Stack Overflow"),
                            ("mastodon", "Mastodon"),
                            ("x", "X"),
                            ("youtube", "YouTube"),
                            ("instagram", "Instagram"),
                            ("facebook", "Facebook"),
                            ("behance", "Behance"),
                            ("dribbble", "Dribbble"),
                            ("medium", "Medium"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("verified_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("checked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("problem", models.CharField(blank=True, editable=False, max_length=200)),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("url__startswith", "https://")),
                        name="link_url_is_https",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "website",
                                    "github",
                                    "gitlab",
                                    "linkedin",
                                    "stack_overflow",
                                    "mastodon",
                                    "x",
                                    "youtube",
                                    "instagram",
                                    "facebook",
                                    "behance",
                                    "dribbble",
                                    "medium",
                                ],
                            )
                        ),
                        name="link_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_at__isnull", True),
                            ("checked_at__gte", models.F("verified_at")),
                            _connector="OR",
                        ),
                        name="link_verified_was_checked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortfolioItem",
            fields=[
                (
                    "withheld_picture",
                    models.CharField(
                        blank=True, db_default="", default="", editable=False, max_length=40
                    ),
                ),
                ("picture_due_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("title", models.CharField(max_length=150)),
                ("description", models.TextField(blank=True, max_length=4000)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("image", models.CharField(blank=True, editable=False, max_length=40)),
                ("started_on", profiles.models.history.PartialDateField(blank=True, max_length=10)),
                ("ended_on", profiles.models.history.PartialDateField(blank=True, max_length=10)),
            ],
            options={
                "ordering": ("-started_on", "-id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("picture_due_at__isnull", False)),
                        fields=["picture_due_at"],
                        name="portfolio_item_picture_due",
                    ),
                    models.Index(
                        condition=models.Q(("image", ""), _negated=True),
                        fields=["image"],
                        name="portfolio_item_picture_shown",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "started_on__regex",
                                "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
                            ),
                            (
                                "ended_on__regex",
                                "^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
                            ),
                        ),
                        name="portfolio_item_dates_are_iso_8601",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", ""),
                            django.db.models.lookups.GreaterThanOrEqual(
                                django.db.models.functions.text.Left(
                                    "ended_on",
                                    django.db.models.functions.comparison.Greatest(
                                        django.db.models.functions.comparison.Least(
                                            django.db.models.functions.text.Length("started_on"),
                                            django.db.models.functions.text.Length("ended_on"),
                                        ),
                                        models.Value(1),
                                    ),
                                ),
                                django.db.models.functions.text.Left(
                                    "started_on",
                                    django.db.models.functions.comparison.Greatest(
                                        django.db.models.functions.comparison.Least(
                                            django.db.models.functions.text.Length("started_on"),
                                            django.db.models.functions.text.Length("ended_on"),
                                        ),
                                        models.Value(1),
                                    ),
                                ),
                            ),
                            ("started_on", ""),
                            _connector="OR",
                        ),
                        name="portfolio_item_ends_after_it_starts",
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
                        name="portfolio_item_out_of_sight_by_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""), ("url__startswith", "https://"), _connector="OR"
                        ),
                        name="portfolio_item_url_is_https",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileEvent",
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
                ("headline", models.CharField(blank=True, max_length=120)),
                ("bio", models.TextField(blank=True, max_length=4000)),
                (
                    "avatar",
                    models.CharField(blank=True, help_text="Of the stored images.", max_length=40),
                ),
                ("city", models.CharField(blank=True, max_length=100)),
                (
                    "country",
                    models.CharField(
                        blank=True, choices=foundation.countries.countries_by_name, max_length=2
                    ),
                ),
                (
                    "languages",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="language (ISO 639-1) and fluency of each.",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "Everybody"),
                            ("members", "Those who are logged in"),
                            ("hidden", "Nobody"),
                        ],
                        default="public",
                        max_length=10,
                    ),
                ),
                ("organisation_name", models.CharField(blank=True, max_length=150)),
                (
                    "organisation_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("company", "Company"),
                            ("housing_society", "Housing society"),
                            ("agency", "Agency"),
                            ("non_profit", "Non-profit organisation"),
                            ("public_body", "Public body"),
                            ("individual", "Individual"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "search_restricted_by",
                    models.UUIDField(
                        blank=True, editable=False, help_text="The decision that did it.", null=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProfileSkill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("beginner", "Beginner"),
                            ("intermediate", "Intermediate"),
                            ("advanced", "Advanced"),
                            ("expert", "Expert"),
                        ],
                        max_length=12,
                    ),
                ),
                ("years", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "evidence",
                    models.CharField(
                        choices=[
                            ("claimed", "Claimed"),
                            ("used", "Used in a completed project"),
                            ("confirmed", "Confirmed in a review"),
                        ],
                        default="claimed",
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ["", "beginner", "intermediate", "advanced", "expert"])
                        ),
                        name="profile_skill_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence__in", ["claimed", "used", "confirmed"])),
                        name="profile_skill_evidence_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("years__isnull", True), ("years__lte", 80), _connector="OR"
                        ),
                        name="profile_skill_years_are_a_lifetime_at_most",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("technology", "Technology"),
                            ("trade", "Trade"),
                            ("design", "Design"),
                            ("writing", "Writing"),
                            ("language", "Language"),
                            ("method", "Method"),
                            ("business", "Business"),
                            ("care", "Care and household"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=12,
                    ),
                ),
                (
                    "lineage",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, editable=False, size=None
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("proposed", "Proposed"),
                            ("merged", "Merged into another"),
                        ],
                        default="accepted",
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="skill_name_unique_ignoring_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "technology",
                                    "trade",
                                    "design",
                                    "writing",
                                    "language",
                                    "method",
                                    "business",
                                    "care",
                                    "other",
                                ],
                            )
                        ),
                        name="skill_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SkillAlias",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("name", models.CharField(help_text="As it is written.", max_length=80)),
            ],
            options={
                "verbose_name_plural": "skill aliases",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        name="skill_alias_names_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CvSuggestion",
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
                ("position", models.PositiveIntegerField(help_text="In the list of suggestions.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("profile", "Profile"),
                            ("skill", "Skill"),
                            ("experience", "Experience"),
                            ("education", "Education"),
                            ("language", "Language"),
                            ("link", "Link"),
                            ("portfolio", "Portfolio"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.JSONField()),
                ("start", models.PositiveIntegerField(help_text="Of its place in the CV's text.")),
                ("end", models.PositiveIntegerField()),
                ("confidence", models.FloatField(help_text="From 0 to 1.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Not decided"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cv",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggestions",
                        to="profiles.curriculumvitae",
                        db_index=False,
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cv", "position"), name="cv_suggestion_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "profile",
                                    "skill",
                                    "experience",
                                    "education",
                                    "language",
                                    "link",
                                    "portfolio",
                                ],
                            )
                        ),
                        name="cv_suggestion_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "accepted", "rejected"])),
                        name="cv_suggestion_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "pending")),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cv_suggestion_decided_at_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                        name="cv_suggestion_confidence_up_to_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))),
                        name="cv_suggestion_span_is_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FreelancerDetails",
            fields=[
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="details",
                        serialize=False,
                        to="profiles.profile",
                    ),
                ),
                (
                    "hourly_rate",
                    foundation.money.StoredAmount(blank=True, null=True),
                ),
                ("currency", models.CharField(blank=True, help_text="ISO 4217", max_length=3)),
                (
                    "availability",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("available", "Available"),
                            ("full_time", "Full time"),
                            ("part_time", "Part time"),
                            ("unavailable", "Not at the moment"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "paused_until",
                    models.DateField(blank=True, help_text="Back on this day.", null=True),
                ),
                ("pause_note", models.CharField(blank=True, max_length=200)),
                (
                    "pause_ends_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "experience_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fresher", "Fresher"),
                            ("junior", "Junior"),
                            ("mid", "Mid-level"),
                            ("senior", "Senior"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "education_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("school", "School"),
                            ("vocational", "Vocational training"),
                            ("diploma", "Diploma"),
                            ("bachelor", "Bachelor's degree"),
                            ("master", "Master's degree"),
                            ("doctorate", "Doctorate"),
                        ],
                        max_length=12,
                    ),
                ),
                ("preferred_career_track", models.CharField(blank=True, max_length=100)),
                (
                    "learning_style",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visual", "By seeing"),
                            ("auditory", "By listening"),
                            ("reading", "By reading and writing"),
                            ("hands_on", "By doing"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "interests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("career_goals", models.TextField(blank=True, max_length=2000)),
                (
                    "travel_radius_km",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How far they travel for on-site work.",
                        null=True,
                    ),
                ),
                (
                    "workplace",
                    models.CharField(
                        blank=True,
                        choices=[("on_site", "At the place"), ("remote", "Remote")],
                        help_text="Empty: either.",
                        max_length=7,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "freelancer details",
                "indexes": [
                    models.Index(
                        condition=models.Q(("preferred_career_track", ""), _negated=True),
                        fields=["preferred_career_track"],
                        name="details_career_track",
                    ),
                    models.Index(
                        condition=models.Q(("pause_ends_at__isnull", False)),
                        fields=["pause_ends_at"],
                        name="details_pause_by_end",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("pause_ends_at", None), ("pause_note", ""), ("paused_until", None)
                            ),
                            models.Q(
                                ("pause_ends_at__isnull", False), ("paused_until__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="details_pause_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hourly_rate__isnull", True), ("hourly_rate__gt", 0), _connector="OR"
                        ),
                        name="details_hourly_rate_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hourly_rate__isnull", True),
                            ("currency__regex", "^[A-Z]{3}$"),
                            _connector="OR",
                        ),
                        name="details_hourly_rate_has_a_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "availability__in",
                                ["", "available", "full_time", "part_time", "unavailable"],
                            )
                        ),
                        name="details_availability_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("experience_level__in", ["", "fresher", "junior", "mid", "senior"])
                        ),
                        name="details_experience_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "education_level__in",
                                [
                                    "",
                                    "school",
                                    "vocational",
                                    "diploma",
                                    "bachelor",
                                    "master",
                                    "doctorate",
                                ],
                            )
                        ),
                        name="details_education_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "learning_style__in",
                                ["", "visual", "auditory", "reading", "hands_on"],
                            )
                        ),
                        name="details_learning_style_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchCard",
            fields=[
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_card",
                        serialize=False,
                        to="profiles.profile",
                    ),
                ),
                ("card", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="profiles.profile",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                ("city_key", models.CharField(max_length=100)),
                ("quality", models.IntegerField(help_text="In millionths (docs/search.md).")),
                (
                    "rate",
                    models.BigIntegerField(help_text="In thousandths of the currency's unit."),
                ),
                (
                    "rating",
                    models.IntegerField(help_text="The shrunk mean, in thousandths of a star."),
                ),
                (
                    "mean_rating",
                    models.SmallIntegerField(help_text="As shown, in hundredths of a star."),
                ),
                ("joined_at", models.DateTimeField()),
                (
                    "scored_on",
                    models.DateField(help_text="The day as of which quality counts activity."),
                ),
                (
                    "cell",
                    models.IntegerField(help_text="The point's, of the grid; 0: none is known."),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    models.Index(fields=["-quality", "-profile"], name="search_by_quality"),
                ],
            },
        ),
        migrations.AddField(
            model_name="experience",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="experience",
                to="profiles.profile",
            ),
        ),
        migrations.AddField(
            model_name="education",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="education",
                to="profiles.profile",
            ),
        ),
        migrations.AddField(
            model_name="curriculumvitae",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cvs",
                to="profiles.profile",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."avatar" IS DISTINCT FROM (NEW."avatar") OR OLD."bio" IS DISTINCT FROM (NEW."bio") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."has_own_point" IS DISTINCT FROM (NEW."has_own_point") OR OLD."headline" IS DISTINCT FROM (NEW."headline") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."latitude" IS DISTINCT FROM (NEW."latitude") OR OLD."longitude" IS DISTINCT FROM (NEW."longitude") OR OLD."moderated_by" IS DISTINCT FROM (NEW."moderated_by") OR OLD."moderation" IS DISTINCT FROM (NEW."moderation") OR OLD."organisation_kind" IS DISTINCT FROM (NEW."organisation_kind") OR OLD."organisation_name" IS DISTINCT FROM (NEW."organisation_name") OR OLD."search_restricted_by" IS DISTINCT FROM (NEW."search_restricted_by") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility"))',
                    func='INSERT INTO "profiles_profileevent" ("avatar", "bio", "city", "country", "created_at", "has_own_point", "headline", "languages", "latitude", "longitude", "moderated_by", "moderation", "organisation_kind", "organisation_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_restricted_by", "user_id", "visibility") VALUES (OLD."avatar", OLD."bio", OLD."city", OLD."country", OLD."created_at", OLD."has_own_point", OLD."headline", OLD."languages", OLD."latitude", OLD."longitude", OLD."moderated_by", OLD."moderation", OLD."organisation_kind", OLD."organisation_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."user_id", OLD."search_restricted_by", OLD."user_id", OLD."visibility"); RETURN NULL;',
                    hash="c9a0e45001a1bfaaf2cb94c5ccbbd131c15ebf96",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c0aea",
                    table="profiles_profile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="profile",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "profiles_profileevent" ("avatar", "bio", "city", "country", "created_at", "has_own_point", "headline", "languages", "latitude", "longitude", "moderated_by", "moderation", "organisation_kind", "organisation_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_restricted_by", "user_id", "visibility") VALUES (OLD."avatar", OLD."bio", OLD."city", OLD."country", OLD."created_at", OLD."has_own_point", OLD."headline", OLD."languages", OLD."latitude", OLD."longitude", OLD."moderated_by", OLD."moderation", OLD."organisation_kind", OLD."organisation_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."user_id", OLD."search_restricted_by", OLD."user_id", OLD."visibility"); RETURN NULL;',
                    hash="88eb774a4a1e7ede06bc633cda0323ff7d0539ef",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4fa3e",
                    table="profiles_profile",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="profiles.profile",
                db_index=False,
            ),
        ),
        migrations.AddField(
            model_name="portfolioitem",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="portfolio",
                to="profiles.profile",
            ),
        ),
        migrations.AddField(
            model_name="profileevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="profiles.profile",
            ),
        ),
        migrations.AddField(
            model_name="profileevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                serialize=False,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="profileskill",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="skills",
                to="profiles.profile",
                db_index=False,
            ),
        ),
        migrations.AddField(
            model_name="skill",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_from",
                to="profiles.skill",
            ),
        ),
        migrations.AddField(
            model_name="skill",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="profiles.skill",
            ),
        ),
        migrations.AddField(
            model_name="skill",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="profileskill",
            name="skill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holders",
                to="profiles.skill",
            ),
        ),
        migrations.AddField(
            model_name="skillalias",
            name="skill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="aliases",
                to="profiles.skill",
            ),
        ),
        migrations.AddConstraint(
            model_name="curriculumvitae",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ready")),
                fields=("profile",),
                name="cv_one_for_each_profile",
            ),
        ),
        migrations.AddConstraint(
            model_name="curriculumvitae",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ready"), _negated=True),
                fields=("profile",),
                name="cv_one_upload_for_each_profile",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                fields=("profile", "url"), name="link_once_for_each_profile"
            ),
        ),
        migrations.AddConstraint(
            model_name="skill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                    models.Q(
                        ("merged_into__isnull", True), ("status__in", ("accepted", "proposed"))
                    ),
                    _connector="OR",
                ),
                name="skill_merged_says_into_which",
            ),
        ),
        migrations.AddConstraint(
            model_name="skill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent", models.F("id")), _negated=True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                ),
                name="skill_is_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="profileskill",
            constraint=models.UniqueConstraint(
                fields=("profile", "skill"), name="profile_skill_once_for_each_profile"
            ),
        ),
        migrations.CreateModel(
            name="Occupation",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=150, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        help_text="Of O*NET-SOC, where it was taken from there.",
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("proposed", "Proposed"),
                            ("merged", "Merged into another"),
                        ],
                        default="accepted",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="profiles.occupation",
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="OccupationSkill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "occupation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="profiles.occupation",
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="profiles.skill",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="occupation",
            name="skills",
            field=models.ManyToManyField(
                blank=True,
                related_name="occupations",
                through="profiles.OccupationSkill",
                to="profiles.skill",
            ),
        ),
        migrations.CreateModel(
            name="RelatedOccupation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=0)),
                (
                    "occupation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="profiles.occupation",
                    ),
                ),
                (
                    "related",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="profiles.occupation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="occupation",
            name="related",
            field=models.ManyToManyField(
                blank=True, through="profiles.RelatedOccupation", to="profiles.occupation"
            ),
        ),
        migrations.CreateModel(
            name="OccupationName",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(help_text="As names are compared.", max_length=150)),
                ("language", models.CharField(default="en", help_text="ISO 639-1.", max_length=2)),
                ("name", models.CharField(help_text="As it is written.", max_length=150)),
                (
                    "occupation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="profiles.occupation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["key"],
                        name="occupation_name_by_key",
                        opclasses=["text_pattern_ops"],
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("occupation", "key"), name="occupation_has_each_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        name="occupation_name_has_a_letter_or_digit",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="occupationskill",
            constraint=models.UniqueConstraint(
                fields=("occupation", "skill"), name="occupation_has_each_skill_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedoccupation",
            constraint=models.UniqueConstraint(
                fields=("occupation", "related"), name="occupation_is_related_to_another_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="relatedoccupation",
            constraint=models.CheckConstraint(
                condition=models.Q(("occupation", models.F("related")), _negated=True),
                name="occupation_is_not_related_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                    models.Q(
                        ("merged_into__isnull", True), ("status__in", ("accepted", "proposed"))
                    ),
                    _connector="OR",
                ),
                name="occupation_merged_says_into_which",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupation",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="occupation_is_not_merged_into_itself",
            ),
        ),
        migrations.CreateModel(
            name="SearchPeriod",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("encrypted_key", models.BinaryField()),
                ("marks", models.PositiveIntegerField(default=0, help_text="How many were made.")),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="search_period_is_the_only_one"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="SearchMark",
            fields=[
                (
                    "mark",
                    models.UUIDField(
                        help_text="Of asker and query together.", primary_key=True, serialize=False
                    ),
                ),
                ("query", models.UUIDField(db_index=True)),
                (
                    "period",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="profiles.searchperiod",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PopularSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=80, unique=True)),
                (
                    "asked",
                    models.PositiveIntegerField(
                        help_text="How often at least: what was asked before it was kept counts once for each."
                    ),
                ),
                (
                    "askers",
                    models.PositiveIntegerField(
                        help_text="Accounts and networks; somebody who asks again a month later counts again."
                    ),
                ),
                (
                    "matches",
                    models.PositiveSmallIntegerField(
                        help_text="When it was last asked without filters; at most 1,000.",
                        null=True,
                        verbose_name="good matches",
                    ),
                ),
                (
                    "kept_on",
                    models.DateField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "last_asked_on",
                    models.DateField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("proposed", "Proposed for the vocabulary"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "what people look for",
                "indexes": [models.Index(fields=["last_asked_on"], name="popular_search_by_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "proposed", "dismissed"])),
                        name="popular_search_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked__gte", models.F("askers")), ("askers__gte", 5)),
                        name="popular_search_was_asked_by_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="popular_search_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PopularSearchEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("id", models.BigIntegerField()),
                ("text", models.CharField(max_length=80)),
                (
                    "kept_on",
                    models.DateField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("proposed", "Proposed for the vocabulary"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="profiles.popularsearch",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="popularsearch",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kept_on" IS DISTINCT FROM (NEW."kept_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                    func='INSERT INTO "profiles_popularsearchevent" ("id", "kept_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "text") VALUES (OLD."id", OLD."kept_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."state", OLD."text"); RETURN NULL;',
                    hash="d2d97c423fbd7748ebda63e93b9fd33a6cdc1a66",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0915d",
                    table="profiles_popularsearch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="popularsearch",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "profiles_popularsearchevent" ("id", "kept_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "text") VALUES (OLD."id", OLD."kept_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."state", OLD."text"); RETURN NULL;',
                    hash="7ab9ec5d45a2dc9e82da7f0d7ceab940caeeb180",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_33a66",
                    table="profiles_popularsearch",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(TUNE_SEARCH, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="occupation",
            index=models.Index(fields=["status", "name", "id"], name="occupation_list"),
        ),
        migrations.AddConstraint(
            model_name="freelancerdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(("workplace__in", ["", "on_site", "remote"])),
                name="details_workplace_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="freelancerdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("travel_radius_km__isnull", True),
                    ("travel_radius_km__range", (1, 500)),
                    _connector="OR",
                ),
                name="details_travel_radius_is_in_reach",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
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
                name="profile_point_is_on_the_grid",
            ),
        ),
    ]
