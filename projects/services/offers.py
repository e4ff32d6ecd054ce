"""Private offers: a client's terms to one person, who accepts or declines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.models import LIVE_STATUSES
from accounts.services.locking import locked_user
from accounts.services.status import require_verified
from foundation.events import record
from foundation.money import written
from profiles.models import Skill, SkillStatus
from profiles.search.gazetteer import city_named
from projects.errors import (
    AlreadyOffered,
    ClientAway,
    FreelancerAway,
    NotAFreelancer,
    NotPrivate,
    NotYourMove,
    WrongState,
)
from projects.events import OFFER_ACCEPTED, OFFER_SENT
from projects.models import Invitation, Project, ProjectStatus
from projects.services.agreements import agree
from projects.services.limits import count_invitation
from projects.services.locking import locked_project
from projects.services.openings import begin_work
from projects.services.posting import create_project, decline_others, open_locked
from projects.services.proposals import (
    answer_invitation,
    invite_to_locked,
    invitee,
    require_version,
)
from projects.services.steps import with_agreed_steps
from projects.transitions import Party, party_of, require_in_sight

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Agreement


def offer_project(*, client: User, project: Project, username: str, **terms: Any) -> Invitation:
    """Offer a project to one person by these terms, without posting it: a draft becomes private and
    open, and nobody else sees it. One offer waits for its answer at a time.

    Raises NotYourMove, NotVerified, WrongState, NotPrivate, ProjectRemoved, NotAFreelancer,
    AlreadyOffered, AlreadyInvited, AlreadyProposed, TooManyAsked and LimitExceeded, and of steps
    what `with_agreed_steps` does.
    """
    if party_of(project, client) is not Party.CLIENT:
        raise NotYourMove
    require_verified(client)
    count_invitation(client)
    with transaction.atomic():
        locked_user(client)  # whoever blocks one of the two waits, or has been seen
        locked = locked_project(project.pk)
        _open_privately(locked, client)
        if Invitation.objects.offers_waiting().filter(project=locked).exists():
            raise AlreadyOffered
        terms.setdefault("rate_is_hourly", locked.budget_is_hourly)
        offer = invite_to_locked(locked, username, is_offer=True, **with_agreed_steps(terms))
        _tell(OFFER_SENT, offer, client)
    return offer


def _open_privately(project: Project, client: User) -> None:
    """See to it that a locked project is open, and to those alone who are invited."""
    if project.status == ProjectStatus.DRAFT:
        project.is_private = True
        project.save(update_fields=["is_private", "updated_at"])
        open_locked(project, client)
    if project.status != ProjectStatus.OPEN:
        raise WrongState("offer", project.status)
    if not project.is_private:
        raise NotPrivate


def accept_offer(*, freelancer: User, invitation: Invitation, project_version: int) -> Invitation:
    """Take an offer: work begins, and the project as it reads in `project_version` and the terms of
    the offer are the agreement. Live proposals of others are declined.

    Raises NotVerified, SessionEnded, WrongState, ProjectRemoved, ProjectChanged and ClientAway.
    """
    require_verified(freelancer)
    with transaction.atomic():
        locked_user(freelancer)
        project = locked_project(invitation.project_id)
        offer = Invitation.objects.get(pk=invitation.pk, freelancer=freelancer)
        offer.project = project
        _require_waiting(offer)
        require_in_sight(project)
        require_version(project, project_version)
        if project.client.status not in LIVE_STATUSES:
            raise ClientAway
        answer_invitation(project, freelancer)
        offer.project = begin_work(project, freelancer, action="take_offer", actor=freelancer)
        agree(terms=offer, accepted_by=freelancer)
        if project.status != ProjectStatus.OPEN:
            decline_others(project, project.client)
        _tell(OFFER_ACCEPTED, offer, freelancer)
    return offer


def _require_waiting(offer: Invitation) -> None:
    """For an offer whose project is locked. Raises WrongState."""
    if not offer.is_offer:
        raise WrongState("accept", "no offer")
    if offer.project.status != ProjectStatus.OPEN:
        raise WrongState("accept", offer.project.status)
    if offer.expired_at is not None:
        raise WrongState("accept", ProjectStatus.CANCELLED)  # a block says nothing else
    if offer.answered_at is not None:
        raise WrongState("accept", "answered")


def _tell(kind: Any, offer: Invitation, actor: User) -> None:
    concerned = [offer.project.client_id, offer.freelancer_id]
    record(kind(offer.pk, actor=actor.pk, concerns=concerned, project=offer.project_id))


def hire_again(*, client: User, agreement: Agreement) -> Project:
    """A new private draft that says what was agreed last, to be offered to the same person.

    Raises NotYourMove for the freelancer, FreelancerAway, TooManyOpen and LimitExceeded.
    """
    if agreement.client_id != client.pk:
        raise NotYourMove
    try:
        invitee(client=client, username=agreement.freelancer.username)
    except NotAFreelancer as error:
        raise FreelancerAway from error
    agreed = agreement.current
    return create_project(
        client=client,
        is_open=False,
        is_private=True,
        skills=_still_known([one["slug"] for one in agreed.skills]),
        title=agreed.shown_title,
        description=agreed.description,
        country=agreed.country,
        city=agreed.location if city_named(agreed.location, agreed.country) else "",
        currency=agreed.currency,
        budget_min=agreed.price,
        budget_max=agreed.price,
        budget_is_hourly=agreed.price_is_hourly,
    )


def _still_known(slugs: list[str]) -> list[str]:
    """These skills by the slugs that they have now, without those that nobody knows any more."""
    found = Skill.objects.filter(slug__in=slugs).select_related("merged_into")
    current = [skill.merged_into or skill for skill in found]
    return [skill.slug for skill in current if skill.status == SkillStatus.ACCEPTED]


def terms_again(agreement: Agreement) -> dict[str, Any]:
    """The terms of what was agreed last, for an offer to the same person."""
    agreed = agreement.current
    return {
        "username": agreement.freelancer.username,
        "rate": written(agreed.price, agreed.currency),
        "rate_is_hourly": agreed.price_is_hourly,
        "currency": agreed.currency,
        "included": agreed.included,
        "steps": [{"title": one["title"], "amount": one["amount"]} for one in agreed.steps],
    }
