"""The OpenAPI schema: what every operation may answer, errors included, with an example of each.

A viewset says what its actions take and answer, and which domain errors they raise
(`foundation.viewsets.ActionViewSet`). What every operation has in common is added here:
malformed and invalid input, authentication, permissions, missing objects, limits, and the database
being away.
"""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from drf_spectacular.openapi import AutoSchema as BaseAutoSchema
from drf_spectacular.plumbing import (
    build_media_type_object,
    build_parameter_type,
    force_instance,
    get_doc,
    is_patched_serializer,
)
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.permissions import AllowAny, IsAuthenticated

from accounts import errors
from accounts.authentication import is_open_before_enrolment
from config import (
    naming,
    schema_extensions,  # noqa: F401 - registers them with drf-spectacular
)
from config.errors import bearer_challenge, error_body
from config.examples.requests import REQUESTS, TOKEN
from config.negotiation import BROWSER_FORMS
from config.schema_fields import make_exact, take_blank_once
from foundation.errors import DomainError, LimitExceeded
from foundation.idempotency import errors as key_errors
from foundation.idempotency.answers import REPLAYED
from foundation.idempotency.handling import takes_key
from foundation.idempotency.keys import PATTERN
from foundation.viewsets import StrictViewSet

if TYPE_CHECKING:
    from collections.abc import Iterable

BODY_METHODS = {"POST", "PUT", "PATCH"}
Item = tuple[str, str, str | None]

ERROR_TYPES = ["client_error", "validation_error", "server_error"]
INVALID: Item = ("required", "This field is required.", "field")
MALFORMED: Item = ("parse_error", "The body is not valid JSON: unexpected end of data.", None)
TOO_LARGE: Item = ("payload_too_large", "The request body is larger than 1,048,576 bytes.", None)
NOT_JSON: Item = ("unsupported_media_type", 'Unsupported media type "text/plain".', None)
FORBIDDEN: Item = ("permission_denied", "You do not have permission to perform this action.", None)
NOT_FOUND: Item = ("not_found", "Not found.", None)
THROTTLED: Item = ("throttled", "Request was throttled. Expected available in 9 seconds.", None)
AWAY: Item = ("unavailable", "The service is not available at the moment.", None)
UNKNOWN_PARAMETER: Item = ("unknown_parameter", "There is no such parameter.", "color")
BAD_CURSOR: Item = ("invalid_cursor", "This cursor is not valid for this list.", "cursor")
TOKEN_ERRORS = (errors.TokenMissing, errors.TokenError, errors.TokenExpired, errors.SessionEnded)

