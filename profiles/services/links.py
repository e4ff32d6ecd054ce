"""Proof that the page at a link belongs to the profile's owner: it links back with `rel="me"`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django_tasks import task

from accounts.services.locking import locked_user
from foundation import limits, site_links
from profiles.link_fetching import LinkRefused, LinkUnreachable, links_back
from profiles.models import Link

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

logger = structlog.get_logger("guildhall.links")

# A stranger's server is asked for each: nobody may aim us at one.
CHECKS_PER_USER = limits.Limit("links:checks", 20, timedelta(hours=1))
NO_LINK_BACK = 'The page has no link to your profile with rel="me".'


def page_addresses(username: str) -> list[str]:
    """The addresses of a profile that a link back may name."""
    ours = site_links.own_link("profile", username=username)
    of_front_end = site_links.link("profile", username=username)
    in_api = f"{settings.SITE_URL}/api/v1/profiles/{username}"
    return list(dict.fromkeys((ours, of_front_end, in_api)))


def ask_to_verify(*, user: User, session_id: UUID | None, link: Link) -> None:
    """Have a link checked soon, by a task. Raises LimitExceeded and SessionEnded."""
    limits.hit((CHECKS_PER_USER, user.pk))
    with transaction.atomic():
        locked_user(user, session_id=session_id)
        verify_link_task.enqueue(str(link.pk))


@task()
def verify_link_task(link_id: str) -> None:
    """Check a link, unless it is gone meanwhile."""
    link = Link.objects.select_related("profile__user").filter(pk=link_id).first()
    if link:
        verify_link(link=link)


def verify_link(*, link: Link) -> bool:
    """Fetch a link's page and note whether it links back: verified, or why not.

    No transaction is open meanwhile. A link that was changed while its page was fetched keeps what
    is known of its new address.
    """
    problem = _problem(link)
    checked = Link.objects.filter(pk=link.pk, url=link.url)
    if problem:
        checked.update(verified_at=None, checked_at=Now(), problem=problem)
    else:
        checked.update(verified_at=Now(), checked_at=Now(), problem="")
    logger.info("link_checked", link=str(link.pk), problem=problem)
    return not problem


def _problem(link: Link) -> str:
    """Why the page is no proof; empty when it is one."""
    try:
        is_linked = links_back(link.url, targets=page_addresses(link.profile.user.username))
    except (LinkRefused, LinkUnreachable) as error:
        return str(error)[:200]
    return "" if is_linked else NO_LINK_BACK
