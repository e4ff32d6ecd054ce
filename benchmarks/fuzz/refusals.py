"""Refusals of input that the schema calls valid: rules which no schema can say, each with the
operations, the status and the code that it may have. Any other refusal is a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.openapi.checks import RejectedPositiveData
from schemathesis.transport.serialization import Binary

from foundation.characters import seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis import Case, Response

PERIODS = tuple(
    f"{method} /api/v1/me/{kind}{one}"
    for kind in ("experience", "education", "portfolio")
    for method, one in (("POST", ""), ("PUT", "/{id}"), ("PATCH", "/{id}"))
)
PASSWORDS = tuple(
    f"POST /api/v1/auth/{name}" for name in ("register", "change-password", "reset-password")
)
ACCOUNT = ("PUT /api/v1/me", "PATCH /api/v1/me")
PHONES = (
    *(f"POST /api/v1/auth/{name}" for name in ("register", "login", "request-otp", "verify-otp")),
    "POST /api/v1/auth/data-link",
    *ACCOUNT,
)
MAILS = (
    *(f"POST /api/v1/auth/{name}" for name in ("register", "forgot-password", "verify-otp")),
    *(f"POST /api/v1/auth/{name}" for name in ("data-link", "admission-code")),
    "POST /api/v1/reports",
)
ADDRESSES = (
    *("POST /api/v1/me/links", "PUT /api/v1/me/links/{id}", "PATCH /api/v1/me/links/{id}"),
    *(one for one in PERIODS if "portfolio" in one),
)
PROFILE = ("PUT /api/v1/me/profile", "PATCH /api/v1/me/profile")
SAVED_SEARCHES = ("POST /api/v1/me/saved-searches", "PATCH /api/v1/me/saved-searches/{id}")
SEARCHES = (
    *SAVED_SEARCHES,
    "GET /api/v1/profiles",
    "POST /api/v1/profiles/search",
    "GET /api/v1/projects",
    "POST /api/v1/projects/search",
)
PROJECT = ("POST /api/v1/projects", "PUT /api/v1/projects/{id}", "PATCH /api/v1/projects/{id}")
COUNTED = (
    *PROJECT,
    "POST /api/v1/projects/{id}/proposals",
    "POST /api/v1/projects/{id}/questions",
    "POST /api/v1/projects/{id}/end-early",
    "POST /api/v1/agreements/{id}/end-early",
    "POST /api/v1/steps/{id}/reject",
    "POST /api/v1/projects/{id}/offer",
    "POST /api/v1/agreements/{id}/change-requests",
    "POST /api/v1/projects/{id}/reject-delivery",
    "POST /api/v1/agreements/{id}/reject-delivery",
    "POST /api/v1/projects/{id}/reviews",
    "POST /api/v1/agreements/{id}/reviews",
    "PATCH /api/v1/reviews/{id}",
)
INVITING = ("POST /api/v1/projects/{id}/invite", "POST /api/v1/projects/{id}/offer")
REVIEW = (
    "POST /api/v1/projects/{id}/reviews",
    "POST /api/v1/agreements/{id}/reviews",
    "PATCH /api/v1/reviews/{id}",
)
OFFERS = ("POST /api/v1/projects/{id}/proposals", "POST /api/v1/projects/{id}/offer")
CHANGES = "POST /api/v1/agreements/{id}/change-requests"
ANY = ()
FILES = "POST /api/v1/projects/{id}/files"
MESSAGES = (
    "POST /api/v1/projects/{id}/messages",
    "POST /api/v1/agreements/{id}/messages",
    "POST /api/v1/conversations/{id}/messages",
)


@dataclass(frozen=True)
class Refusal:
    """What these operations may answer to what the schema allows, and why. No codes: any."""

    why: str
    status: int
    codes: tuple[str, ...]
    operations: tuple[str, ...]


ALLOWED = (
    # Those with a cursor are the only ones that can answer its code.
    Refusal("a cursor is signed", 422, ("invalid_cursor",), ANY),
    # A case that is tried again has the same key, and other people and things in its body.
    Refusal("a key is used for one body", 422, ("idempotency_key_reused",), ANY),
    # The patterns name what programs never draw; the marks of all scripts would fill a page.
    Refusal("a text of marks alone shows nothing", 422, ("blank",), ANY),
    Refusal(
        "a password's strength is judged",
        422,
        (
            "password_too_common",
            "password_guessable",
            "password_too_similar",
            "password_too_short",  # after normalisation
            "password_too_long",
            "password_entirely_numeric",
        ),
        (*PASSWORDS, "POST /api/v1/auth/verify-otp"),
    ),
    Refusal(
        "a link's token is signed",
        422,
        ("link_invalid",),
        (
            "POST /api/v1/auth/reset-password",
            "POST /api/v1/auth/verify-email",
            "POST /api/v1/auth/release-email",
            "POST /api/v1/auth/secure-account",
            "POST /api/v1/auth/undo-change",
            "POST /api/v1/auth/export-by-link",
            "POST /api/v1/auth/erase-by-link",
            "POST /api/v1/auth/keep-second-factor",
        ),
    ),
    Refusal(
        "what is shown on a busy network is signed",
        428,
        ("admission_refused",),
        (
            "POST /api/v1/auth/register",
            "POST /api/v1/projects",
            "POST /api/v1/projects/{id}/proposals",
            *INVITING,
            "POST /api/v1/projects/{id}/messages",
            "POST /api/v1/agreements/{id}/messages",
            "POST /api/v1/projects/{id}/questions",
            "POST /api/v1/projects/{id}/appointments",
            "POST /api/v1/agreements/{id}/appointments",
            "POST /api/v1/conversations/{id}/messages",
        ),
    ),
    Refusal("one of two is given", 422, ("one_identifier",), ("POST /api/v1/auth/data-link",)),
    Refusal(
        "a code is an app's, and a key is signed",
        422,
        ("code_refused", "enrolment_expired"),
        (
            "POST /api/v1/auth/second-factor",
            "POST /api/v1/me/second-factor",
            "POST /api/v1/me/second-factor/confirm",
        ),
    ),
    Refusal(
        "a recovery code is one of the account's",
        422,
        ("recovery_code_refused",),
        ("POST /api/v1/auth/recovery-code",),
    ),
    Refusal(
        "names are taken, or kept for the house",
        400,
        ("taken",),
        ("POST /api/v1/auth/register", *ACCOUNT, "POST /api/v1/auth/verify-otp"),
    ),
    Refusal(
        "some names are kept for the house",
        422,
        ("reserved",),
        ("POST /api/v1/auth/register", *ACCOUNT, "POST /api/v1/auth/verify-otp"),
    ),
    Refusal(
        "whoever registers says where a code is mailed to",
        422,
        ("invalid",),
        ("POST /api/v1/auth/admission-code",),
    ),
    Refusal("one value is compared with another", 422, ("ends_before_start",), PERIODS),
    Refusal("one value is compared with another", 422, ("min_above_max",), PROJECT),
    Refusal("one value is compared with another", 422, ("inverted_range",), SEARCHES),
    Refusal(
        "amounts have the decimals of their currency",
        422,
        ("too_many_decimals",),
        (*PROJECT, *PROFILE, *SEARCHES, *OFFERS, CHANGES),
    ),
    Refusal(
        "steps are parts of the price, and have its currency",
        422,
        ("steps_do_not_add_up", "required"),
        (*OFFERS, CHANGES),
    ),
    Refusal(
        "terms are compared with those that hold",
        422,
        ("nothing_changes", "ends_before_it_starts", "unknown_step"),
        (CHANGES,),
    ),
    Refusal("a day is still to come", 422, ("in_the_past", "too_far"), (*OFFERS, *PROFILE)),
    Refusal(
        "amounts compare within a currency, or by exchange rates",
        422,
        ("required", "no_exchange_rates"),
        SEARCHES,
    ),
    Refusal(
        "when a project expires has bounds",
        422,
        ("out_of_range",),
        ("POST /api/v1/projects", "POST /api/v1/projects/{id}/extend"),
    ),
    Refusal(
        "a number in a text has bounds",
        422,
        ("max_value", "min_value"),
        SEARCHES,
    ),
    Refusal("characters are counted when composed", 422, ("min_length",), COUNTED),
    Refusal("each language once", 422, ("repeated",), PROFILE),
    Refusal("a field is of one role", 422, ("clients_only", "freelancers_only"), PROFILE),
    Refusal("a field is of one side", 422, ("not_yours_to_rate",), REVIEW),
    Refusal(
        "what is stored counts as well",
        422,
        ("required",),
        (
            "PATCH /api/v1/me/profile",
            "PATCH /api/v1/projects/{id}",
            "PATCH /api/v1/messages/{id}",
            *ACCOUNT,
        ),
    ),
    Refusal(
        "a skill has to be known",
        422,
        ("unknown_skill",),
        (*PROJECT, *SEARCHES, "POST /api/v1/me/skills"),
    ),
    Refusal("a city has to be known", 422, ("unknown_place",), (*PROJECT, *SEARCHES)),
    Refusal("degrees in a text have bounds", 422, ("invalid_point",), SEARCHES),
    Refusal("a distance is one from somewhere", 422, ("needs_near",), SEARCHES),
    Refusal(
        "time zones are those of the tz database",
        422,
        ("unknown_zone",),
        ("PATCH /api/v1/me/preferences",),
    ),
    Refusal("a skill has a letter or digit", 422, ("invalid",), ("POST /api/v1/me/skills",)),
    Refusal(
        "a file's content is judged",
        422,
        ("not_an_image", "image_too_small", "image_too_large", "empty"),
        (
            "PUT /api/v1/me/avatar",
            "PUT /api/v1/me/portfolio/{id}/image",
            "PUT /api/v1/me/cv",
            FILES,
            *MESSAGES,
        ),
    ),
    Refusal(
        "a file's content is judged",
        415,
        ("unsupported_media_type",),
        ("PUT /api/v1/me/cv", FILES, *MESSAGES),
    ),
    Refusal("a message has so many files", 422, ("too_many",), MESSAGES),
    Refusal(
        "a message has the files that it came with",
        422,
        ("no_such_attachment",),
        ("PATCH /api/v1/messages/{id}",),
    ),
    Refusal(
        "what is shared is verified",
        422,
        ("not_verified",),
        (
            "PUT /api/v1/projects/{id}/contact",
            "PUT /api/v1/agreements/{id}/contact",
        ),
    ),
    Refusal("a stranger leaves an address", 422, ("required",), ("POST /api/v1/reports",)),
    Refusal("numbering plans are judged", 422, ("invalid_phone_number",), PHONES),
    Refusal("a number has to be reached by a code", 422, ("number_refused",), PHONES),
    Refusal("countries are those of ISO 3166-1", 422, ("unknown_country",), PHONES),
    Refusal(
        "the domain of an address is judged",
        422,
        ("invalid", "not_deliverable"),
        (*MAILS, *ACCOUNT),
    ),
    Refusal("an address is judged by its host", 422, ("invalid", "invalid_url"), ADDRESSES),
    Refusal(
        "a correction is judged by what it corrects",
        422,
        ANY,
        ("POST /api/v1/me/cv/suggestions/{id}/accept",),
    ),
    Refusal(
        "a saved search asks for something, of its own kind",
        422,
        ("nothing_asked", "other_kind"),
        SAVED_SEARCHES,
    ),
    Refusal(
        "who or what is saved can be opened, and is not one's own",
        422,
        ("unknown_person", "unknown_project"),
        ("POST /api/v1/me/shortlists/{id}/entries",),
    ),
    Refusal(
        "whoever is blocked is there, and somebody else",
        422,
        ("unknown_person", "yourself"),
        ("POST /api/v1/me/blocks",),
    ),
    Refusal(
        "kinds of notifications are those that apps tell of",
        422,
        ANY,
        ("PATCH /api/v1/me/notification-preferences",),
    ),
    Refusal(
        "one reads up to a message that is there",
        422,
        ANY,
        ("POST /api/v1/conversations/{id}/read",),
    ),
    Refusal(
        "times exist in their zone, are to come, and are given once",
        422,
        ANY,
        (
            "POST /api/v1/projects/{id}/appointments",
            "POST /api/v1/agreements/{id}/appointments",
            "POST /api/v1/appointments/{id}/propose",
        ),
    ),
    Refusal(
        "a time was proposed",
        422,
        ("no_such_time",),
        ("POST /api/v1/appointments/{id}/confirm",),
    ),
    Refusal(
        "what is confirmed is cancelled with a reason",
        422,
        ("required",),
        ("POST /api/v1/appointments/{id}/cancel",),
    ),
    Refusal(
        "who is written to is one of the two",
        422,
        ANY,
        ("POST /api/v1/projects/{id}/messages",),
    ),
    Refusal(
        "who is invited is there",
        422,
        ("not_a_freelancer",),
        INVITING,
    ),
    Refusal(
        "a day is one on which work can begin",
        422,
        ("in_the_past", "too_far"),
        ("POST /api/v1/projects/{id}/proposals", "POST /api/v1/projects/{id}/offer"),
    ),
    Refusal(
        "an authenticator's answer is signed, to a challenge that is good once",
        422,
        ("credential_refused", "challenge_invalid"),
        (
            "POST /api/v1/me/passkeys",
            "POST /api/v1/auth/passkey-login",
            "POST /api/v1/auth/passkey-proof",
        ),
    ),
    Refusal(
        "an authenticator's answer is signed",
        401,
        ("passkey_refused",),
        ("POST /api/v1/auth/passkey-login",),
    ),
)


def reason_of(failure: Failure, case: Case, response: Response) -> str | None:
    """Why this failure is none; None when it is one."""
    if isinstance(failure, AcceptedNegativeData):
        return _leniency(case)
    if not isinstance(failure, RejectedPositiveData):
        return None
    codes = {error["code"] for error in response.json().get("errors", ())}
    reasons = {_reason(case.operation.label, response.status_code, code) for code in codes}
    return None if not reasons or None in reasons else ", ".join(sorted(map(str, reasons)))


def _leniency(case: Case) -> str | None:
    """Why what the schema calls invalid may be accepted."""
    data = case.meta and case.meta.phase.data
    is_in_query = getattr(data, "parameter_location", None) == ParameterLocation.QUERY
    values = list(_values(_made_invalid(case, data)))
    if not is_in_query and any(isinstance(value, Binary) for value in values):
        return "bytes, which Schemathesis takes for invalid"
    described = getattr(data, "description", None) or ""
    if "maxLength" in described and any(map(_is_padded, values)):
        return "spaces around a text, and what shows nothing, are not counted"
    is_empty = "minLength" in described or "enum" in described
    if is_in_query and is_empty and "" in values:
        return "an empty parameter is one that is not given"
    return None


def _made_invalid(case: Case, data: object) -> object:
    """The part of the request that was: a parameter of the query, the body, or all of both."""
    query = dict(case.query or {})
    match getattr(data, "parameter_location", None):
        case ParameterLocation.QUERY:
            name = getattr(data, "parameter", None)
            return query.get(name, query)
        case ParameterLocation.BODY:
            return case.body
    return [case.body, query]


def _values(part: object) -> Iterator[object]:
    """What is in it, however deep."""
    if isinstance(part, dict | list):
        for value in part.values() if isinstance(part, dict) else part:
            yield from _values(value)
    else:
        yield part


def _is_padded(value: object) -> bool:
    return isinstance(value, str) and len(seen(value).strip()) < len(value)


def _reason(operation: str, status: int, code: str) -> str | None:
    for one in ALLOWED:
        is_here = operation in one.operations or not one.operations
        is_known = code in one.codes or not one.codes
        if is_here and one.status == status and is_known:
            return one.why
    return None
