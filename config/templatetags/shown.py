"""How values are shown: codes by their names, money by its currency, texts for machines as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import orjson
from babel import Locale, UnknownLocaleError
from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.models import Role, Status
from appointments import models as appointments
from bookmarks import models as bookmarks
from foundation.moments import moment, span
from foundation.money import for_people
from moderation import models as moderation
from moderation.wording import AS_TOLD
from profiles import models as profiles
from projects import models as projects
from reviews import models as reviews

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Choices

register = template.Library()
register.filter("moment", moment)
register.filter("span", span)

# By the name of what a template shows.
CHOICES: dict[str, type[Choices]] = {
    "role": Role,
    "account": Status,
    "level": profiles.ExperienceLevel,
    "education": profiles.EducationLevel,
    "availability": profiles.Availability,
    "workplace": profiles.Workplace,
    "skill_level": profiles.SkillLevel,
    "evidence": profiles.Evidence,
    "fluency": profiles.Fluency,
    "organisation": profiles.OrganisationKind,
    "link": profiles.LinkKind,
    "suggestion": profiles.SuggestionKind,
    "suggestion_state": profiles.SuggestionState,
    "project": projects.ProjectStatus,
    "proposal": projects.ProposalStatus,
    "invitation": projects.InvitationStatus,
    "step": projects.StepStatus,
    "appointment": appointments.AppointmentStatus,
    "change": projects.ChangeKind,
    "change_status": projects.ChangeStatus,
    "review": reviews.ReviewState,
    "decision": moderation.Action,
    "object": moderation.ObjectKind,
    "appeal": moderation.AppealOutcome,
    "bookmark": bookmarks.Kind,
    "alerts": bookmarks.AlertFrequency,
}
THUMBNAIL = (480, 192)  # pixels
# Where what a profile lacks is added, when it is not the profile's own form.
EDITORS = {
    "name": "/account",
    "avatar": "/profile/picture",
    "skills": "/profile/skills",
    "experience": "/profile/experience",
}
# What was done to a project or a proposal (projects.transitions).
MOVES = {
    "create": _("written"),
    "open": _("posted"),
    "extend": _("open for longer"),
    "expire": _("expired"),
    "open_privately": _("opened to those who are invited"),
    "cancel": _("cancelled"),
    "submit": _("proposed"),
    "confirm": _("proposal confirmed"),
    "accept": _("proposal accepted"),
    "decline": _("proposal declined"),
    "withdraw": _("proposal withdrawn"),
    "start": _("work began"),
    "take_offer": _("offer accepted, work began"),
    "take_opening": _("one opening taken"),
    "fill": _("last opening taken"),
    "free_opening": _("one opening free again"),
    "reopen": _("open again"),
    "deliver": _("delivered"),
    "reject_delivery": _("delivery not accepted"),
    "complete": _("completed"),
    "lapse": _("completed without an answer"),
    "end_early": _("ended early"),
    "deliver_step": _("step delivered"),
    "reject_step": _("step not accepted"),
    "accept_step": _("step accepted"),
    "end_by_consent": _("ended by consent"),
    "did_not_happen": _("did not happen"),
    "undo": _("acceptance undone"),
    "restore": _("proposal live again"),
}
# What the parts of a CV's suggestion are called.
PARTS = {
    "name": _("Name"),
    "level": _("Level"),
    "years": _("Years"),
    "title": _("Title"),
    "organisation": _("Organisation"),
    "description": _("Description"),
    "from": _("From"),
    "to": _("To"),
    "institution": _("School or university"),
    "degree": _("Degree"),
    "field_of_study": _("Subject"),
    "grade": _("Grade"),
    "url": _("Address"),
    "language": _("Language"),
    "fluency": _("How well?"),
    "value": _("Text"),
}
CAPITALISES_NOUNS = {"de", "lb"}
# What may not stand in a script element as it is (json_script's own table).
UNSAFE_IN_SCRIPTS = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def _locale() -> Locale:
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@register.filter
def named(value: str, kind: str) -> str:
    """The label of a stored choice."""
    choices = CHOICES[kind]
    return str(choices(value).label) if value in choices.values else value


@register.filter
def day(value: date | str) -> str:
    """A day of the calendar as its reader writes it, also as the search has it."""
    given = date.fromisoformat(value) if isinstance(value, str) else value
    return date_format(given, "DATE_FORMAT")


@register.filter
def thumbnail(file: Mapping[str, Any]) -> tuple[int, int]:
    """How large the small picture of a file is shown: its place is kept before it is there."""
    width, height = file["width"], file["height"]
    scale = min(1, THUMBNAIL[0] / width, THUMBNAIL[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


@register.filter
def as_told(action: str) -> str:
    """A moderator's action, to whoever it is about."""
    return str(AS_TOLD.get(action, action))


@register.filter
def country(code: str) -> str:
    """The name of a country."""
    return str(countries.name(code) or code)


@register.filter
def language(code: str) -> str:
    """The name of a language, in the reader's own."""
    return str(_locale().languages.get(code, code))


@register.filter
def money(amount: Any, currency: str) -> str:
    """An amount as the reader writes it, without places that are nothing."""
    try:
        number = Decimal(str(amount))
    except InvalidOperation:
        return ""
    return for_people(number, currency, _locale())


@register.filter
def mid_sentence(label: str) -> str:
    """A label within a sentence: in lower case, unless the language writes nouns with capitals."""
    is_kept = (get_language() or "").partition("-")[0] in CAPITALISES_NOUNS
    return label if is_kept else label.lower()


@register.filter
def time_left(until: datetime) -> str:
    """How long until then, in whole days, or hours on the last day."""
    hours = max(0, int((until - timezone.now()).total_seconds() // 3600))
    if hours >= 48:
        days = hours // 24
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}


@register.filter
def percent(part: float) -> int:
    """A share in hundredths."""
    return round(100 * part)


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """An entry of a dictionary."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def ld_json(value: Any) -> SafeString:
    """Data for a script element of type application/ld+json, which no browser executes."""
    text = orjson.dumps(value).decode().translate(UNSAFE_IN_SCRIPTS)
    return mark_safe(text)  # noqa: S308 - all that could end the element is escaped


@register.filter
def editor(code: str) -> str:
    """Where the owner adds what a profile lacks (profiles.completeness)."""
    return EDITORS.get(code, "/profile")


@register.filter
def suggested(name: str) -> str:
    """What a part of a CV's suggestion is called."""
    return str(PARTS.get(name, name))


@register.filter
def move(action: str) -> str:
    """What somebody did to a project or a proposal."""
    return str(MOVES.get(action, action))
