"""What can be wrong with proposals, invitations and offers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class ProposalOutdated(DomainError):
    """The project changed since this proposal was made, and its author has not confirmed it."""

    status_code = 409
    code = "proposal_outdated"
    detail = _(
        "The project changed since this proposal was made. It can be accepted once the freelancer "
        "confirms it."
    )


class AlreadyProposed(DomainError):
    """The freelancer has a live proposal for this project."""

    status_code = 409
    code = "already_proposed"
    detail = _("You have a proposal for this project already.")


class FreelancerProposed(AlreadyProposed):
    """The same, as the client is told."""

    detail = _("This freelancer has a proposal for this project already.")


class AlreadyInvited(DomainError):
    """The freelancer was invited to this project."""

    status_code = 409
    code = "already_invited"
    detail = _("This freelancer was invited already.")


class AlreadyOffered(DomainError):
    """Somebody has not answered an offer of this project."""

    status_code = 409
    code = "already_offered"
    detail = _("You have offered this project to somebody who has not answered yet.")


class NotPrivate(DomainError):
    """A project that everybody sees is offered to nobody alone, nor the other way round."""

    status_code = 409
    code = "not_private"
    detail = _("This project is open to everybody.")


class TooManyAsked(DomainError):
    """A private project is shown to a few people only."""

    status_code = 409
    code = "too_many"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("You can ask at most %(most)d people.") % {"most": most})


class ClientAway(DomainError):
    """The client's account is not active at the moment."""

    status_code = 409
    code = "client_away"
    detail = _("This client's account is not active.")


class NotAFreelancer(DomainError):
    """Nobody who could be invited has this username."""

    status_code = 422
    code = "not_a_freelancer"
    attr = "username"
    detail = _("There is no freelancer of this name who can be invited.")


class FreelancerAway(DomainError):
    """The freelancer's account is not active at the moment."""

    status_code = 409
    code = "freelancer_away"
    detail = _("This freelancer's account is not active.")


class AmountWithoutCurrency(DomainError):
    """The amounts of steps mean nothing without their currency."""

    status_code = 422
    code = "required"
    attr = "currency"
    detail = _("Say in which currency the amounts of the steps are.")
