"""What can be wrong with events around profiles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class UnknownSkill(DomainError):
    """No skill has this name, slug or alias."""

    status_code = 422
    code = "unknown_skill"
    attr = "skill"

    def __init__(self, name: str = "") -> None:
        super().__init__(_("No skill is called “%(name)s”.") % {"name": name})


class SearchUnavailable(DomainError):
    """This machine has no index yet, or none that can be read, and the database is not asked."""

    status_code = 503
    code = "search_unavailable"
    detail = _(
        "The search is being prepared. Try again shortly; until then, ask without a text and by at "
        "most two filters."
    )
    retry_after = 5


class TooMany(DomainError):
    """A profile holds as many of these as it may."""

    status_code = 422
    code = "too_many"

    def __init__(self, most: int = 0) -> None:
        super().__init__(_("At most %(most)d.") % {"most": most})


class AlreadyThere(DomainError):
    """The profile has it already."""

    status_code = 409
    code = "already_there"
    detail = _("It is there already.")


class EndsBeforeStart(DomainError):
    """Of two changes at once, one set the beginning and the other the end."""

    status_code = 422
    code = "ends_before_start"
    detail = _("It cannot end before it starts.")
    attr = "to"


class ItemGone(DomainError):
    """It was deleted in this very moment."""

    status_code = 404
    code = "not_found"
    detail = _("Not found.")


class PauseInThePast(DomainError):
    """The day on which somebody is back has begun where they live."""

    status_code = 422
    code = "in_the_past"
    attr = "paused_until"
    detail = _("Choose a day that is still to come.")


class PauseTooLong(DomainError):
    """A pause has an end in sight."""

    status_code = 422
    code = "too_long"
    attr = "paused_until"
    detail = _("A pause lasts a year at most.")


class CurrencyMissing(DomainError):
    """A rate without its currency means nothing."""

    status_code = 422
    code = "required"
    attr = "currency"
    detail = _("Say in which currency the rate is.")


class PointFarFromCity(DomainError):
    """The city that is named and the point are not of one place."""

    status_code = 422
    code = "far_from_city"
    attr = "point"

    def __init__(self, city: str = "", km: int = 0) -> None:
        message = _(
            "The point is about %(km)d km away from %(city)s. Give one in or near the city, or "
            "leave one of the two out."
        )
        super().__init__(message % {"city": city, "km": km})


class ChangedMeanwhile(DomainError):
    """What is to be replaced is not any more what its owner saw."""

    status_code = 409
    code = "changed_meanwhile"
    detail = _(
        "Your profile was changed elsewhere after you opened this page. What you typed is kept: "
        "save again to replace that change."
    )


class MergeRefused(DomainError):
    """These two skills cannot be made one."""

    status_code = 409
    code = "merge_refused"
    detail = _("A skill can only be merged into another accepted one that is not below it.")


class CvUnsupported(DomainError):
    """The file is of no kind that a CV is read from."""

    status_code = 415
    code = "unsupported_media_type"
    attr = "file"
    detail = _("A CV is a PDF, a Word document (DOCX), a JSON Resume or plain text.")


class CvTooLarge(DomainError):
    """A CV larger than any has to be."""

    status_code = 413
    code = "payload_too_large"
    attr = "file"
    detail = _("A CV of at most 5 MB, please.")


class SearchDecided(DomainError):
    """What people look for was proposed or dismissed already, or never was."""

    status_code = 409
    code = "already_decided"
    detail = _("This was decided already.")


class KnownAlready(DomainError):
    """A skill or an occupation is called so, accepted or proposed."""

    status_code = 409
    code = "known_already"
    detail = _("The vocabulary has this already.")


class SuggestionDecided(DomainError):
    """A suggestion was decided the other way, or its CV was replaced meanwhile."""

    status_code = 409
    code = "already_decided"
    detail = _("This suggestion was decided already.")


class UploadRefused(DomainError):
    """An uploaded file is not what is asked for."""

    status_code = 422
    code = "not_an_image"
    attr = "file"


class UploadTooLarge(DomainError):
    """An uploaded file is larger than any picture has to be."""

    status_code = 413
    code = "payload_too_large"
    attr = "file"
    detail = _("A picture of at most 10 MB, please.")
