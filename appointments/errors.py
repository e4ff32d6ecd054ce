"""What can be wrong with appointments."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class NothingToMeetAbout(DomainError):
    """No proposal, invitation or agreement joins the two over this project."""

    status_code = 403
    code = "nothing_between_you"
    detail = _("You can make an appointment once there is a proposal or an invitation.")


class NobodyToMeet(DomainError):
    """The client has to say with which freelancer of the project, and named none of them."""

    status_code = 422
    code = "not_a_party"
    attr = "to"
    detail = _("Name a freelancer who has a proposal or an invitation to this project.")


class NotInTouch(DomainError):
    """What joined the two is over."""

    status_code = 409
    code = "not_in_touch"
    detail = _("What joined you is over: no appointment can be made or confirmed any more.")


class PersonAway(DomainError):
    """The other side's account is not in use, or one of the two blocked the other: which of these
    it is, nobody is told.
    """

    status_code = 409
    code = "person_away"
    detail = _("Nobody can make appointments with this person at the moment.")


class TimeInThePast(DomainError):
    """A time that is over, or begins this very moment."""

    status_code = 422
    code = "in_the_past"
    attr = "times"
    detail = _("Propose times that are still to come.")


class TimeTooFar(DomainError):
    """A time so far ahead that nobody knows how clocks will go then."""

    status_code = 422
    code = "too_far"
    attr = "times"
    detail = _("Propose times within the next two years.")


class SameTimeTwice(DomainError):
    """Two of the proposed times are the same."""

    status_code = 422
    code = "same_time_twice"
    attr = "times"
    detail = _("Propose each time once.")


class TooManyAppointments(DomainError):
    """The two have as many appointments to come about one project as they may."""

    status_code = 409
    code = "too_many"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("At most %(most)d appointments to come for a project.") % {"most": most})


class AppointmentOver(DomainError):
    """It was declined or cancelled, or its time has passed."""

    status_code = 409
    code = "appointment_over"
    detail = _("This appointment is over, or was called off.")


class NothingWaits(DomainError):
    """No proposed time waits for an answer."""

    status_code = 409
    code = "nothing_waits"
    detail = _("No proposed time is waiting for an answer.")


class OwnProposal(DomainError):
    """Whoever proposes a time does not confirm it."""

    status_code = 403
    code = "own_proposal"
    detail = _("The other side confirms the times that you propose.")


class OtherTimes(DomainError):
    """The time was proposed, and others took its place meanwhile."""

    status_code = 409
    code = "times_changed"
    detail = _("Other times were proposed meanwhile. Choose one of those.")


class NoSuchTime(DomainError):
    """Nobody proposed this time."""

    status_code = 422
    code = "no_such_time"
    attr = "time"
    detail = _("Choose one of the proposed times.")


class TimePassed(DomainError):
    """The time has begun before anybody confirmed it."""

    status_code = 409
    code = "time_passed"
    detail = _("This time has passed. Choose another one, or propose others.")


class ReasonMissing(DomainError):
    """What both agreed on is called off with a reason."""

    status_code = 422
    code = "required"
    attr = "reason"
    detail = _("Say why: the other side counts on it.")


class NotConfirmed(DomainError):
    """There is no agreed time for a calendar."""

    status_code = 409
    code = "not_confirmed"
    detail = _("No time is confirmed for this appointment.")


class NotTheTime(DomainError):
    """Who did not come is said after an agreed time began, and not long after."""

    status_code = 409
    code = "not_the_time"
    detail = _(
        "That somebody did not come can be said from 15 minutes after the start until 14 days "
        "after the end of a confirmed appointment."
    )


class AbsenceSaidAlready(DomainError):
    """One says it once."""

    status_code = 409
    code = "already_said"
    detail = _("You have said so already.")


class NoAbsence(DomainError):
    """Nobody says so, or it is settled."""

    status_code = 409
    code = "no_absence"
    detail = _("There is nothing of the kind to answer or take back.")
