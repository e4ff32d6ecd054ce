"""What can be wrong with events around projects."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class WrongState(DomainError):
    """The project or proposal is in a state that does not allow this."""

    status_code = 409
    code = "wrong_state"

    def __init__(self, action: str = "complete", state: str = "open", why: str = "") -> None:
        message = _("“%(action)s” is not possible: it is %(state)s.")
        super().__init__(why or message % {"action": action, "state": state})


class UnknownCity(DomainError):
    """No city of the country that is named is called so."""

    status_code = 422
    code = "unknown_place"
    attr = "city"

    def __init__(self, name: str = "") -> None:
        message = _(
            "No city is known there by the name “%(name)s”. Give a larger one nearby, or a point."
        )
        super().__init__(message % {"name": name})


class PointWithoutCountry(DomainError):
    """A point says in which country it is."""

    status_code = 422
    code = "required"
    attr = "country"
    detail = _("Say in which country the point is.")


class ProjectRemoved(DomainError):
    """A decision of moderation took the project out of sight."""

    status_code = 409
    code = "project_removed"
    detail = _("Moderation took this project out of sight: it can be ended, and no more.")


class ProjectGone(DomainError):
    """The draft was deleted in this very moment."""

    status_code = 404
    code = "not_found"
    detail = _("Not found.")


class NotYourMove(DomainError):
    """The other party, or nobody, may do this."""

    status_code = 403
    code = "not_your_move"
    detail = _("You are not allowed to do this; only the other party can.")


class AlreadyProposed(DomainError):
    """The freelancer has a live proposal for this project."""

    status_code = 409
    code = "already_proposed"
    detail = _("You have a proposal for this project already.")


class AlreadyInvited(DomainError):
    """The freelancer was invited to this project."""

    status_code = 409
    code = "already_invited"
    detail = _("This freelancer was invited already.")


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


class UnknownSkills(DomainError):
    """Some of the skills that a project should need are not in the vocabulary."""

    status_code = 422
    code = "unknown_skill"
    attr = "skills"

    def __init__(self, names: list[str] | None = None) -> None:
        super().__init__(_("Not known: %(names)s.") % {"names": ", ".join(names or ["?"])})


class UnknownSkillsAsked(UnknownSkills):
    """Some of the skills that a search asks for are not in the vocabulary."""

    attr = "skill"


class TooManyOpen(DomainError):
    """A client has as many unfinished projects as they may."""

    status_code = 409
    code = "too_many"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("You can have at most %(most)d at a time.") % {"most": most})


class BudgetWithoutCurrency(DomainError):
    """A budget without its currency means nothing."""

    status_code = 422
    code = "required"
    attr = "currency"
    detail = _("Say in which currency the budget is.")


class BudgetUpsideDown(DomainError):
    """The least is more than the most."""

    status_code = 422
    code = "min_above_max"
    attr = "budget_max"
    detail = _("It cannot be less than budget_min.")


class PhoneNotVerified(DomainError):
    """There is no verified phone number to be shared."""

    status_code = 422
    code = "not_verified"
    attr = "phone_number"
    detail = _("Verify your phone number first.")


class EmailNotVerified(DomainError):
    """There is no verified e-mail address to be shared."""

    status_code = 422
    code = "not_verified"
    attr = "email"
    detail = _("Verify your e-mail address first.")
