"""Lists, what is on them, and what saved searches found; in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bookmarks.models import MAX_NAME, MAX_NOTE, Kind
from foundation.fields import LineField, TextField
from foundation.schema_rules import not_exactly_one
from profiles import pictures
from profiles.pictures import PictureKind
from profiles.serializers.pictures import PicturesSerializer
from projects.models import ProjectStatus

if TYPE_CHECKING:
    from accounts.models import User
    from bookmarks.models import Shortlist, ShortlistEntry
    from projects.models import Project

TARGETS = ("username", "project")


class ShortlistNameSerializer(serializers.Serializer[Any]):
    """What can be changed of a list."""

    name = LineField(max_length=MAX_NAME)


class NewShortlistSerializer(ShortlistNameSerializer):
    """A new list: of people or of projects."""

    kind = serializers.ChoiceField(Kind.choices)


class ShortlistSerializer(serializers.Serializer["Shortlist"]):
    """A list, as its owner sees it: nobody else does."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Kind.choices)
    name = serializers.CharField()
    entries_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()

    def to_representation(self, shortlist: Shortlist) -> dict[str, Any]:
        """Of a list of `counted`."""
        return {
            "id": shortlist.pk,
            "kind": shortlist.kind,
            "name": shortlist.name,
            "entries_count": shortlist.entries_count,
            "created_at": shortlist.created_at,
        }


class NoteSerializer(serializers.Serializer[Any]):
    """What one notes about somebody or something, for oneself alone."""

    note = TextField(max_length=MAX_NOTE, allow_blank=True)


class NewEntrySerializer(serializers.Serializer[Any]):
    """Whom or what to put on a list: a person or a project, as the list's kind says."""

    not_allowed = not_exactly_one(*TARGETS)

    username = LineField(max_length=31, required=False, help_text="With or without an @ before it.")
    project = serializers.UUIDField(required=False, help_text="The id of somebody else's project.")
    note = TextField(
        max_length=MAX_NOTE,
        required=False,
        allow_blank=True,
        default="",
        help_text="For you alone.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(name in attrs for name in TARGETS) != 1:
            message = _("Send either username or project.")
            raise serializers.ValidationError({"username": [message]}, code="not_exactly_one")
        return attrs


class SavingSerializer(serializers.Serializer[Any]):
    """What a page asks of whoever saves something: a note, and what a new list is called."""

    name = LineField(max_length=MAX_NAME, required=False, allow_blank=True, default="")
    note = TextField(max_length=MAX_NOTE, required=False, allow_blank=True, default="")


class SavedPersonSerializer(serializers.Serializer["User"]):
    """Somebody who was saved or found, as their page shows them."""

    username = serializers.CharField()
    full_name = serializers.CharField()
    headline = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    avatar = PicturesSerializer(allow_null=True)

    def to_representation(self, user: User) -> dict[str, Any]:
        """Of an account with its profile."""
        profile = user.profile
        return {
            "username": user.username,
            "full_name": user.full_name,
            "headline": profile.headline,
            "city": profile.city,
            "country": profile.country,
            "avatar": pictures.urls(PictureKind.AVATAR, profile.avatar),
        }


class SavedProjectSerializer(serializers.Serializer["Project"]):
    """A project that was saved or found."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    country = serializers.CharField()
    status = serializers.ChoiceField(ProjectStatus.choices)
    opened_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, project: Project) -> dict[str, Any]:
        names = ("id", "title", "country", "status", "opened_at")
        return {name: getattr(project, name) for name in names}


PERSON, PROJECT = SavedPersonSerializer(), SavedProjectSerializer()


class ShortlistEntrySerializer(serializers.Serializer["ShortlistEntry"]):
    """An entry of a list, as its owner sees it: nobody else does."""

    id = serializers.UUIDField()
    is_shown = serializers.BooleanField(
        help_text="False: it is not shown any more, for whatever reason."
    )
    person = SavedPersonSerializer(
        allow_null=True, help_text="Null on a list of projects, and when not shown any more."
    )
    project = SavedProjectSerializer(
        allow_null=True, help_text="Null on a list of people, and when not shown any more."
    )
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()

    def to_representation(self, entry: ShortlistEntry) -> dict[str, Any]:
        """Of an entry of `shown_to` its owner."""
        person = entry.person if entry.person_is_shown else None
        project = entry.project if entry.project_is_shown else None
        return {
            "id": entry.pk,
            "is_shown": bool(person or project),
            "person": PERSON.to_representation(person) if person else None,
            "project": PROJECT.to_representation(project) if project else None,
            "note": entry.note,
            "created_at": entry.created_at,
            "changed_at": entry.changed_at,
        }
