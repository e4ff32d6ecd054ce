"""Moves and states in the words of whoever reads why something is not possible: the codes are what
clients send and get.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from foundation.moderated import ModerationState
from projects.models import ChangeStatus, ProjectStatus, ProposalStatus, StepStatus

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ACTIONS: dict[str, StrOrPromise] = {
    "accept": _("Accepting it"),
    "accept_step": _("Accepting the step"),
    "answer": _("Answering the question"),
    "ask": _("Asking a question"),
    "attach": _("Adding a file"),
    "cancel": _("Cancelling the project"),
    "change": _("Changing it"),
    "change is_private": _("Changing who sees the project"),
    "complete": _("Completing the work"),
    "confirm": _("Confirming the proposal"),
    "decline": _("Declining it"),
    "delete": _("Deleting the project"),
    "deliver": _("Delivering the work"),
    "deliver_step": _("Delivering the step"),
    "did_not_happen": _("Agreeing that it did not happen"),
    "end_by_consent": _("Ending the work by consent"),
    "end_early": _("Ending the work early"),
    "expire": _("Letting it expire"),
    "extend": _("Keeping the project open for longer"),
    "fill": _("Taking the last opening"),
    "free_opening": _("Freeing an opening"),
    "invite": _("Inviting somebody"),
    "lapse": _("Completing the work without an answer"),
    "offer": _("Offering the project"),
    "open": _("Posting the project"),
    "open_privately": _("Opening the project to those who are invited"),
    "propose": _("Making a proposal"),
    "reject_delivery": _("Rejecting the delivery"),
    "reject_step": _("Rejecting the step"),
    "remove": _("Removing the file"),
    "reopen": _("Opening the project again"),
    "restore": _("Bringing the proposal back"),
    "share contact data": _("Sharing contact data"),
    "start": _("Beginning the work"),
    "take_offer": _("Accepting the offer"),
    "take_opening": _("Taking an opening"),
    "undo": _("Undoing the acceptance"),
    "withdraw": _("Taking it back"),
}
# Of a request that waits nothing is refused for that, of a step it is.
_OF_ENUMS = (ChangeStatus, ProposalStatus, StepStatus, ProjectStatus, ModerationState)
STATES: dict[str, StrOrPromise] = {
    **{one.value: one.label for states in _OF_ENUMS for one in states},
    "answered": _("Answered"),
    "no offer": _("An invitation, not an offer"),
    "not delivered": _("Not delivered"),
    "undone": _("Undone by both"),
}