RETRY_AFTER = {
    "Retry-After": {
        "description": "Whole seconds until the next try may succeed.",
        "schema": {"type": "integer", "minimum": 1},
    }
}
CHALLENGE = {
    "WWW-Authenticate": {
        "description": "The challenge of RFC 6750, section 3.",
        "schema": {"type": "string", "example": bearer_challenge(errors.TokenExpired())},
    }
}
KEY = build_parameter_type(
    name=key_errors.HEADER,
    schema={"type": "string", "pattern": PATTERN, "maxLength": 255},
    description="A new random one for each request, such as a UUID, and the same one when the "
    "request is sent again: within 24 hours it then does nothing again, and gets the same answer.",
    location=OpenApiParameter.HEADER,
)
KEY_ERRORS = (
    key_errors.KeyMalformed,
    key_errors.KeyReused,
    key_errors.KeyInFlight,
    key_errors.AnswerNotKept,
    LimitExceeded,
)
ANSWERED_AGAIN = {
    REPLAYED: {
        "description": "That the request was done before, and this is what it was answered.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
ADMISSION_ASKED = {
    "work": {
        "parameters": {
            "algorithm": "PBKDF2/SHA-256",
            "cost": 2000,
            "keyLength": 32,
            "keyPrefix": "00",
            "nonce": "5d0b3a5d1a1c0a62b4ec63d5a2c9ce07",
            "salt": "5f0ce3e4b5b1dd39ab1ef1b4a7c9ab10",
            "expiresAt": 1795867500,
            "data": {"for": "register", "account": "", "level": 1},
        },
        "signature": "f3b1b8e4c8a0ad2cf64a3a8fbb8bd93cdbb1f4cf8f9d1a6f0a4d5b2a07a1f3c9",
    },
    "by": ["work", "code"],
}
# What an error has besides, in its example.
MORE = {
    key_errors.AnswerNotKept.code: {"id": "01a20089-ead3-702d-a5ba-494170a91aff"},
    errors.SecondFactorRequired.code: {"challenge": TOKEN},
    errors.OtherProofRequired.code: {"challenge": TOKEN},
    errors.AdmissionRequired.code: ADMISSION_ASKED,
    errors.AdmissionRefused.code: ADMISSION_ASKED,
}
HEADERS = {401: CHALLENGE, 429: RETRY_AFTER, 503: RETRY_AFTER}


class ErrorItemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Stable; for programs.")
    detail = serializers.CharField(help_text="For people; its wording may change.")
    attr = serializers.CharField(allow_null=True, help_text="The input field concerned.")


class ErrorSerializer(serializers.Serializer[Any]):
    """Every answer that is not a success."""

    type = serializers.ChoiceField(ERROR_TYPES)
    errors = ErrorItemSerializer(many=True)
    id = serializers.UUIDField(
        required=False,
        help_text="Comes with `answer_not_kept`: of what the first request made, or was sent to.",
    )
    challenge = serializers.CharField(
        required=False,
        help_text="Comes with `second_factor_required`: sent with a code to `auth/second-factor`. "
        "And with `other_proof_required`: with a recovery code to `auth/recovery-code`.",
    )
    work = serializers.DictField(
        required=False,
        help_text="Comes with `admission_required` and `admission_refused`: a challenge of ALTCHA. "
        "Solved, it goes into the header `Admission` of the same request.",
    )
    by = serializers.ListField(
        child=serializers.ChoiceField(["work", "code"]),
        required=False,
        help_text="Comes with `work`: what may be shown. A `code` is asked for by "
        "`auth/admission-code`.",
    )


def sample(error: type[DomainError]) -> list[Item]:
    """What an answer of this domain error looks like."""
    if issubclass(error, LimitExceeded):
        return error(42).errors
    if issubclass(error, errors.IdentifierTaken):
        return error(["email", "username"]).errors
    if issubclass(error, errors.PasswordRefused):
        return error([("password_too_short", "This password is too short.")], attr="").errors
    if issubclass(error, errors.TransitionRefused):
        return error("pending", "inactive").errors
    return error().errors


def may_be_missing(serializer: serializers.Serializer[Any]) -> set[str]:
    """The fields that an answer may leave out: what has neither a default nor a column. That a
    request may leave them out is another thing.
    """
    if isinstance(serializer, serializers.ModelSerializer):
        return set()
    return {
        name
        for name, field in serializer.fields.items()
        if not field.required and field.default is empty and not field.read_only
    }


class AutoSchema(BaseAutoSchema):
    """drf-spectacular's schema of an operation, with all of its errors."""

    def get_request_serializer(self) -> Any:
        if requests := getattr(self.view, "requests", None):
            return requests.get(self.view.action)
        return super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        answers = getattr(self.view, "answers", None)
        if answers is None:
            return super().get_response_serializers()
        status, serializer = answers.get(self.view.action, (204, None))
        return {status: serializer} | self.view.more_answers.get(self.view.action, {})

    def get_operation_id(self) -> str:
        return naming.operation_id(
            path_words=self._tokenize_path(),
            action=self._action,
            does="list" if self._is_list_view() else self.method_mapping[self.method.lower()],
            is_post=self.method == "POST",
        )

    def get_summary(self) -> str | None:
        is_described = bool(get_doc(getattr(self.view, self._action, None)))
        is_one_of_many = "{" in self.path or self.method == "POST"
        return naming.summary(
            description=self.get_description() or "",
            action="" if is_described or not is_one_of_many else self._action,
        )

    def get_auth(self) -> list[dict[str, list[str]]]:
        """No requirement, rather than an empty one, where no token is read."""
        return [] if (auth := super().get_auth()) == [{}] else auth

    def get_examples(self) -> list[OpenApiExample]:
        """The example of what is sent; answers are shown by their components."""
        value = REQUESTS.get(self.get_operation_id())
        return [] if value is None else [OpenApiExample("example", value, request_only=True)]

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        """Also that of a DELETE, which drf-spectacular leaves out: erasure takes the password."""
        if self.method != "DELETE" or not self._takes_body():
            body: dict[str, Any] | None = super()._get_request_body(direction)
            return body
        serializer = self.get_request_serializer()
        schema, _is_required = self._get_request_for_media_type(serializer, direction)
        shown = self._get_examples(serializer, direction, "application/json")
        return {"content": {"application/json": build_media_type_object(schema, shown)}}

    def _takes_body(self) -> bool:
        if self.method == "DELETE":
            return self._action in getattr(self.view, "requests", {})
        return self.method in BODY_METHODS and bool(self.get_request_serializer())

    def map_parsers(self) -> list[Any]:
        """What clients send; HTML forms are for the browsable API."""
        parsers = (one for one in self.view.get_parsers() if type(one) not in BROWSER_FORMS)
        return list(dict.fromkeys(parser.media_type for parser in parsers))

    def _insert_field_validators(self, field: serializers.Field, schema: dict[str, Any]) -> None:
        super()._insert_field_validators(field, schema)
        take_blank_once(schema)
        if not field.read_only:
            make_exact(field, schema)

    def _get_request_for_media_type(self, serializer: Any, direction: str = "request") -> Any:
        """A body is needed where a field is, or one of several."""
        schema, is_needed = super()._get_request_for_media_type(serializer, direction)
        return schema, is_needed or getattr(serializer, "is_never_empty", False)

    def _map_basic_serializer(self, serializer: Any, direction: str) -> dict[str, Any]:
        """Of a request, the rules between fields, where all fields are there. Of an answer, all
        that it always has is required.
        """
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)
        if direction == "response":
            always = schema.get("properties", {}).keys() - may_be_missing(
                force_instance(serializer)
            )
            return schema | ({"required": sorted(always)} if always else {})
        is_open = getattr(serializer, "takes_any_field", False)
        if not is_open and "properties" in schema:
            schema["additionalProperties"] = False
        rules = getattr(serializer, "not_allowed", None)
        if rules and not is_patched_serializer(serializer, direction):
            schema["not"] = rules
        return schema

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._get_parameters()
        return [*parameters, deepcopy(KEY)] if self._takes_key() else parameters

    def _takes_key(self) -> bool:
        return isinstance(self.view, StrictViewSet) and takes_key(self.view, self.method)

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        if self._takes_key():
            for body in bodies.values():
                body["headers"] = body.get("headers", {}) | ANSWERED_AGAIN
        for status, items in sorted(self._errors().items()):
            bodies.setdefault(str(status), self._error_response(status, items))
        if self._takes_key():
            bodies["409"]["headers"] = RETRY_AFTER
        return bodies

    def _errors(self) -> dict[int, list[list[Item]]]:
        """The examples of each error status of this operation."""
        found: dict[int, list[list[Item]]] = defaultdict(list)
        for error in getattr(self.view, "domain_errors", {}).get(self._action, ()):
            found[error.status_code].append(sample(error))
        for status, item in self._common_errors():
            found[status].append([item])
        for error in KEY_ERRORS if self._takes_key() else ():
            found[error.status_code].append(sample(error))
        if self._needs_token():
            found[401] += [sample(error) for error in TOKEN_ERRORS]
        elif self.view.get_authenticators():  # none is needed, and a wrong one is not overlooked
            wrong = (error for error in TOKEN_ERRORS if error is not errors.TokenMissing)
            found[401] += map(sample, wrong)
        return found

    def _common_errors(self) -> Iterable[tuple[int, Item]]:
        """What an operation may answer because of its kind."""
        if self._takes_body():
            yield from ((400, MALFORMED), (413, TOO_LARGE), (415, NOT_JSON), (422, INVALID))
        yield 422, UNKNOWN_PARAMETER
        if self._is_list_view():
            yield 422, BAD_CURSOR
        if {type(one) for one in self.view.get_permissions()} - {AllowAny, IsAuthenticated}:
            yield 403, FORBIDDEN
        if self.view.get_authenticators() and not is_open_before_enrolment(self.view, self._action):
            yield 403, sample(errors.SecondFactorMissing)[0]
        if "{" in self.path or self._action in getattr(self.view, "may_be_missing", ()):
            yield 404, NOT_FOUND
        if getattr(self.view, "throttle_scope", None):
            yield 429, THROTTLED
        yield 503, AWAY

    @property
    def _action(self) -> str:
        return getattr(self.view, "action", "")

    def _needs_token(self) -> bool:
        return not any(isinstance(one, AllowAny) for one in self.view.get_permissions())

    def _error_response(self, status: int, examples: list[list[Item]]) -> dict[str, Any]:
        # Of two with one name, the one that tells more.
        fullest = {items[0][0]: items for items in sorted(examples, key=len)}
        examples = [fullest[name] for name in dict.fromkeys(items[0][0] for items in examples)]
        response = OpenApiResponse(
            ErrorSerializer,
            description=", ".join(items[0][0] for items in examples),
            examples=[
                OpenApiExample(
                    items[0][0],
                    error_body(status, items) | MORE.get(items[0][0], {}),
                    response_only=True,
                    status_codes=[str(status)],
                )
                for items in examples
            ],
        )
        body = self._get_response_for_code(response, str(status))
        return body | ({"headers": HEADERS[status]} if status in HEADERS else {})
