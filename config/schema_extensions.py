"""What drf-spectacular is told of classes that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.plumbing import build_parameter_type, get_doc
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

if TYPE_CHECKING:
    from drf_spectacular.openapi import AutoSchema as BaseAutoSchema


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.authentication.TokenAuthentication"
    name = "accessToken"

    def get_security_definition(self, auto_schema: BaseAutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class Filters(DjangoFilterExtension):
    """A filter is described as its rule is in a body."""

    target_class = "foundation.filters.FilterBackend"
    priority = 1

    def get_schema_operation_parameters(
        self, auto_schema: BaseAutoSchema, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        filterset = self.target.get_filterset_class(auto_schema.view)
        if filterset is None:
            return []
        rules = {name: one.rule for name, one in filterset.base_filters.items()}
        serializer = type(filterset.__name__, (serializers.Serializer,), dict(rules))()
        described = auto_schema._map_serializer(serializer, "request")["properties"]
        return [
            build_parameter_type(
                name=name,
                schema=schema,
                description=schema.pop("description", None),
                location=OpenApiParameter.QUERY,
                allow_blank=getattr(rules[name], "allow_blank", True),
            )
            for name, schema in described.items()
        ]


class FreeForm(OpenApiSerializerExtension):
    target_class = "foundation.free_form.FreeFormSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: BaseAutoSchema, direction: str) -> dict[str, Any]:
        return {
            "type": "object",
            "description": get_doc(self.target.__class__),
            "additionalProperties": True,
        }
