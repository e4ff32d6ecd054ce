"""What can be wrong with events around projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from projects.models.status import MAX_OPEN, MIN_OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


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


class ProjectChanged(DomainError):
    """The project is another version than the one that the caller read."""

    status_code = 409
    code = "project_changed"
    detail = _("The project changed since you read it. Read it again.")


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


class AlreadyInvited(DomainError):
    """The freelancer was invited to this project."""

    status_code = 409
    code = "already_invited"
    detail = _("This freelancer was invited already.")


class TooManyQuestions(DomainError):
    """Enough was asked about this project, by one person or by all."""

    status_code = 409
    code = "too_many_questions"
    detail = _("Wait for answers before you ask more about this project.")


class QuestionGone(DomainError):
    """The question was taken back in this very moment."""

    status_code = 404
    code = "not_found"
    detail = _("Not found.")


class AlreadyAnswered(DomainError):
    """The question has its answer."""

    status_code = 409
    code = "already_answered"
    detail = _("You answered this question already.")


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


class OpeningsTaken(DomainError):
    """A project has more openings than are taken, as long as it is open."""

    status_code = 409
    code = "openings_taken"
    attr = "openings"

    def __init__(self, taken: int = 1) -> None:
        message = _(
            "%(taken)d of them are taken: leave more than that, or cancel the project to stop."
        )
        super().__init__(message % {"taken": taken})


class SeveralAgreements(DomainError):
    """The project has several openings, and more than one agreement of the caller's is meant."""

    status_code = 409
    code = "several_agreements"

    def __init__(self, agreements: Iterable[UUID] = ()) -> None:
        message = _("There are several agreements here. Use agreements/{id} with one of: %(ids)s.")
        super().__init__(message % {"ids": ", ".join(str(one) for one in agreements)})


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


class ExpiryOutOfRange(DomainError):
    """A project is to expire too soon, or too late."""

    status_code = 422
    code = "out_of_range"
    attr = "expires_at"

    def __init__(self) -> None:
        message = _("Choose a time from %(least)d day to %(most)d days ahead.")
        super().__init__(message % {"least": MIN_OPEN.days, "most": MAX_OPEN.days})


class AmountWithoutCurrency(DomainError):
    """The amounts of steps mean nothing without their currency."""

    status_code = 422
    code = "required"
    attr = "currency"
    detail = _("Say in which currency the amounts of the steps are.")


class StepsDoNotAddUp(DomainError):
    """The amounts of all steps are another price than that for the whole."""

    status_code = 422
    code = "steps_do_not_add_up"
    attr = "steps"
    detail = _("The amounts of the steps have to add up to the price for the whole.")


class StepIsDone(DomainError):
    """A step that was delivered or accepted is not changed."""

    status_code = 409
    code = "step_is_done"
    detail = _("A step that was delivered stays as it is.")


class UnknownStep(DomainError):
    """No step of the agreement has this number, or two of the new ones have it."""

    status_code = 422
    code = "unknown_step"
    attr = "steps"
    detail = _("Name each step of the agreement by its number, once.")


class FileUnsupported(DomainError):
    """A file of a kind that is not sent."""

    status_code = 415
    code = "unsupported_media_type"
    attr = "file"
    detail = _("Send pictures (JPEG, PNG, WebP, GIF), PDF or plain text.")


class FileTooLarge(DomainError):
    """More bytes than a file may have."""

    status_code = 413
    code = "payload_too_large"
    attr = "file"
    detail = _("A file of at most 10 MB, please.")


class TooManyFiles(DomainError):
    """A project shows as many files as it may."""

    status_code = 409
    code = "too_many"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("At most %(most)d files a project.") % {"most": most})


class FileRefused(DomainError):
    """A file that says it is a picture, and is none that can be used; or there is nothing in it."""

    status_code = 422
    code = "not_an_image"
    attr = "file"


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
