"""What a list takes in its query: filters and orders, each with a serializer field as its rule.

A viewset names the filterset of each list (`foundation.viewsets.StrictViewSet.filtersets`), and
its list calls `self.filter_queryset`. Every value that its rule refuses and every parameter that
the list does not know is named at once, in the one error format. The API's schema is made of the
same rules (`config.schema`).
"""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.fields import SkipField, empty

from foundation import cursors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import QueryDict
    from rest_framework.request import Request

    from foundation.viewsets import StrictViewSet

UNKNOWN = _("There is no such parameter.")
REPEATABLE = (serializers.ListField, serializers.MultipleChoiceField)


class Refused(forms.ValidationError):
    """What a serializer field has against a value, as it says it: per item, if it is a list."""

    def __init__(self, detail: Any) -> None:
        super().__init__(str(detail))
        self.detail = detail


class Values(forms.TextInput):
    """Every value that a parameter has."""

    def value_from_datadict(self, data: QueryDict, files: Any, name: str) -> list[str]:
        return data.getlist(name)


class RuleField(forms.Field):
    """A form field that judges nothing by itself: a serializer field does."""

    widget = Values

    def __init__(self, *, rule: serializers.Field[Any, Any, Any, Any], **options: Any) -> None:
        super().__init__(**options)
        self.rule = rule

    def clean(self, value: list[str]) -> Any:
        """The value; without one, the rule's default or None."""
        if not value:
            return self._default()
        is_repeatable = isinstance(self.rule, REPEATABLE)
        try:
            if len(value) > 1 and not is_repeatable:
                raise serializers.ValidationError(cursors.REPEATED, code=cursors.REPEATED_CODE)
            return self.rule.run_validation(value if is_repeatable else value[0])
        except serializers.ValidationError as error:
            raise Refused(error.detail) from error

    def _default(self) -> Any:
        try:
            return self.rule.get_default()
        except SkipField:
            return None


class FieldFilter(django_filters.Filter):
    """A filter whose values a serializer field judges and describes. It repeats if the field is a
    list, and is never needed.
    """

    field_class = RuleField

    def __init__(self, rule: serializers.Field[Any, Any, Any, Any], **options: Any) -> None:
        super().__init__(**options, rule=rule)
        self.rule = rule

    def __deepcopy__(self, memo: dict[int, Any]) -> FieldFilter:
        """Each request has its own filters, but one rule serves all: it keeps nothing of them."""
        found = copy.copy(self)
        found.method = self.method
        return found


class OrderingFilter(FieldFilter):
    """The orders of a list by their public names: fields that end in a unique one, as
    `KeysetPagination` needs them.
    """

    def __init__(self, orderings: Mapping[str, tuple[str, ...]], *, default: str) -> None:
        super().__init__(serializers.ChoiceField(list(orderings), default=default))
        self.orderings = orderings

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.order_by(*self.orderings[value])


class FilterSet(django_filters.FilterSet):
    """The filters of a list, all of them declared as `FieldFilter`."""

    @classmethod
    def is_left_out(cls, query: QueryDict) -> bool:
        """Whether a query has none of the filters, nor would get one by default: the commonest list
        need not set them up.
        """
        has_defaults = any(one.rule.default is not empty for one in cls.base_filters.values())
        return not has_defaults and cls.base_filters.keys().isdisjoint(query)

    def get_form_class(self) -> type[forms.Form]:
        return _form_class(type(self))

    def found(self) -> QuerySet[Any]:
        """What is left of the queryset. Raises ValidationError naming every parameter that is
        wrong.
        """
        if not self.is_valid():
            raise serializers.ValidationError(self.errors)
        found: QuerySet[Any] = self.qs
        return found

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong with each parameter, as serializers say it."""
        return {name: errors.data[0].detail for name, errors in self.form.errors.items()}


@cache
def _form_class(filterset_class: type[FilterSet]) -> type[forms.Form]:
    fields = {name: one.field for name, one in filterset_class.base_filters.items()}
    return type(f"{filterset_class.__name__}Form", (forms.Form,), fields)


class FilterBackend(DjangoFilterBackend):
    """Filters a list by the filterset of its action. Raises ValidationError naming every parameter
    that is wrong.
    """

    filterset_base = FilterSet

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: StrictViewSet
    ) -> QuerySet[Any]:
        filterset_class = self.get_filterset_class(view)
        if filterset_class is None or filterset_class.is_left_out(request.query_params):
            return queryset
        filterset = self.get_filterset(request, queryset, view)
        if not filterset.is_valid():
            raise serializers.ValidationError(filterset.errors | page_size_errors(request))
        return filterset.qs

    def to_html(self, request: Request, queryset: QuerySet[Any], view: StrictViewSet) -> str:
        """No form in the browsable API: it would send each filter that is left empty, which is
        none of its values.
        """
        return ""


def refuse_unknown(view: StrictViewSet) -> None:
    """Raises ValidationError naming every parameter that the view's action does not know
    (`unknown_parameter`), together with all that is wrong with the others.
    """
    request = view.request
    known = view.parameters()
    unknown = [name for name in request.query_params if name not in known]
    if not unknown:
        return
    errors: dict[str, Any] = {
        name: [ErrorDetail(UNKNOWN, code="unknown_parameter")] for name in unknown
    }
    if view.filterset_class:
        errors |= view.filterset_class(request.query_params, view.queryset).errors
    if cursors.PAGE_SIZE in known:
        errors |= page_size_errors(request)
    raise serializers.ValidationError(errors)


def page_size_errors(request: Request) -> dict[str, Any]:
    """What is wrong with `page_size`. A cursor is not judged beside wrong filters: it is good for
    the right ones only.
    """
    try:
        cursors.page_size(request)
    except serializers.ValidationError as error:
        return dict(error.detail)
    return {}
