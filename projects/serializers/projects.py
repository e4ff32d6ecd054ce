"""What is shown of projects: to whoever may see them, to their parties, and as work that was done.

Written out by hand where DRF's way, field by field, would cost a list more than its queries.
`projects/tests/test_answers.py` holds each to the fields that it declares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.moderated import ModerationState
from foundation.money import written
from foundation.point_fields import PointSerializer
from profiles import pictures
from profiles.models import Profile, Workplace
from profiles.pictures import PictureKind
from profiles.serializers.pictures import PicturesSerializer
from profiles.serializers.places import PlaceSerializer, own_point_of, place_of
from profiles.serializers.reputation import ReputationSerializer
from profiles.showing import Seen
from projects.models import ProjectStatus, public_title
from projects.transitions import (
    NOT_BY_ITSELF,
    PROJECT_RULES,
    Party,
    party_of,
    possible_actions,
)

if TYPE_CHECKING:
    from profiles.models import Skill
    from projects.models import Project, Transition

PEOPLES_ACTIONS = sorted(set(PROJECT_RULES) - NOT_BY_ITSELF - {"lapse", "expire"})


class PersonSerializer(serializers.Serializer[Seen]):
    """A party of a project."""

    username = serializers.CharField(
        allow_null=True, help_text="Null for a former member, and for whose page is not shown."
    )
    full_name = serializers.CharField()
    has_page = serializers.BooleanField(
        help_text="Whether the caller can open their profile. Those who work together know each "
        "other without it."
    )
    organisation_name = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    avatar = PicturesSerializer(allow_null=True)
    reputation = ReputationSerializer()

    def to_representation(self, seen: Seen) -> dict[str, Any]:
        user = seen.user
        profile = (seen.is_named and getattr(user, "profile", None)) or Profile()
        avatar = profile.avatar if seen.has_page else ""
        return {
            "username": seen.username,
            "full_name": user.full_name if seen.is_named else seen.name,
            "has_page": seen.has_page,
            "organisation_name": profile.organisation_name,
            "city": profile.city,
            "country": profile.country,
            "avatar": pictures.urls(PictureKind.AVATAR, avatar),
            "reputation": ReputationSerializer(profile).data,
        }


class NeededSkillSerializer(serializers.Serializer["Skill"]):
    slug = serializers.CharField()
    name = serializers.CharField()

    def to_representation(self, skill: Skill) -> dict[str, Any]:
        return {"slug": skill.slug, "name": skill.name}


# They keep nothing of what they show, and one for each row would cost more than showing it.
PERSON, SKILL = PersonSerializer(), NeededSkillSerializer()


class ProjectSerializer(serializers.Serializer["Project"]):
    """A project as the caller sees it."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    description = serializers.CharField()
    skills = NeededSkillSerializer(many=True)
    budget_min = serializers.CharField(allow_null=True)
    budget_max = serializers.CharField(allow_null=True)
    budget_is_hourly = serializers.BooleanField()
    currency = serializers.CharField()
    country = serializers.CharField()
    workplace = serializers.ChoiceField(
        Workplace.choices, allow_blank=True, help_text="Where it is done, if its client says it."
    )
    city = serializers.CharField()
    point = PointSerializer(
        allow_null=True, help_text="For its client only: the own one, if there is one."
    )
    place = PlaceSerializer(
        allow_null=True, help_text="For its client only: where searches by distance find it."
    )
    names_client = serializers.BooleanField()
    is_private = serializers.BooleanField(
        help_text="Only those whom the client invites see it while it is open."
    )
    openings = serializers.IntegerField(help_text="For how many people there is work.")
    openings_left = serializers.IntegerField(
        help_text="How many more people can be chosen. With several openings, each of them has "
        "work of their own."
    )
    posting = serializers.UUIDField(
        allow_null=True,
        help_text="For the parties only: the project with several openings of which this fills "
        "one.",
    )
    version = serializers.IntegerField(
        help_text="Of its terms: each change while it is open makes another."
    )
    status = serializers.ChoiceField(ProjectStatus.choices)
    moderation = serializers.ChoiceField(
        ModerationState.choices,
        help_text="What a decision did with it, or with its posting. Only its parties see one that "
        "is not visible.",
    )
    client = PersonSerializer()
    freelancer = PersonSerializer(allow_null=True, help_text="For the parties only.")
    opened_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text="When an open project closes unless somebody was chosen."
    )
    started_at = serializers.DateTimeField(allow_null=True, help_text="For the parties only.")
    delivered_at = serializers.DateTimeField(allow_null=True, help_text="For the parties only.")
    completes_at = serializers.DateTimeField(
        allow_null=True, help_text="When the delivery counts as accepted unless it is answered."
    )
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    actions = serializers.ListField(
        child=serializers.ChoiceField(PEOPLES_ACTIONS),
        help_text="What the caller may do with it now.",
    )

    def to_representation(self, project: Project) -> dict[str, Any]:
        """As whoever makes the request sees it: who does it is for the parties to know."""
        viewer = self.context["request"].user
        party = party_of(project, viewer)
        is_party, is_client = party is not None, party is Party.CLIENT
        freelancer = project.freelancer if is_party else None
        client_has_page: bool = project.client_has_page  # type: ignore[attr-defined]
        freelancer_has_page: bool = project.freelancer_has_page  # type: ignore[attr-defined]
        return {
            "id": project.pk,
            "title": project.shown_title,
            "description": project.description,
            "skills": [SKILL.to_representation(skill) for skill in project.needed_skills()],
            "budget_min": written(project.budget_min, project.currency),
            "budget_max": written(project.budget_max, project.currency),
            "budget_is_hourly": project.budget_is_hourly,
            "currency": project.currency,
            "country": project.country,
            "workplace": project.workplace,
            "city": project.city,
            "point": own_point_of(project) if is_client else None,
            "place": place_of(project) if is_client else None,
            "names_client": project.names_client,
            "is_private": project.is_private,
            "openings": project.openings,
            "openings_left": project.openings_left,
            "posting": project.posting_id if is_party else None,
            "version": project.version,
            "status": project.status,
            "moderation": project.standing,
            "client": PERSON.to_representation(Seen(project.client, client_has_page, is_party)),
            "freelancer": freelancer
            and PERSON.to_representation(Seen(freelancer, freelancer_has_page, is_party)),
            "opened_at": project.opened_at,
            "expires_at": project.expires_at,
            "started_at": project.started_at if is_party else None,
            "delivered_at": project.delivered_at if is_party else None,
            "completes_at": project.completes_at if is_party else None,
            "closed_at": project.closed_at,
            "created_at": project.created_at,
            "actions": possible_actions(project, viewer),
        }


