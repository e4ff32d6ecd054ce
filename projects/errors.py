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


class NothingToAgreeTo(DomainError):
    """Nobody says that the other side caused the end."""

    status_code = 409
    code = "nothing_to_agree_to"
    detail = _("Nobody says that the other side caused this end.")


class OtherPartyAway(DomainError):
    """The other side's account is not in use, or one of the two blocked the other: which of these
    it is, nobody is told.
    """

    status_code = 409
    code = "person_away"
    detail = _("Nobody can ask this person for anything here at the moment. You can end the work.")


class AgreementChanged(DomainError):
    """The agreement has another version than the one that was meant."""

    status_code = 409
    code = "agreement_changed"
    detail = _("The agreement was changed in the meantime. Read it again.")


class AlreadyRequested(DomainError):
    """Such a request waits for its answer."""

    status_code = 409
    code = "already_requested"
    detail = _("Such a request is waiting for an answer already.")


class TooLateToUndo(DomainError):
    """The 72 hours are over."""

    status_code = 409
    code = "too_late"
    detail = _("This is possible for 72 hours after the start of the work.")


class NothingChanges(DomainError):
    """The terms that are asked for are those that hold."""

    status_code = 422
    code = "nothing_changes"
    detail = _("Say which terms are to change: these hold already.")


class PriceWithoutCurrency(DomainError):
    """A price without its currency means nothing."""

    status_code = 422
    code = "required"
    attr = "currency"
    detail = _("Say in which currency the price is.")


class EndsBeforeItStarts(DomainError):
    """The end is before the start."""

    status_code = 422
    code = "ends_before_it_starts"
    attr = "ends_on"
    detail = _("It cannot end before it starts.")


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
