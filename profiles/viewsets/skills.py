"""`skills` and `me/skills`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import mixins
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT

from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet
from profiles import errors
from profiles.filters import SkillFilterSet
from profiles.models import ProfileSkill, Skill
from profiles.serializers.skills import (
    AddSkillSerializer,
    ProfileSkillSerializer,
    SkillSerializer,
)
from profiles.services.skills import add_skill, remove_skill
from profiles.skill_search import FoundSkill, skills_like
from profiles.viewsets.vocabulary import VocabularyViewSet

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class OwnSkillViewSet(mixins.ListModelMixin, ActionViewSet):
    """The own skills, those added last first."""

    queryset = ProfileSkill.objects.none()
    ordering = ("-id",)
    lookup_field = "slug"
    requests = {"create": AddSkillSerializer}
    answers = {
        "list": (200, ProfileSkillSerializer(many=True)),
        "create": (201, ProfileSkillSerializer),
        "destroy": (204, None),
    }
    more_answers = {"create": {200: ProfileSkillSerializer}}
    domain_errors = {"create": (errors.UnknownSkill, errors.TooMany, LimitExceeded)}

    def get_queryset(self) -> QuerySet[ProfileSkill]:
        return ProfileSkill.objects.filter(profile=self.request.user.pk).select_related("skill")

    def list(self, request: Request) -> Response:
        """The own skills."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(ProfileSkillSerializer(page, many=True).data)

    def create(self, request: Request) -> Response:
        """Add a skill by its name or slug, or change level and years of one that is there (200).

        Aliases resolve: `k8s` is Kubernetes. A name that is not known becomes a proposal, which
        staff accept or merge into another.
        """
        held, is_new = add_skill(user=request.user, **self.valid_data())
        status = HTTP_201_CREATED if is_new else HTTP_200_OK
        data = ProfileSkillSerializer(self.get_queryset().get(pk=held.pk)).data
        return Response(data, status=status)

    def destroy(self, request: Request, slug: str) -> Response:
        """Take a skill away, by its slug or an alias."""
        if not remove_skill(user=request.user, slug=slug):
            raise NotFound
        return Response(status=HTTP_204_NO_CONTENT)


class SkillViewSet(VocabularyViewSet):
    """The vocabulary of skills."""

    serializer_class = SkillSerializer
    queryset = Skill.objects.none()
    filtersets = {"list": SkillFilterSet}

    def get_queryset(self) -> QuerySet[Skill]:
        return Skill.objects.accepted().with_names()

    def like(self, text: str, limit: int) -> list[FoundSkill]:
        return skills_like(text, limit)

    def list(self, request: Request) -> Response:
        """The skills by name; with `search`, those that it may mean, the likeliest first.

        A search forgives typos, knows other names (`k8s`), and answers one page.
        """
        return super().list(request)