class TransitionSerializer(serializers.Serializer["Transition"]):
    """That a project, or a proposal to it, went from one state to another."""

    at = serializers.DateTimeField()
    action = serializers.CharField()
    from_status = serializers.CharField(help_text="Empty: it was made.")
    to_status = serializers.CharField()
    by = serializers.CharField(
        allow_null=True, help_text="A username. Null: time did it, or somebody who is not named."
    )
    by_name = serializers.CharField(
        allow_null=True, help_text="What they are called. Null: time did it."
    )
    reason = serializers.CharField()
    proposal = serializers.UUIDField(allow_null=True, help_text="Null: it is the project's own.")
    step = serializers.UUIDField(allow_null=True, help_text="Of the agreement, if it is one's.")

    def to_representation(self, move: Transition) -> dict[str, Any]:
        by = move.actor and Seen(move.actor, move.actor_has_page, move.actor_is_known)
        return {
            "at": move.at,
            "action": move.action,
            "from_status": move.from_status,
            "to_status": move.to_status,
            "by": by and by.username,
            "by_name": by and by.name,
            "reason": move.reason,
            "proposal": move.proposal_id,
            "step": move.step_id,
        }


class WorkSerializer(serializers.Serializer["Project"]):
    """A completed project in a freelancer's public history, as it was agreed. Of
    `with_agreed`.
    """

    id = serializers.UUIDField()
    title = serializers.CharField(help_text="Of a private project, that it was private.")
    skills = NeededSkillSerializer(many=True)
    started_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField()
    client = serializers.CharField(
        allow_null=True, help_text="The client's name, if the client allows."
    )

    def to_representation(self, project: Project) -> dict[str, Any]:
        agreed: list[dict[str, Any]] | None = project.agreed_skills  # type: ignore[attr-defined]
        own_skills = [SKILL.to_representation(skill) for skill in project.needed_skills()]
        return {
            "id": project.pk,
            "title": public_title(project),
            "skills": own_skills if agreed is None else agreed,
            "started_at": project.started_at,
            "closed_at": project.closed_at,
            "client": project.public_client_name,
        }
