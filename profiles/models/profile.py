"""The public face of a user, and what only a freelancer has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.blocks import not_between, not_blocking
from accounts.models import Role, Status
from foundation.countries import countries_by_name
from foundation.located import Located, on_the_grid
from foundation.moderated import Moderated, ModerationState, needs_decision
from foundation.money import StoredAmount
from foundation.row_history import tracked
from profiles.models.choices import (
    Availability,
    EducationLevel,
    ExperienceLevel,
    LearningStyle,
    OrganisationKind,
    Visibility,
    Workplace,
)
from profiles.models.pictured import Pictured, due_pictures, shown_pictures

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User

SHOWN_FROM = 3  # reviews; below, a profile is new and shows no mean (docs/reviews.md)
ANSWERS_SHOWN_FROM = 5  # invitations; below, a share says little


USUAL_TRAVEL_KM, MAX_TRAVEL_KM = 50, 500
"""How far whoever does not say it travels to work at a place, and how far anybody."""

MEMBERS = (Role.FREELANCER, Role.CLIENT)  # who have a page; staff have none


def no_ratings() -> list[int]:
    """The histogram of somebody without a review."""
    return [0, 0, 0, 0, 0]


class ProfileQuerySet(models.QuerySet["Profile"]):
    def of_present_people(self) -> ProfileQuerySet:
        """Those of active freelancers and clients that no decision hides: others have no page."""
        return self.filter(
            user__status=Status.ACTIVE,
            user__role__in=MEMBERS,
            moderation=ModerationState.VISIBLE,
        )

    def public(self) -> ProfileQuerySet:
        """Those that everybody may see."""
        return self.of_present_people().filter(visibility=Visibility.PUBLIC)

    def shown_to_some(self) -> ProfileQuerySet:
        """Those that anybody sees besides their owner, if only who is logged in."""
        return self.of_present_people().exclude(visibility=Visibility.HIDDEN)

    def visible_to(self, user: User | None) -> ProfileQuerySet:
        """Those that `user` may see, None being a stranger; one's own always. Of two of whom one
        blocked the other, neither sees the other.
        """
        return self._shown_to(user, not_between(user, "pk"))

    def reportable_by(self, user: User | None) -> ProfileQuerySet:
        """Those that `user` may see, and whom the user blocked: that takes no report away."""
        return self._shown_to(user, not_blocking(user, "pk"))

    def _shown_to(self, user: User | None, condition: Q) -> ProfileQuerySet:
        if user is None:
            return self.public()
        return self.shown_to_some().filter(condition) | self.filter(user=user)

    def with_sections(self) -> ProfileQuerySet:
        """Each with all that its page shows, in six queries however much that is."""
        held = apps.get_model("profiles", "ProfileSkill")._default_manager.all()
        return self.select_related("user", "details").prefetch_related(
            models.Prefetch("skills", held.best_first().select_related("skill")),
            *("links", "experience", "education", "portfolio"),
        )

    def lock(self) -> ProfileQuerySet:
        """Each with its row locked: whoever writes what the search mirrors takes this lock first,
        so that the entry is always made from everything that was written before.
        """
        return self.select_for_update(no_key=True, of=("self",))


# What changes without anybody doing something.
DERIVED_FIELDS = (
    *("updated_at", "city_key", "geonames_id", "review_count", "rating_sum", "rating_histogram"),
    *("rating_score", "sub_rating_means", "would_work_again", "projects_completed"),
    *("projects_ended_early", "invitations_received", "invitations_answered"),
    "appointments_missed",
    *("withheld_picture", "picture_due_at"),
)
# What services set, each in its own way.
SERVICE_FIELDS = (
    *("user", "avatar", "created_at"),
    *("moderation", "moderated_by", "search_restricted_by"),
    *("latitude", "longitude", "has_own_point"),
)


@tracked(without=DERIVED_FIELDS)
class Profile(Pictured, Moderated, Located):
    """One for each user, made with the account. Plain text throughout."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="profile"
    )
    headline = models.CharField(max_length=120, blank=True)
    bio = models.TextField(max_length=4000, blank=True)
    avatar = models.CharField(max_length=40, blank=True, help_text=_("Of the stored images."))
    city = models.CharField(max_length=100, blank=True)
    # As filters compare it: without accents and case (profiles.search.city_names.place_key).
    city_key = models.CharField(max_length=100, blank=True, editable=False)
    country = models.CharField(max_length=2, choices=countries_by_name, blank=True)
    languages = models.JSONField(
        default=list, blank=True, help_text=_("language (ISO 639-1) and fluency of each.")
    )
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    organisation_name = models.CharField(max_length=150, blank=True)
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind, blank=True)

    search_restricted_by = models.UUIDField(
        null=True, blank=True, editable=False, help_text=_("The decision that did it.")
    )

    # Reputation and standing: set by `profiles.services.standing` alone.
    review_count = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    rating_histogram = ArrayField(models.PositiveIntegerField(), size=5, default=no_ratings)
    rating_score = models.FloatField(null=True, blank=True, help_text=_("The shrunk mean."))
    sub_rating_means = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True
    )
    would_work_again = models.FloatField(null=True, blank=True, help_text=_("A share, 0 to 1."))
    projects_completed = models.PositiveIntegerField(default=0)
    projects_ended_early = models.PositiveIntegerField(default=0)
    appointments_missed = models.PositiveIntegerField(default=0)
    invitations_received = models.PositiveIntegerField(default=0)
    invitations_answered = models.PositiveIntegerField(default=0)

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ("-user_id",)
        indexes = [due_pictures("profile"), shown_pictures("profile", "avatar")]
        constraints = [
            needs_decision("profile"),
            on_the_grid("profile"),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="profile_visibility_is_known"
            ),
            models.CheckConstraint(
                condition=Q(organisation_kind__in=["", *OrganisationKind.values]),
                name="profile_organisation_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^([A-Z]{2})?$"), name="profile_country_is_iso_3166_1"
            ),
            models.CheckConstraint(
                condition=Q(rating_histogram__len=5), name="profile_histogram_has_five_bars"
            ),
            models.CheckConstraint(
                condition=Q(
                    rating_sum__gte=F("review_count"), rating_sum__lte=F("review_count") * 5
                ),
                name="profile_ratings_are_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(review_count=0, rating_score__isnull=True)
                | Q(review_count__gt=0, rating_score__gte=1, rating_score__lte=5),
                name="profile_score_comes_with_reviews",
            ),
            models.CheckConstraint(
                condition=Q(would_work_again__isnull=True) | Q(would_work_again__range=(0, 1)),
                name="profile_would_work_again_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(invitations_answered__lte=F("invitations_received")),
                name="profile_answered_invitations_were_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.headline or _('profile')} ({self.user_id})"

    @property
    def is_public(self) -> bool:
        """Whether others see it: the account is a member's and active, and neither its owner nor a
        decision hides it.
        """
        shown = self.visibility != Visibility.HIDDEN and self.moderation == ModerationState.VISIBLE
        return shown and self.user.status == Status.ACTIVE and self.user.role in MEMBERS

    @property
    def freelancer_details(self) -> FreelancerDetails:
        """The freelancer's details; empty ones for a client."""
        return getattr(self, "details", None) or FreelancerDetails()

    @property
    def is_new(self) -> bool:
        """Whether reviews are too few for a mean."""
        return self.review_count < SHOWN_FROM

    @property
    def mean_rating(self) -> float | None:
        """The plain mean of the ratings, to two places; None while the profile is new."""
        if self.is_new:
            return None
        return round(self.rating_sum / self.review_count, 2)

    @property
    def answered_share(self) -> float | None:
        """The share of invitations that were answered, to two places; None of too few."""
        if self.invitations_received < ANSWERS_SHOWN_FROM:
            return None
        return round(self.invitations_answered / self.invitations_received, 2)


class FreelancerDetails(models.Model):
    """What a freelancer offers and is after. A client has none."""

    profile = models.OneToOneField(
        Profile, models.CASCADE, primary_key=True, related_name="details"
    )
    hourly_rate = StoredAmount(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text=_("ISO 4217"))
    availability = models.CharField(max_length=12, choices=Availability, blank=True)
    paused_until = models.DateField(null=True, blank=True, help_text=_("Back on this day."))
    pause_note = models.CharField(max_length=200, blank=True)
    # When that day begins in the owner's time zone (profiles.services.pausing).
    pause_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    experience_level = models.CharField(max_length=10, choices=ExperienceLevel, blank=True)
    education_level = models.CharField(max_length=12, choices=EducationLevel, blank=True)
    workplace = models.CharField(
        max_length=7, choices=Workplace, blank=True, help_text=_("Empty: either.")
    )
    travel_radius_km = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("How far they travel for on-site work.")
    )
    # Private: for recommendations.
    preferred_career_track = models.CharField(max_length=100, blank=True)
    learning_style = models.CharField(max_length=10, choices=LearningStyle, blank=True)
    interests = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    career_goals = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name_plural = _("freelancer details")
        indexes = [
            models.Index(
                fields=["preferred_career_track"],
                name="details_career_track",
                condition=~Q(preferred_career_track=""),
            ),
            models.Index(
                fields=["pause_ends_at"],
                name="details_pause_by_end",
                condition=Q(pause_ends_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(hourly_rate__isnull=True) | Q(hourly_rate__gt=0),
                name="details_hourly_rate_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(hourly_rate__isnull=True) | Q(currency__regex=r"^[A-Z]{3}$"),
                name="details_hourly_rate_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(paused_until=None, pause_ends_at=None, pause_note="")
                | Q(paused_until__isnull=False, pause_ends_at__isnull=False),
                name="details_pause_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(availability__in=["", *Availability.values]),
                name="details_availability_is_known",
            ),
            models.CheckConstraint(
                condition=Q(experience_level__in=["", *ExperienceLevel.values]),
                name="details_experience_level_is_known",
            ),
            models.CheckConstraint(
                condition=Q(education_level__in=["", *EducationLevel.values]),
                name="details_education_level_is_known",
            ),
            models.CheckConstraint(
                condition=Q(workplace__in=["", *Workplace.values]),
                name="details_workplace_is_known",
            ),
            models.CheckConstraint(
                condition=Q(travel_radius_km__isnull=True)
                | Q(travel_radius_km__range=(1, MAX_TRAVEL_KM)),
                name="details_travel_radius_is_in_reach",
            ),
            models.CheckConstraint(
                condition=Q(learning_style__in=["", *LearningStyle.values]),
                name="details_learning_style_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hourly_rate or ''} {self.currency}".strip() or str(_("details"))

    @property
    def is_paused(self) -> bool:
        """Whether its owner is away, and says until when."""
        return self.pause_ends_at is not None and self.pause_ends_at > now()


def _field_names(model: type[models.Model], *, without: Collection[str]) -> tuple[str, ...]:
    names = (field.name for field in model._meta.concrete_fields)
    return tuple(name for name in names if name not in without)


# What owners say themselves: of both sides, then what one side has and the other is refused. A new
# field is one of these unless it is named above; `config/tests/test_extending.py` says where it is
# missing then.
OWN_FIELDS = _field_names(Profile, without={*DERIVED_FIELDS, *SERVICE_FIELDS})
CLIENT_FIELDS = ("organisation_name", "organisation_kind")
FREELANCER_FIELDS = _field_names(FreelancerDetails, without={"profile", "pause_ends_at"})
# Those of a page that are free text, which strangers read.
TEXT_FIELDS = tuple(
    field.name
    for field in Profile._meta.concrete_fields
    if field.name in OWN_FIELDS
    and isinstance(field, (models.CharField, models.TextField))
    and not field.choices
)
