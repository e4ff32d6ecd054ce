# One clean initial migration until the first release.

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("last_position", models.PositiveIntegerField(default=1)),
                ("waiting", models.PositiveIntegerField(blank=True, null=True)),
                ("agreed", models.PositiveIntegerField(blank=True, null=True)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("happens_at", models.DateTimeField()),
                ("open_until", models.DateTimeField(blank=True, null=True)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("reminds_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                        related_name="appointments",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["client", "-happens_at", "-id"], name="appointment_of_client"
                    ),
                    models.Index(
                        fields=["freelancer", "-happens_at", "-id"],
                        name="appointment_of_freelancer",
                    ),
                    models.Index(
                        fields=["project", "-happens_at", "-id"], name="appointment_of_project"
                    ),
                    models.Index(
                        condition=models.Q(("reminds_at__isnull", False), ("status", "confirmed")),
                        fields=["reminds_at"],
                        name="appointment_to_remind_of",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["proposed", "confirmed", "declined", "cancelled"])
                        ),
                        name="appointment_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("client", models.F("freelancer")), _negated=True),
                        name="appointment_has_two_parties",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed", None), ("ends_at", None), ("starts_at", None)),
                            models.Q(
                                ("agreed__isnull", False),
                                ("ends_at__gt", models.F("starts_at")),
                                ("starts_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_agreed_on_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("open_until", None), ("waiting", None)),
                            models.Q(("open_until__isnull", False), ("waiting__isnull", False)),
                            _connector="OR",
                        ),
                        name="appointment_waits_until_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreed", None), ("status", "proposed"), ("waiting__isnull", False)
                            ),
                            models.Q(("agreed__isnull", False), ("status", "confirmed")),
                            models.Q(("agreed", None), ("status", "declined"), ("waiting", None)),
                            models.Q(("status", "cancelled"), ("waiting", None)),
                            _connector="OR",
                        ),
                        name="appointment_status_fits_what_was_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reminds_at", None),
                            models.Q(
                                ("reminds_at__lt", models.F("starts_at")), ("status", "confirmed")
                            ),
                            _connector="OR",
                        ),
                        name="appointment_reminds_before_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("claimed", "Said by the other side"),
                            ("admitted", "Agreed to"),
                            ("denied", "Denied"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="claimed",
                        max_length=9,
                    ),
                ),
                (
                    "claimed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "upheld_by",
                    models.UUIDField(editable=False, help_text="The decision.", null=True),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="appointments.appointment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appointment", "person"), name="absence_once_for_each_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["claimed", "admitted", "denied", "withdrawn"])
                        ),
                        name="absence_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("status", "claimed")),
                            models.Q(
                                models.Q(("status", "claimed"), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="absence_answered_at_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentMove",
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
                ("position", models.PositiveIntegerField()),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("client", "The client"), ("freelancer", "The freelancer")],
                        max_length=10,
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("propose", "Proposed times"),
                            ("confirm", "Confirmed a time"),
                            ("decline", "Declined"),
                            ("cancel", "Cancelled"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(blank=True, help_text="IANA: Europe/Berlin", max_length=64),
                ),
                ("is_online", models.BooleanField(default=False)),
                ("place", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True, max_length=1000)),
                (
                    "is_withheld",
                    models.BooleanField(db_default=False, default=False, editable=False),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="appointments.appointment",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appointment", "position"), name="appointment_move_has_its_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1)),
                        name="appointment_move_counts_from_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["", "client", "freelancer"])),
                        name="appointment_move_side_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("action__in", ["propose", "confirm", "decline", "cancel"])
                        ),
                        name="appointment_move_action_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("action", "propose"),
                                models.Q(("side", ""), _negated=True),
                                models.Q(("time_zone", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("action", "propose"), _negated=True),
                                ("is_online", False),
                                ("place", ""),
                                ("time_zone", ""),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_move_proposes_in_a_zone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_online", False), ("place", ""), _connector="OR"),
                        name="appointment_move_is_online_or_at_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("text"), 1000
                            )
                        ),
                        name="appointment_move_text_has_1000_characters_at_most",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentTime",
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
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "move",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="times",
                        to="appointments.appointmentmove",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="appointment_time_ends_later",
                    )
                ],
            },
        ),
    ]
