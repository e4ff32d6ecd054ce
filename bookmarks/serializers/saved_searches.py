"""Saved searches, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty

from bookmarks.criteria import asks_for_something, current_form, kept_form
from bookmarks.models import MAX_NAME, AlertFrequency, Kind
from bookmarks.serializers.shortlists import (
    PERSON,
    PROJECT,
    SavedPersonSerializer,
    SavedProjectSerializer,
)
from foundation.fields import LineField
from foundation.schema_rules import not_exactly_one
from profiles.serializers.search import PostedSearchSerializer
from projects.serializers.search import PostedProjectSearchSerializer

if TYPE_CHECKING:
    from bookmarks.found import FoundMatch
    from bookmarks.models import SavedSearch


class AsSent(serializers.Serializer[Any]):
    """Criteria that are judged as the search judges them, and stay what was sent: a city by its
    name is looked up when the search is run.
    """

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        super().validate(dict(attrs))
        return attrs


class PeopleCriteriaSerializer(AsSent, PostedSearchSerializer):
    """What people are looked for: the parameters of `GET profiles`, but those of a page."""

    cursor = page_size = facets = None  # type: ignore[assignment]  # they are of one request


class ProjectCriteriaSerializer(AsSent, PostedProjectSearchSerializer):
    """Which projects are looked for: the parameters of `GET projects`, but those of a page."""

    cursor = page_size = None  # type: ignore[assignment]


class ChosenAlone(serializers.Serializer[Any]):
    """Criteria as they are kept: what was not chosen is not there, and has no default."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.default, field.required = empty, False
        return fields


class ChosenPeopleCriteriaSerializer(ChosenAlone, PeopleCriteriaSerializer):
    """What was chosen of the parameters of `GET profiles`."""


class ChosenProjectCriteriaSerializer(ChosenAlone, ProjectCriteriaSerializer):
    """What was chosen of the parameters of `GET projects`."""


CRITERIA: dict[str, type[serializers.Serializer[Any]]] = {
    Kind.PEOPLE: PeopleCriteriaSerializer,
    Kind.PROJECTS: ProjectCriteriaSerializer,
}


def required_criteria(kind: str, valid: dict[str, Any]) -> dict[str, Any]:
    """Valid criteria in the form in which they are kept. Raises ValidationError for none."""
    kept = kept_form(valid)
    if not asks_for_something(kept):
        message = _("Say what you are looking for: words or a filter.")
        raise serializers.ValidationError({kind: [message]}, code="nothing_asked")
    return kept


ALERTS_HELP = "How often new good matches are looked for: `at_once` every quarter of an hour."


class CriteriaGivenSerializer(serializers.Serializer[Any]):
    """What is looked for, as a whole."""

    people = PeopleCriteriaSerializer(required=False)
    projects = ProjectCriteriaSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With `criteria` in place of what was sent, where it was."""
        for kind in (kind for kind in CRITERIA if kind in attrs):
            if self.instance and kind != self.instance.kind:
                message = _("This saved search is for something else.")
                raise serializers.ValidationError({kind: [message]}, code="other_kind")
            attrs["criteria"] = required_criteria(kind, attrs.pop(kind))
        return attrs


class SavedSearchChangeSerializer(CriteriaGivenSerializer):
    """What can be changed of a saved search. Criteria replace the earlier ones as a whole."""

    name = LineField(max_length=MAX_NAME, required=False)
    alerts = serializers.ChoiceField(AlertFrequency.choices, required=False, help_text=ALERTS_HELP)


class NewSavedSearchSerializer(CriteriaGivenSerializer):
    """A search to save: for `people` or for `projects`."""

    not_allowed = not_exactly_one(*CRITERIA)

    name = LineField(max_length=MAX_NAME)
    alerts = serializers.ChoiceField(AlertFrequency.choices, help_text=ALERTS_HELP)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sent = [kind for kind in CRITERIA if kind in attrs]
        if len(sent) != 1:
            message = _("Send either people or projects.")
            raise serializers.ValidationError({"people": [message]}, code="not_exactly_one")
        return super().validate(attrs) | {"kind": sent[0]}


class SavedSearchSerializer(serializers.Serializer["SavedSearch"]):
    """A saved search, as its owner sees it: nobody else does."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Kind.choices)
    name = serializers.CharField()
    alerts = serializers.ChoiceField(AlertFrequency.choices)
    people = ChosenPeopleCriteriaSerializer(
        allow_null=True, help_text="What was chosen alone; null for a search for projects."
    )
    projects = ChosenProjectCriteriaSerializer(
        allow_null=True, help_text="What was chosen alone; null for a search for people."
    )
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    next_look_at = serializers.DateTimeField(
        allow_null=True, help_text="When new matches are looked for next; null without alerts."
    )

    def to_representation(self, search: SavedSearch) -> dict[str, Any]:
        criteria = current_form(search)
        return {
            "id": search.pk,
            "kind": search.kind,
            "name": search.name,
            "alerts": search.alerts,
            **{kind: criteria if kind == search.kind else None for kind in CRITERIA},
            "created_at": search.created_at,
            "changed_at": search.changed_at,
            "next_look_at": search.next_look_at,
        }


class SearchMatchSerializer(serializers.Serializer["FoundMatch"]):
    """Somebody or something that a saved search found, and of which its owner was told."""

    person = SavedPersonSerializer(allow_null=True, help_text="Null of a search for projects.")
    project = SavedProjectSerializer(allow_null=True, help_text="Null of a search for people.")
    found_at = serializers.DateTimeField()

    def to_representation(self, match: FoundMatch) -> dict[str, Any]:
        return {
            "person": PERSON.to_representation(match.person) if match.person else None,
            "project": PROJECT.to_representation(match.project) if match.project else None,
            "found_at": match.found_at,
        }
