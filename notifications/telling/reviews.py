"""What is told of reviews. Nothing that a review says which cannot be read yet, or that is changed
or withdrawn, makes a difference here: that one is in is told by what happened, and by nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.moderated import ModerationState
from foundation.moments import moment
from notifications.kinds import Facts, Kind, Words, concerned
from notifications.models import Frequency
from notifications.telling.people import actors_of, named
from projects.models import Project
from reviews import events
from reviews.models import DeclinedReview, Review
from reviews.models.review import WINDOW
from reviews.parties import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from foundation.models import Event
    from notifications.models import Notification

OUTDATED = "outdated"


# --- Who is told ----------------------------------------------------------------------------------


def subject(event: Event) -> Iterable[UUID]:
    """Who was reviewed, as long as no decision hides it."""
    readable = Review.objects.revealed().unhidden().filter(pk=event.subject_id)
    return readable.values_list("subject", flat=True)


# --- What is told ---------------------------------------------------------------------------------


def look_up_awaited(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of projects that the reader may review, and whether they may still: four queries."""
    projects = _projects(notifications, reader)
    own = Review.objects.by(reader).filter(project__in=projects)
    reviewed = set(own.values_list("project", flat=True))
    declined = DeclinedReview.objects.by(reader).filter(project__in=projects)
    reviewed |= set(declined.values_list("project", flat=True))
    actors = actors_of(notifications, reader)
    now = timezone.now()
    found = {}
    for one in notifications:
        project = projects.get(one.project_id)
        if project is None or project.closed_at is None:
            continue
        closes_at = project.closed_at + WINDOW
        is_over = project.pk in reviewed or closes_at <= now
        found[one.pk] = Facts(
            names={
                "by": named(actors, one.actor_id),
                "title": project.shown_title,
                "until": moment(closes_at),
            },
            path=f"/projects/{project.pk}/review",
            variant=OUTDATED if is_over else "",
            project_id=project.pk,
            is_outdated=is_over,
        )
    return found


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of reviews that the reader wrote or got, as long as they can be read: two queries."""
    projects = _projects(notifications, reader)
    readable = Review.objects.revealed().unhidden().select_related("author", "subject")
    reviews = readable.in_bulk({one.subject_id for one in notifications})
    found = {}
    for one in notifications:
        project, review = projects.get(one.project_id), reviews.get(one.subject_id)
        if project is None or review is None:
            continue
        other = review.author if review.subject_id == reader.pk else review.subject
        found[one.pk] = Facts(
            names={"by": name_of(other), "title": project.shown_title},
            path=f"/projects/{project.pk}/review",
            project_id=project.pk,
        )
    return found


def _projects(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Project]:
    """Those in which the reader is a party, but for those that a decision removed."""
    own = Project.objects.of(reader).exclude(standing=ModerationState.REMOVED)
    return own.in_bulk({one.project_id for one in notifications})


# --- The kinds ------------------------------------------------------------------------------------

KINDS = (
    Kind(
        name="review_awaited",
        title=_("Reviews that are awaited from you"),
        who="the other party, when the first review of a project is in",
        tells={events.REVIEW_AWAITED: concerned},
        words=Words(
            _("%(by)s has reviewed you"),
            _(
                "%(by)s has submitted a review of the project “%(title)s”. It is revealed when "
                "yours is in, or when the time is over: %(until)s. Neither of you reads the other "
                "one before."
            ),
        ),
        variants={
            OUTDATED: Words(
                _("%(by)s has reviewed you"),
                _("%(by)s has submitted a review of the project “%(title)s”."),
            )
        },
        look_up=look_up_awaited,
    ),
    Kind(
        name="review_declined",
        title=_("Parties who will not review you"),
        who="the other party of the project",
        tells={events.REVIEW_DECLINED: concerned},
        words=Words(
            _("%(by)s will not review you"),
            _(
                "%(by)s will not review the project “%(title)s”. A review by you can be read as "
                "soon as it is in; there is time until %(until)s."
            ),
        ),
        variants={
            OUTDATED: Words(
                _("%(by)s will not review you"),
                _("%(by)s will not review the project “%(title)s”."),
            )
        },
        look_up=look_up_awaited,
        by_mail=Frequency.DAILY,
    ),
    Kind(
        name="review_revealed",
        title=_("Reviews of you that can be read"),
        who="whoever is reviewed, also if their own review was the last to come in",
        tells={events.REVIEW_REVEALED: subject},
        words=Words(
            _("The review by %(by)s was revealed"),
            _(
                "You can read now what %(by)s wrote about the project “%(title)s”. You may reply "
                "in public, once, within 30 days."
            ),
        ),
        look_up=look_up,
        tells_actor=True,
    ),
    Kind(
        name="review_replied",
        title=_("Replies to your reviews"),
        who="the author of the review",
        tells={events.REVIEW_REPLIED: concerned},
        words=Words(
            _("%(by)s replied to your review"),
            _("%(by)s replied to your review of the project “%(title)s”."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="correction_asked",
        title=_("Requests to correct a review"),
        who="the author of the review",
        tells={events.CORRECTION_OPENED: concerned},
        words=Words(
            _("%(by)s asks you to correct a review"),
            _(
                "%(by)s lets you correct your review of the project “%(title)s”, within 14 days. A "
                "correction is labelled as one; you need not make any."
            ),
        ),
        look_up=look_up,
    ),
    Kind(
        name="review_corrected",
        title=_("Reviews of you that are corrected"),
        who="whoever is reviewed",
        tells={events.REVIEW_CORRECTED: concerned},
        words=Words(
            _("%(by)s corrected a review"),
            _("%(by)s corrected the review of the project “%(title)s”."),
        ),
        look_up=look_up,
    ),
)
