"""What one side of an agreement asks of the other, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.fields import FlagField, LineField, TextField, WholeNumberField
from foundation.money import AmountField
from foundation.parameters import RefusesUnknown
from foundation.schema_rules import all_of, any_of, has, is_value
from profiles.fields import CountryField, CurrencyField, DayField
from projects.models import Agreement, ChangeKind, ChangeRequest, ChangeStatus, Side
from projects.models.agreement import MAX_LOCATION
from projects.models.change_request import MAX_CHANGE_MESSAGE
from projects.models.proposal import MAX_INCLUDED
from projects.models.step import MAX_STEPS
from projects.serializers.inputs import MAX_VERSION, OPTIONAL
from projects.serializers.proposals import OfProjectSerializer, of_project
from projects.serializers.steps import AgreedStepSerializer, StepChangeSerializer
from projects.services.changing import possible_kinds

if TYPE_CHECKING:
    from django.http import HttpRequest

    from projects.models import Project

MAX_SHOWN = 20  # on the page of a project
ACTIONS = ("accept", "decline", "withdraw")
LEFT_OUT: dict[str, Any] = {"required": False}
EMPTY: dict[str, Any] = LEFT_OUT | {"allow_blank": True}


class TermsSerializer(RefusesUnknown):
    """The terms that are to change. What is left out stays; null or empty takes it away."""

    title = LineField(max_length=120, min_length=3, **LEFT_OUT)
    description = TextField(max_length=5000, **LEFT_OUT)
    price = AmountField(allow_null=True, **LEFT_OUT)
    price_is_hourly = FlagField(help_text="Else the price is for the whole.", **LEFT_OUT)
    currency = CurrencyField(help_text="ISO 4217; needed with a price.", **EMPTY)
    included = TextField(max_length=MAX_INCLUDED, help_text="What is included.", **EMPTY)
    steps = serializers.ListField(
        child=StepChangeSerializer(),
        max_length=MAX_STEPS,
        help_text="All steps as they would be. What was delivered stays as it is.",
        **LEFT_OUT,
    )
    starts_on = DayField(allow_null=True, **LEFT_OUT)
    ends_on = DayField(allow_null=True, **LEFT_OUT)
    country = CountryField(help_text="ISO 3166-1; empty: anywhere.", **EMPTY)
    location = LineField(max_length=MAX_LOCATION, help_text="Where the work is.", **EMPTY)


class NewChangeRequestSerializer(serializers.Serializer[Any]):
    """What is asked for."""

    kind = serializers.ChoiceField(
        ChangeKind.choices,
        help_text="`terms` makes another version of the agreement. `end` ends the work, and counts "
        "against nobody. Within 72 hours of the start and before a delivery, `did_not_happen` "
        "leaves nothing of it, neither in the history nor to be reviewed, and `undo` opens the "
        "project again.",
    )
    terms = TermsSerializer(required=False, help_text="For `terms` only.")
    message = TextField(max_length=MAX_CHANGE_MESSAGE, **OPTIONAL)
    version = WholeNumberField(
        required=False,
        min_value=1,
        max_value=MAX_VERSION,
        help_text="Which version of the agreement is meant; another one is a 409.",
    )
    not_allowed = any_of(
        all_of(is_value("kind", ChangeKind.TERMS), {"not": has("terms")}),
        *(
            all_of(is_value("kind", kind), has("terms"))
            for kind in ChangeKind.values
            if kind != ChangeKind.TERMS
        ),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        is_of_terms = attrs["kind"] == ChangeKind.TERMS
        if is_of_terms and "terms" not in attrs:
            message = _("Say which terms are to change.")
            raise serializers.ValidationError({"terms": [message]}, code="required")
        if "terms" in attrs and not is_of_terms:
            message = _("Only a request for other terms has these.")
            raise serializers.ValidationError({"terms": [message]}, code="not_allowed")
        return attrs


class ChangedTermsSerializer(serializers.Serializer[Any]):
    """The terms that would be others, as they would be. The others are not there."""

    title = serializers.CharField(**LEFT_OUT)
    description = serializers.CharField(**LEFT_OUT)
    price = serializers.CharField(allow_null=True, **LEFT_OUT)
    price_is_hourly = serializers.BooleanField(**LEFT_OUT)
    currency = serializers.CharField(**LEFT_OUT)
    included = serializers.CharField(**LEFT_OUT)
    steps = AgreedStepSerializer(many=True, **LEFT_OUT)
    starts_on = serializers.DateField(allow_null=True, **LEFT_OUT)
    ends_on = serializers.DateField(allow_null=True, **LEFT_OUT)
    country = serializers.CharField(**LEFT_OUT)
    location = serializers.CharField(**LEFT_OUT)

    def to_representation(self, terms: dict[str, Any]) -> dict[str, Any]:
        price = terms.get("price")
        return terms | ({} if price is None else {"price": str(price)})


class ChangeRequestSerializer(serializers.Serializer[ChangeRequest]):
    """What one side asks of the other, as these two see it."""

    id = serializers.UUIDField()
    agreement = serializers.UUIDField()
    project = OfProjectSerializer()
    number = serializers.IntegerField(help_text="From 1 for each agreement.")
    kind = serializers.ChoiceField(ChangeKind.choices)
    requested_by = serializers.ChoiceField(Side.choices)
    base_version = serializers.IntegerField(
        help_text="The version of the agreement that it was asked of."
    )
    terms = ChangedTermsSerializer(allow_null=True, help_text="Null of another kind.")
    message = serializers.CharField()
    status = serializers.ChoiceField(
        ChangeStatus.choices,
        help_text="`lapsed`: the work ended otherwise, or the time for it was over.",
    )
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text="Until when it can be accepted, if time ends that."
    )
    decided_at = serializers.DateTimeField(allow_null=True)
    actions = serializers.ListField(
        child=serializers.ChoiceField(ACTIONS), help_text="What the caller may do with it now."
    )

    def to_representation(self, request: ChangeRequest) -> dict[str, Any]:
        """As whoever makes the request sees it. Of one `with_project`."""
        agreement = request.agreement
        is_of_terms = request.kind == ChangeKind.TERMS
        return {
            "id": request.pk,
            "agreement": agreement.pk,
            "project": of_project(agreement.project, is_visible=request.project_is_visible),
            "number": request.number,
            "kind": request.kind,
            "requested_by": side_of(agreement, request.requested_by_id),
            "base_version": request.base_version,
            "terms": TERMS_SHOWN.to_representation(request.changed_terms())
            if is_of_terms
            else None,
            "message": request.message,
            "status": request.status,
            "created_at": request.created_at,
            "expires_at": request.expires_at,
            "decided_at": request.decided_at,
            "actions": self._actions(request),
        }

    def _actions(self, request: ChangeRequest) -> list[str]:
        if request.status != ChangeStatus.WAITING:
            return []
        is_own = request.requested_by_id == self.context["request"].user.pk
        return ["withdraw"] if is_own else ["accept", "decline"]


def side_of(agreement: Agreement, user_id: Any) -> str:
    """On which side of an agreement one of its two parties is."""
    return Side.CLIENT if user_id == agreement.client_id else Side.FREELANCER


TERMS_SHOWN = ChangedTermsSerializer()


def requests_shown(project: Project, request: HttpRequest) -> dict[str, Any] | None:
    """What a page shows one of the two parties of their change requests; None without an
    agreement.
    """
    user = request.user
    live = Agreement.objects.live().with_versions()
    agreement = live.of(user).filter(project=project).first()
    if agreement is None:
        return None
    found = ChangeRequest.objects.filter(agreement=agreement).reaching(user).with_project(user)
    rows = found.order_by("-number")[:MAX_SHOWN]
    context = {"request": request}
    return {
        "requests": ChangeRequestSerializer(rows, many=True, context=context).data,
        "possible": possible_kinds(project),
        "currency": agreement.current.currency,
    }
