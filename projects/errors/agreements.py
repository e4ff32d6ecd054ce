"""What can be wrong with agreed work: its steps, its changes and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


class SeveralAgreements(DomainError):
    """The project has several openings, and more than one agreement of the caller's is meant."""

    status_code = 409
    code = "several_agreements"

    def __init__(self, agreements: Iterable[UUID] = ()) -> None:
        message = _(
            "There are several agreements here (projects/{id}/agreements lists them). Use "
            "agreements/{id} with one of: %(ids)s."
        )
        super().__init__(message % {"ids": ", ".join(str(one) for one in agreements)})


class NothingToAgreeTo(DomainError):
    """Nobody says that the other side caused the end, or a moderator decided who did."""

    status_code = 409
    code = "nothing_to_agree_to"
    detail = _(
        "There is nothing to agree to: nobody says that the other side caused this end, or our "
        "moderators decided who did."
    )


class OtherPartyAway(DomainError):
    """No words reach the other side: their account is not in use, or one of the two blocked the
    other; which of these it is, nobody is told.
    """

    status_code = 409
    code = "person_away"
    detail = _(
        "Nothing that you write reaches this person at the moment. You can ask to end or undo the "
        "work without a message. To end it alone may count against you."
    )


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
