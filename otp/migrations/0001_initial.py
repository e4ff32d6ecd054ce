# One clean initial migration until the first release.

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
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
                ("phone_number", models.CharField(max_length=16, null=True)),
                (
                    "email",
                    models.EmailField(
                        help_text="As it is compared: in lower case.", max_length=254, null=True
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("login", "Log in"),
                            ("registration", "Register"),
                            ("verification", "Verify a phone"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_decoy", models.BooleanField(default=False)),
                ("network", models.CharField(blank=True, max_length=50)),
                ("was_verified", models.BooleanField(default=False)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("not_sent", "Not sent: nothing to say to this number"),
                            ("paused", "Not sent: too few codes of the day were used"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["phone_number", "-id"], name="code_of_phone"),
                    models.Index(fields=["email", "-id"], name="code_of_email"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True), ("used_at__isnull", True)
                        ),
                        fields=("phone_number", "purpose"),
                        name="one_open_code_per_phone_and_purpose",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True), ("used_at__isnull", True)
                        ),
                        fields=("email", "purpose"),
                        name="one_open_code_per_email_and_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone_number__isnull", True),
                            ("email__isnull", True),
                            _connector="XOR",
                        ),
                        name="code_goes_to_a_phone_or_an_email",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email__isnull", True), ("purpose", "login"), _connector="OR"
                        ),
                        name="code_by_mail_logs_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email__regex", "^[!-~]+@[A-Za-z0-9.-]+$"),
                            ("email", django.db.models.functions.text.Lower("email")),
                        ),
                        name="code_email_is_as_compared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempts__lte", 5)), name="code_attempts_at_most_5"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("phone_number__regex", "^\\+[1-9][0-9]{6,14}$")),
                        name="code_phone_number_is_e164",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["login", "registration", "verification"])
                        ),
                        name="code_purpose_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivery__in", ["queued", "sent", "failed", "not_sent", "paused"])
                        ),
                        name="code_delivery_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="code_expires_after_creation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True),
                            ("verified_at__isnull", False),
                            _connector="OR",
                        ),
                        name="code_is_used_only_when_verified",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SendTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "dial_code",
                    models.PositiveSmallIntegerField(help_text="0: all countries together."),
                ),
                ("day", models.DateField()),
                ("is_verified", models.BooleanField()),
                ("sent", models.PositiveIntegerField(default=0)),
                ("used", models.PositiveIntegerField(default=0)),
                ("paused_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dial_code", "is_verified", "day"), name="tally_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used__lte", models.F("sent"))),
                        name="tally_used_were_sent",
                    ),
                ],
            },
        ),
    ]
