"""What is shared to be reached by, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.fields import FlagField, LineField, TextField
from projects.contacts import can_share, contact_for
from projects.models import SharedContact
from projects.models.contact import MAX_CONTACT_ADDRESS, MAX_CONTACT_NAME
from projects.services.contacts import NOTHING

if TYPE_CHECKING:
    from django.http import HttpRequest

    from projects.models import Project


class ContactChoiceSerializer(serializers.Serializer[Any]):
    """What the other party of this project sees; what is left out is not shared."""

    name = LineField(
        max_length=MAX_CONTACT_NAME,
        required=False,
        allow_blank=True,
        default="",
        help_text="Whom to ask for, or the name at the door.",
    )
    address = TextField(
        max_length=MAX_CONTACT_ADDRESS,
        required=False,
        allow_blank=True,
        default="",
        help_text="For work at a place: where it is.",
    )
    phone_number = FlagField(required=False, default=False, help_text="One's verified number.")
    email = FlagField(required=False, default=False, help_text="One's verified e-mail address.")


class ContactSerializer(serializers.Serializer[Any]):
    """How the other party is reached."""

    name = serializers.CharField()
    phone_number = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    address = serializers.CharField()


class OwnContactSerializer(serializers.Serializer[Any]):
    """What one shares oneself."""

    name = serializers.CharField()
    phone_number = serializers.BooleanField()
    email = serializers.BooleanField()
    address = serializers.CharField()


class ProjectContactsSerializer(serializers.Serializer["Project"]):
    """What the two parties of a project share with each other, as one of them sees it."""

    can_share = serializers.BooleanField(
        help_text="From the start of the work to its end. Then it is deleted."
    )
    own = OwnContactSerializer(help_text="What the other party may see of the caller.")
    other = ContactSerializer(
        allow_null=True, help_text="Null when there is nothing, or nothing to be shown."
    )

    def to_representation(self, project: Project) -> dict[str, Any]:
        """As whoever makes the request, a party, sees it."""
        user = self.context["request"].user
        own = SharedContact.objects.of(user, project.pk).values(*NOTHING).first()
        other = contact_for(user, project)
        return {
            "can_share": can_share(project),
            "own": own or NOTHING,
            "other": other and vars(other),
        }


def contacts_shown(project: Project, request: HttpRequest) -> dict[str, Any] | None:
    """What a page shows one of the two parties; None while there is nothing to be shared."""
    if not can_share(project):
        return None
    return dict(ProjectContactsSerializer(project, context={"request": request}).data)
