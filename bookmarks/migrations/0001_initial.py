# One clean initial migration until the first release.

import django.db.models.deletion
import django.db.models.functions.datetime
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
            name="SavedSearch",
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
                    "kind",
                    models.CharField(
                        choices=[("people", "People"), ("projects", "Projects")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("criteria", models.JSONField()),
                ("criteria_version", models.PositiveSmallIntegerField()),
                (
                    "alerts",
                    models.CharField(
                        choices=[
                            ("off", "Never"),
                            ("at_once", "At once"),
                            ("daily", "Once a day"),
                            ("weekly", "Once a week"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "looked_until",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("next_look_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target_id", models.UUIDField()),
                ("alert_id", models.UUIDField(help_text="Empty: it was no news.", null=True)),
                (
                    "found_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "saved_search",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="bookmarks.savedsearch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Shortlist",
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
                    "kind",
                    models.CharField(
                        choices=[("people", "People"), ("projects", "Projects")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shortlists",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShortlistEntry",
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
                ("note", models.TextField(blank=True, max_length=4000)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
                (
                    "shortlist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="bookmarks.shortlist",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(fields=["owner", "-id"], name="saved_search_of_owner"),
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(
                condition=models.Q(("next_look_at__isnull", False)),
                fields=["next_look_at"],
                name="saved_search_next_look",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["people", "projects"])),
                name="saved_search_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.CheckConstraint(
                condition=models.Q(("alerts__in", ["off", "at_once", "daily", "weekly"])),
                name="saved_search_alerts_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alerts", "off"), ("next_look_at__isnull", True)),
                    models.Q(
                        models.Q(("alerts", "off"), _negated=True), ("next_look_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="saved_search_is_looked_at_unless_off",
            ),
        ),
        migrations.AddIndex(
            model_name="searchmatch",
            index=models.Index(fields=["target_id"], name="search_match_of_target"),
        ),
        migrations.AddIndex(
            model_name="searchmatch",
            index=models.Index(
                condition=models.Q(("alert_id__isnull", False)),
                fields=["saved_search", "-id"],
                name="search_match_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="searchmatch",
            constraint=models.UniqueConstraint(
                fields=("saved_search", "target_id"), name="search_match_is_told_once"
            ),
        ),
        migrations.AddIndex(
            model_name="shortlist",
            index=models.Index(fields=["owner", "-id"], name="shortlist_of_owner"),
        ),
        migrations.AddConstraint(
            model_name="shortlist",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["people", "projects"])),
                name="shortlist_kind_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="shortlistentry",
            index=models.Index(fields=["shortlist", "-id"], name="shortlist_entry_of_list"),
        ),
        migrations.AddIndex(
            model_name="shortlistentry",
            index=models.Index(
                condition=models.Q(("person__isnull", False)),
                fields=["person"],
                name="shortlist_entry_person",
            ),
        ),
        migrations.AddIndex(
            model_name="shortlistentry",
            index=models.Index(
                condition=models.Q(("project__isnull", False)),
                fields=["project"],
                name="shortlist_entry_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlistentry",
            constraint=models.UniqueConstraint(
                fields=("shortlist", "person"), name="shortlist_has_a_person_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlistentry",
            constraint=models.UniqueConstraint(
                fields=("shortlist", "project"), name="shortlist_has_a_project_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlistentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", True), ("project__isnull", True), _connector="XOR"
                ),
                name="shortlist_entry_is_about_one_thing",
            ),
        ),
    ]
