"""What can be wrong with what a client posts, and with questions about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from projects.models.status import MAX_OPEN, MIN_OPEN


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


class OpeningsTaken(DomainError):
    """A project has more openings than are taken, as long as it is open."""

    status_code = 409
    code = "openings_taken"
    attr = "openings"

    def __init__(self, taken: int = 1) -> None:
        message = _(
            "Taken already: %(taken)d. Leave more than that, or cancel the project to look for "
            "nobody else."
        )
        super().__init__(message % {"taken": taken})


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


class ExpiryOutOfRange(DomainError):
    """A project is to expire too soon, or too late."""

    status_code = 422
    code = "out_of_range"
    attr = "expires_at"

    def __init__(self) -> None:
        message = _("Choose a time from %(least)d day to %(most)d days ahead.")
        super().__init__(message % {"least": MIN_OPEN.days, "most": MAX_OPEN.days})


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
