# One clean initial migration until the first release.

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import accounts.models.blocked_origin
import foundation.countries


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
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
                ("email", models.EmailField(blank=True, max_length=254, null=True)),
                (
                    "phone_number",
                    models.CharField(
                        blank=True,
                        help_text="E.164: +4915123456789",
                        max_length=16,
                        null=True,
                        unique=True,
                    ),
                ),
                ("username", models.CharField(max_length=30)),
                ("first_name", models.CharField(blank=True, max_length=100)),
                ("last_name", models.CharField(blank=True, max_length=100)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("freelancer", "Freelancer"),
                            ("client", "Client"),
                            ("admin", "Administrator"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("active", "Active"),
                            ("inactive", "Inactive"),
                            ("suspended", "Suspended"),
                        ],
                        default="pending",
                        max_length=12,
                    ),
                ),
                (
                    "is_active",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("status__in", ("pending", "active"))),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "suspended_by",
                    models.UUIDField(
                        blank=True, editable=False, help_text="The decision that did it.", null=True
                    ),
                ),
                ("email_verified_at", models.DateTimeField(blank=True, null=True)),
                ("phone_verified_at", models.DateTimeField(blank=True, null=True)),
                ("phone_used_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("pending_email", models.EmailField(blank=True, max_length=254, null=True)),
                (
                    "pending_phone_number",
                    models.CharField(blank=True, max_length=16, null=True),
                ),
                (
                    "email_trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bounced", "E-mails do not arrive"),
                            ("complained", "An e-mail was reported as spam"),
                        ],
                        db_default="",
                        default="",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("email_trouble_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "identity_ended_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                ("erased_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
                "indexes": [
                    models.Index(fields=["created_at"], name="user_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_unique_ignoring_case",
                    ),
                    models.UniqueConstraint(fields=("username",), name="user_username_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email__isnull", False),
                            ("phone_number__isnull", False),
                            ("erased_at__isnull", False),
                            ("identity_ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="user_has_email_or_phone_unless_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("username__regex", "^[a-z0-9_-]{3,30}$")),
                        name="user_username_is_well_formed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email__regex", "^[!-~]+@[A-Za-z0-9.-]+$")),
                        name="user_email_is_normalised",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("phone_number__regex", "^\\+[1-9][0-9]{6,14}$")),
                        name="user_phone_number_is_e164",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pending_phone_number__regex", "^\\+[1-9][0-9]{6,14}$")
                        ),
                        name="user_pending_phone_number_is_e164",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["freelancer", "client", "admin"])),
                        name="user_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "active", "inactive", "suspended"])
                        ),
                        name="user_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "suspended"), ("suspended_by__isnull", False)),
                            models.Q(
                                models.Q(("status", "suspended"), _negated=True),
                                ("suspended_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="user_suspended_by_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_superuser", False), ("role", "admin"), _connector="OR"
                        ),
                        name="user_superuser_is_admin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email_verified_at__isnull", True),
                            ("email__isnull", False),
                            _connector="OR",
                        ),
                        name="user_verified_email_is_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone_verified_at__isnull", True),
                            ("phone_number__isnull", False),
                            _connector="OR",
                        ),
                        name="user_verified_phone_is_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email_trouble__in", ["", "bounced", "complained"])),
                        name="user_email_trouble_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleasedUsername",
            fields=[
                (
                    "digest",
                    models.CharField(
                        editable=False, max_length=64, primary_key=True, serialize=False
                    ),
                ),
                ("released_at", models.DateTimeField(db_index=True, editable=False)),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RememberedDevice",
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
                ("user_agent", models.CharField(blank=True, max_length=300)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remembered_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="remembered_device_expires_after_creation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
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
                ("user_agent", models.CharField(blank=True, max_length=300)),
                ("ip_address", models.GenericIPAddressField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "last_used_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("logged_out", "Logged out"),
                            ("ended", "Ended from another device"),
                            ("replayed", "An old refresh token was used again"),
                            ("password_changed", "Password changed"),
                            ("deactivated", "Account switched off"),
                            ("suspended", "Account suspended"),
                            ("erased", "Account erased"),
                            ("staff", "Ended by staff"),
                            ("disowned", "Disowned by the owner"),
                            ("factor_changed", "Second factor changed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("refresh_counter", models.PositiveIntegerField(default=0)),
                (
                    "rotated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("code_verified_at", models.DateTimeField(blank=True, null=True)),
                ("second_factor_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["user", "-id"], name="session_of_user"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_reason", "")),
                            models.Q(
                                ("revoked_at__isnull", False),
                                (
                                    "revoked_reason__in",
                                    [
                                        "logged_out",
                                        "ended",
                                        "replayed",
                                        "password_changed",
                                        "deactivated",
                                        "suspended",
                                        "erased",
                                        "staff",
                                        "disowned",
                                        "factor_changed",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="session_revoked_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="session_expires_after_creation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UserEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, serialize=False
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, null=True)),
                (
                    "phone_number",
                    models.CharField(
                        blank=True, help_text="E.164: +4915123456789", max_length=16, null=True
                    ),
                ),
                ("username", models.CharField(max_length=30)),
                ("first_name", models.CharField(blank=True, max_length=100)),
                ("last_name", models.CharField(blank=True, max_length=100)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("freelancer", "Freelancer"),
                            ("client", "Client"),
                            ("admin", "Administrator"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("active", "Active"),
                            ("inactive", "Inactive"),
                            ("suspended", "Suspended"),
                        ],
                        default="pending",
                        max_length=12,
                    ),
                ),
                (
                    "suspended_by",
                    models.UUIDField(
                        blank=True, editable=False, help_text="The decision that did it.", null=True
                    ),
                ),
                ("email_verified_at", models.DateTimeField(blank=True, null=True)),
                ("phone_verified_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "created_at",
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
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IdentifierChange",
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
                    "field",
                    models.CharField(
                        choices=[("email", "E-mail address"), ("phone_number", "Phone number")],
                        max_length=12,
                    ),
                ),
                ("old_value", models.CharField(blank=True, max_length=254)),
                ("old_verified_at", models.DateTimeField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("effective_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifier_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["user", "id"], name="identifier_change_of_user"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("effective_at__isnull", True), ("ended_at__isnull", True)
                        ),
                        fields=("user", "field"),
                        name="one_waiting_change_per_identifier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("field__in", ["email", "phone_number"])),
                        name="identifier_change_field_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Block",
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
                    "username",
                    models.CharField(
                        blank=True,
                        help_text="That the blocked person had then. Empty: whoever blocked was not told it.",
                        max_length=30,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "blocked",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["blocked", "blocker"], name="block_of_blocked"),
                    models.Index(fields=["blocker", "-id"], name="block_of_blocker"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("blocker", "blocked"), name="block_once_for_each_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("blocker", models.F("blocked")), _negated=True),
                        name="block_is_not_of_oneself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="address",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("door_no", models.CharField(blank=True, max_length=50)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("city", models.CharField(max_length=100)),
                ("state", models.CharField(blank=True, max_length=100)),
                (
                    "country",
                    models.CharField(
                        choices=foundation.countries.countries_by_name,
                        help_text="ISO 3166-1",
                        max_length=2,
                    ),
                ),
                ("pin_code", models.CharField(blank=True, max_length=20)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                        name="address_country_is_iso_3166_1",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="preference",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "language",
                    models.CharField(blank=True, help_text="As in LANGUAGES.", max_length=20),
                ),
                (
                    "time_zone",
                    models.CharField(blank=True, help_text="IANA: Europe/Berlin", max_length=64),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__regex", "^([a-z]{2,3}(-[a-z0-9]+)*)?$")),
                        name="preference_language_is_a_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("time_zone__regex", "^([A-Za-z][A-Za-z0-9_+/-]*)?$")),
                        name="preference_time_zone_is_a_name",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."email_verified_at" IS DISTINCT FROM (NEW."email_verified_at") OR OLD."erased_at" IS DISTINCT FROM (NEW."erased_at") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."phone_number" IS DISTINCT FROM (NEW."phone_number") OR OLD."phone_verified_at" IS DISTINCT FROM (NEW."phone_verified_at") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."suspended_by" IS DISTINCT FROM (NEW."suspended_by") OR OLD."username" IS DISTINCT FROM (NEW."username"))',
                    func='INSERT INTO "accounts_userevent" ("created_at", "email", "email_verified_at", "erased_at", "first_name", "id", "is_superuser", "last_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_number", "phone_verified_at", "role", "status", "suspended_by", "username") VALUES (OLD."created_at", OLD."email", OLD."email_verified_at", OLD."erased_at", OLD."first_name", OLD."id", OLD."is_superuser", OLD."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."phone_number", OLD."phone_verified_at", OLD."role", OLD."status", OLD."suspended_by", OLD."username"); RETURN NULL;',
                    hash="7dfb656606eb0858e6d0a3704445b4056c0a9b0e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0e890",
                    table="accounts_user",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_userevent" ("created_at", "email", "email_verified_at", "erased_at", "first_name", "id", "is_superuser", "last_name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_number", "phone_verified_at", "role", "status", "suspended_by", "username") VALUES (OLD."created_at", OLD."email", OLD."email_verified_at", OLD."erased_at", OLD."first_name", OLD."id", OLD."is_superuser", OLD."last_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."phone_number", OLD."phone_verified_at", OLD."role", OLD."status", OLD."suspended_by", OLD."username"); RETURN NULL;',
                    hash="d25470b46a9d956f8a63760778cd2b62d39ee59a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_19f14",
                    table="accounts_user",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="FactorRemoval",
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
                    "reason",
                    models.TextField(
                        help_text="What shows that the owner of the account asks for it.",
                        max_length=2000,
                    ),
                ),
                (
                    "new_email",
                    models.EmailField(
                        blank=True,
                        help_text="For somebody whom no way in is left: an address that is theirs beyond doubt. When the waiting time is over, everything else that opens the account ends, and it gets the link to set a new password. Empty: only the second factor is removed.",
                        max_length=254,
                    ),
                ),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("done", "Removed"),
                            ("undone", "Undone by its owner"),
                            ("used", "Ended: the owner was there"),
                            ("withdrawn", "Withdrawn by staff"),
                            ("taken", "Refused: the new address is another account's by now"),
                        ],
                        default="pending",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="factor_removals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "removal of a second factor",
                "verbose_name_plural": "removals of second factors",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="FactorRemovalEvent",
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
                (
                    "reason",
                    models.TextField(
                        help_text="What shows that the owner of the account asks for it.",
                        max_length=2000,
                    ),
                ),
                (
                    "new_email",
                    models.EmailField(
                        blank=True,
                        help_text="For somebody whom no way in is left: an address that is theirs beyond doubt. When the waiting time is over, everything else that opens the account ends, and it gets the link to set a new password. Empty: only the second factor is removed.",
                        max_length=254,
                    ),
                ),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("due_at", models.DateTimeField(editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("done", "Removed"),
                            ("undone", "Undone by its owner"),
                            ("used", "Ended: the owner was there"),
                            ("withdrawn", "Withdrawn by staff"),
                            ("taken", "Refused: the new address is another account's by now"),
                        ],
                        default="pending",
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
                        to="accounts.factorremoval",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            model_name="factorremoval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "pending")),
                fields=("user",),
                name="factor_removal_one_pending_for_each_user",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorremoval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("outcome", "pending")),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("outcome__in", ["done", "undone", "used", "withdrawn", "taken"]),
                    ),
                    _connector="OR",
                ),
                name="factor_removal_ended_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="factorremoval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("requested_by__isnull", True),
                    models.Q(("requested_by", models.F("user")), _negated=True),
                    _connector="OR",
                ),
                name="factor_removal_requested_by_somebody_else",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="factorremoval",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_factorremovalevent" ("due_at", "ended_at", "id", "new_email", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "user_id") VALUES (OLD."due_at", OLD."ended_at", OLD."id", OLD."new_email", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."reason", OLD."requested_at", OLD."requested_by_id", OLD."user_id"); RETURN NULL;',
                    hash="c69d004d4afe5e2869933e3e560be0307a187720",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8fcdc",
                    table="accounts_factorremoval",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="factorremoval",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_factorremovalevent" ("due_at", "ended_at", "id", "new_email", "outcome", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "user_id") VALUES (OLD."due_at", OLD."ended_at", OLD."id", OLD."new_email", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."reason", OLD."requested_at", OLD."requested_by_id", OLD."user_id"); RETURN NULL;',
                    hash="753ca7bdbe739f8e632ad8c2b0ed8278c20da0d7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f1856",
                    table="accounts_factorremoval",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="Passkey",
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
                ("name", models.CharField(max_length=60)),
                ("credential_id", models.BinaryField(max_length=1023)),
                ("public_key", models.BinaryField(help_text="A COSE_Key, RFC 9052.")),
                ("sign_count", models.PositiveBigIntegerField(default=0)),
                (
                    "transports",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "aaguid",
                    models.UUIDField(help_text="The make of the authenticator; often zero."),
                ),
                (
                    "is_synced",
                    models.BooleanField(
                        help_text="Can be copied to other devices of its owner (backup eligible)."
                    ),
                ),
                (
                    "is_backed_up",
                    models.BooleanField(help_text="Was copied when it was last used."),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passkeys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="PasskeyEvent",
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
                ("name", models.CharField(max_length=60)),
                (
                    "transports",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "aaguid",
                    models.UUIDField(help_text="The make of the authenticator; often zero."),
                ),
                (
                    "is_synced",
                    models.BooleanField(
                        help_text="Can be copied to other devices of its owner (backup eligible)."
                    ),
                ),
                (
                    "created_at",
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
                        to="accounts.passkey",
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
            model_name="passkey",
            constraint=models.UniqueConstraint(
                fields=("credential_id",), name="passkey_credential_id_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="passkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="passkey_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="passkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_synced", True), ("is_backed_up", False), _connector="OR"),
                name="passkey_backed_up_only_if_synced",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passkey",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."aaguid" IS DISTINCT FROM (NEW."aaguid") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_synced" IS DISTINCT FROM (NEW."is_synced") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."transports" IS DISTINCT FROM (NEW."transports") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                    func='INSERT INTO "accounts_passkeyevent" ("aaguid", "created_at", "id", "is_synced", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "transports", "user_id") VALUES (OLD."aaguid", OLD."created_at", OLD."id", OLD."is_synced", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."transports", OLD."user_id"); RETURN NULL;',
                    hash="f02f20eb87bae576fb6b0d49a55f9afa31ace017",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_71cf8",
                    table="accounts_passkey",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passkey",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_passkeyevent" ("aaguid", "created_at", "id", "is_synced", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "transports", "user_id") VALUES (OLD."aaguid", OLD."created_at", OLD."id", OLD."is_synced", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."transports", OLD."user_id"); RETURN NULL;',
                    hash="7d0c2ef672eebdb8b8ab5a6bff999292e3e0b623",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_94f89",
                    table="accounts_passkey",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="OutgoingMessage",
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
                ("sealed", models.BinaryField()),
                (
                    "queued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        db_index=True,
                        editable=False,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        help_text="Who gets it. Empty: whoever has the address.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="email_trouble_ends",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."email_verified_at" IS DISTINCT FROM (NEW."email_verified_at"))',
                    func="NEW.email_trouble := ''; NEW.email_trouble_at := clock_timestamp(); RETURN NEW;",
                    hash="9930da4ac7d510c46fc14a4c8b009668852e630e",
                    operation='UPDATE OF "email", "email_verified_at"',
                    pgid="pgtrigger_email_trouble_ends_9ba0f",
                    table="accounts_user",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="MailReport",
            fields=[
                (
                    "key",
                    models.CharField(
                        help_text="A digest of the provider's own id.",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bounced", "Bounced"),
                            ("soft_bounced", "Bounced for now"),
                            ("complained", "Reported as spam"),
                            ("delivered", "Delivered since a bounce"),
                        ],
                        max_length=12,
                    ),
                ),
                ("address_digest", models.CharField(max_length=64)),
                ("happened_at", models.DateTimeField()),
                (
                    "reported_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        db_index=True,
                        editable=False,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address_digest", "happened_at"], name="report_of_address")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["bounced", "soft_bounced", "complained", "delivered"],
                            )
                        ),
                        name="mail_report_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailTally",
            fields=[
                ("hour", models.DateTimeField(primary_key=True, serialize=False)),
                ("sent", models.PositiveIntegerField(default=0)),
                ("bounced", models.PositiveIntegerField(default=0)),
                ("complained", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "mail tallies",
            },
        ),
        migrations.CreateModel(
            name="BlockedDomain",
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
                    "reason",
                    models.TextField(help_text="For staff: nobody else reads it.", max_length=500),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until somebody lifts it.", null=True
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        help_text="Domains below it are blocked, too: example.com blocks mail.example.com.",
                        max_length=253,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BlockedDomainEvent",
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
                (
                    "reason",
                    models.TextField(help_text="For staff: nobody else reads it.", max_length=500),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until somebody lifts it.", null=True
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        help_text="Domains below it are blocked, too: example.com blocks mail.example.com.",
                        max_length=253,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
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
                        to="accounts.blockeddomain",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BlockedNetwork",
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
                    "reason",
                    models.TextField(help_text="For staff: nobody else reads it.", max_length=500),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until somebody lifts it.", null=True
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "network",
                    accounts.models.blocked_origin.CidrField(
                        help_text="Such as 203.0.113.0/24, or 2001:db8::/32.", verbose_name="range"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BlockedNetworkEvent",
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
                (
                    "reason",
                    models.TextField(help_text="For staff: nobody else reads it.", max_length=500),
                ),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until somebody lifts it.", null=True
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "network",
                    accounts.models.blocked_origin.CidrField(
                        help_text="Such as 203.0.113.0/24, or 2001:db8::/32.", verbose_name="range"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
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
                        to="accounts.blockednetwork",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="blockeddomain",
            constraint=models.UniqueConstraint(fields=("domain",), name="blocked_domain_once"),
        ),
        migrations.AddConstraint(
            model_name="blockeddomain",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("domain", django.db.models.functions.text.Lower("domain")),
                    models.Q(("domain", ""), _negated=True),
                ),
                name="blocked_domain_is_in_lower_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockeddomain",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="blocked_domain_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockeddomain",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at", None), ("ends_at__gt", models.F("made_at")), _connector="OR"
                ),
                name="blocked_domain_ends_after_it_began",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockeddomain",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_blockeddomainevent" ("domain", "ends_at", "id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."domain", OLD."ends_at", OLD."id", OLD."made_at", OLD."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="d656cad198d7eb05e16b28131db92b86aaf0fe9b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_620c5",
                    table="accounts_blockeddomain",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockeddomain",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_blockeddomainevent" ("domain", "ends_at", "id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."domain", OLD."ends_at", OLD."id", OLD."made_at", OLD."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="e376b331a82203cd6d474d9f8eb878f0c14f3c17",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_57eb8",
                    table="accounts_blockeddomain",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="blockednetwork",
            index=django.contrib.postgres.indexes.GistIndex(
                django.contrib.postgres.indexes.OpClass("network", "inet_ops"),
                name="blocked_network_by_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockednetwork",
            constraint=models.UniqueConstraint(fields=("network",), name="blocked_network_once"),
        ),
        migrations.AddConstraint(
            model_name="blockednetwork",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="blocked_network_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockednetwork",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at", None), ("ends_at__gt", models.F("made_at")), _connector="OR"
                ),
                name="blocked_network_ends_after_it_began",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockednetwork",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_blockednetworkevent" ("ends_at", "id", "made_at", "made_by_id", "network", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."ends_at", OLD."id", OLD."made_at", OLD."made_by_id", OLD."network", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'update\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="7bea0b0a47bbb044ccf3298125686c349255931e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_05009",
                    table="accounts_blockednetwork",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockednetwork",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_blockednetworkevent" ("ends_at", "id", "made_at", "made_by_id", "network", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."ends_at", OLD."id", OLD."made_at", OLD."made_by_id", OLD."network", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, clock_timestamp(), \'delete\', OLD."id", OLD."reason"); RETURN NULL;',
                    hash="20939c8fcffe0c793854ab946901f4c0524d2c2e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fb7e1",
                    table="accounts_blockednetwork",
                    when="AFTER",
                ),
            ),
        ),
    ]
