"""What somebody did, learned and made, and where else to find them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Least, Left, Length, Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from foundation.moderated import Moderated, needs_decision
from profiles.models.pictured import Pictured, due_pictures, shown_pictures
from profiles.models.profile import Profile

if TYPE_CHECKING:
    from uuid import UUID

# A year, a month or a day: ISO 8601 with reduced precision, as JSON Resume has it.
PARTIAL_DATE_PATTERN = r"^([12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"


class PartialDateField(models.CharField):
    """`2019`, `2019-03` or `2019-03-31`; empty when it is not known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 10, "blank": True, **options})


def period_constraints(name: str) -> list[models.BaseConstraint]:
    """That both ends are partial dates, and that the end is not before the start, as far as both
    are known.
    """
    shared = Least(Length("started_on"), Length("ended_on"))
    return [
        models.CheckConstraint(
            condition=Q(started_on__regex=PARTIAL_DATE_PATTERN)
            & Q(ended_on__regex=PARTIAL_DATE_PATTERN),
            name=f"{name}_dates_are_iso_8601",
        ),
        models.CheckConstraint(
            condition=Q(ended_on="")
            | Q(
                models.lookups.GreaterThanOrEqual(
                    Left("ended_on", Greatest(shared, Value(1))),
                    Left("started_on", Greatest(shared, Value(1))),
                )
            )
            | Q(started_on=""),
            name=f"{name}_ends_after_it_starts",
        ),
    ]


class Owned(models.Model):
    """A thing of a profile that its owner lists, adds, changes and deletes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @classmethod
    def of(cls, profile: Profile | UUID) -> models.QuerySet[Any]:
        """Those of one profile."""
        return cls._default_manager.filter(**{"profile": profile})


class Experience(Owned):
    """A position that was held, here or elsewhere; self-declared."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="experience")
    title = models.CharField(max_length=150)
    organisation = models.CharField(max_length=150, blank=True)
    started_on = PartialDateField()
    ended_on = PartialDateField(help_text=_("Empty: to this day."))
    description = models.TextField(max_length=4000, blank=True)

    class Meta:
        verbose_name_plural = _("experience")
        ordering = ("-started_on", "-id")
        constraints = period_constraints("experience")

    def __str__(self) -> str:
        return self.title


class Education(Owned):
    """What was learned where."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="education")
    institution = models.CharField(max_length=150)
    degree = models.CharField(max_length=150, blank=True)
    field_of_study = models.CharField(max_length=150, blank=True)
    started_on = PartialDateField()
    ended_on = PartialDateField(help_text=_("Empty: to this day."))
    grade = models.CharField(max_length=50, blank=True)

    class Meta:
        verbose_name_plural = _("education")
        ordering = ("-started_on", "-id")
        constraints = period_constraints("education")

    def __str__(self) -> str:
        return self.institution


class LinkKind(models.TextChoices):
    WEBSITE = "website", _("Website")
    GITHUB = "github", _("GitHub")
    GITLAB = "gitlab", _("GitLab")
    LINKEDIN = "linkedin", _("LinkedIn")
    STACK_OVERFLOW = "stack_overflow", _("Stack Overflow")
    MASTODON = "mastodon", _("Mastodon")
    X = "x", _("X")
    YOUTUBE = "youtube", _("YouTube")
    INSTAGRAM = "instagram", _("Instagram")
    FACEBOOK = "facebook", _("Facebook")
    BEHANCE = "behance", _("Behance")
    DRIBBBLE = "dribbble", _("Dribbble")
    MEDIUM = "medium", _("Medium")


KIND_OF_HOST = {
    "github.com": LinkKind.GITHUB,
    "gitlab.com": LinkKind.GITLAB,
    "linkedin.com": LinkKind.LINKEDIN,
    "stackoverflow.com": LinkKind.STACK_OVERFLOW,
    "mastodon.social": LinkKind.MASTODON,
    "x.com": LinkKind.X,
    "twitter.com": LinkKind.X,
    "youtube.com": LinkKind.YOUTUBE,
    "youtu.be": LinkKind.YOUTUBE,
    "instagram.com": LinkKind.INSTAGRAM,
    "facebook.com": LinkKind.FACEBOOK,
    "behance.net": LinkKind.BEHANCE,
    "dribbble.com": LinkKind.DRIBBBLE,
    "medium.com": LinkKind.MEDIUM,
}


def kind_of_link(url: str) -> LinkKind:
    """What an address leads to, by its host or a domain above it; any other is a website."""
    labels = (urlsplit(url).hostname or "").lower().split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels)))
    return next((KIND_OF_HOST[one] for one in domains if one in KIND_OF_HOST), LinkKind.WEBSITE)


class Link(Owned):
    """Where else somebody is to be found, and whether that page says so too."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="links", db_index=False)
    url = models.URLField(max_length=500)
    kind = models.CharField(max_length=20, choices=LinkKind, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["profile", "url"], name="link_once_for_each_profile"),
            models.CheckConstraint(
                condition=Q(url__startswith="https://"), name="link_url_is_https"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LinkKind.values), name="link_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True) | Q(checked_at__gte=F("verified_at")),
                name="link_verified_was_checked",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def save(self, *args: object, **options: object) -> None:
        self.kind = kind_of_link(self.url)
        super().save(*args, **options)  # type: ignore[arg-type]


class PortfolioItem(Owned, Pictured, Moderated):
    """Work that somebody says they did; projects of this site are told apart from it."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="portfolio")
    title = models.CharField(max_length=150)
    description = models.TextField(max_length=4000, blank=True)
    url = models.URLField(max_length=500, blank=True)
    image = models.CharField(max_length=40, blank=True, editable=False)
    started_on = PartialDateField()
    ended_on = PartialDateField()

    class Meta:
        ordering = ("-started_on", "-id")
        indexes = [due_pictures("portfolio_item"), shown_pictures("portfolio_item", "image")]
        constraints = [
            *period_constraints("portfolio_item"),
            needs_decision("portfolio_item"),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://"),
                name="portfolio_item_url_is_https",
            ),
        ]

    def __str__(self) -> str:
        return self.title
