"""`me/experience`, `me/education`, `me/links` and `me/portfolio`: lists that a user keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import mixins
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from accounts.authentication import current_session_id
from foundation.errors import LimitExceeded
from foundation.files.errors import StorageUnavailable
from foundation.viewsets import ActionViewSet, StrictViewSet
from profiles import errors
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.serializers.history import (
    EducationSerializer,
    ExperienceSerializer,
    LinkSerializer,
    PortfolioItemSerializer,
)
from profiles.serializers.pictures import PictureUploadSerializer
from profiles.services import history
from profiles.services.links import ask_to_verify
from profiles.viewsets.base import UploadParser, uploaded_file

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

    from foundation.errors import DomainError
    from profiles.models.history import Owned


class OwnedViewSet(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    StrictViewSet,
):
    """Things of the user's own profile, those added last first. Somebody else's are not found."""

    model: type[Owned]
    ordering = ("-id",)
    lookup_value_converter = "uuid"
    domain_errors: ClassVar[dict[str, tuple[type[DomainError], ...]]] = {
        "create": (errors.TooMany,),
        "update": (errors.EndsBeforeStart,),
        "partial_update": (errors.EndsBeforeStart,),
    }

    def get_queryset(self) -> QuerySet[Owned]:
        return self.model.of(self.request.user.pk)

    def perform_create(self, serializer: BaseSerializer) -> None:
        serializer.instance = history.add_item(
            user=self.request.user, model=self.model, fields=serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer) -> None:
        history.change_item(
            user=self.request.user, item=serializer.instance, changes=serializer.validated_data
        )

    def perform_destroy(self, instance: Owned) -> None:
        history.remove_item(user=self.request.user, item=instance)


class ExperienceViewSet(OwnedViewSet):
    """The own experience."""

    model = Experience
    makes = {"create": Experience}
    queryset = Experience.objects.none()
    serializer_class = ExperienceSerializer


class EducationViewSet(OwnedViewSet):
    """The own education."""

    model = Education
    makes = {"create": Education}
    queryset = Education.objects.none()
    serializer_class = EducationSerializer


class LinkViewSet(OwnedViewSet):
    """The own links. A link is verified when its page links back to the profile by rel="me"."""

    model = Link
    makes = {"create": Link}
    queryset = Link.objects.none()
    serializer_class = LinkSerializer
    domain_errors = {
        "create": (errors.TooMany, errors.AlreadyThere),
        "update": (errors.AlreadyThere,),
        "partial_update": (errors.AlreadyThere,),
    }


class LinkVerificationViewSet(ActionViewSet):
    """Proof that a link is the user's own."""

    queryset = Link.objects.none()
    lookup_value_converter = "uuid"
    answers = {"verify": (202, LinkSerializer)}
    domain_errors = {"verify": (LimitExceeded,)}

    def get_queryset(self) -> QuerySet[Link]:
        return Link.objects.filter(profile=self.request.user.pk)

    def verify(self, request: Request, pk: Any) -> Response:
        """Have the page looked at, soon: `checked_at` says when it was, `verified_at` that it
        links back to the profile with rel="me", and `problem` why not.
        """
        link = self.get_object()
        ask_to_verify(user=request.user, session_id=current_session_id(request), link=link)
        return Response(LinkSerializer(link).data, status=HTTP_202_ACCEPTED)


class PortfolioViewSet(OwnedViewSet):
    """The own work, self-declared."""

    model = PortfolioItem
    makes = {"create": PortfolioItem}
    queryset = PortfolioItem.objects.none()
    serializer_class = PortfolioItemSerializer


class PortfolioPictureViewSet(ActionViewSet):
    """The picture of a piece of work."""

    queryset = PortfolioItem.objects.none()
    lookup_value_converter = "uuid"
    parser_classes = [UploadParser]
    requests = {"update": PictureUploadSerializer}
    answers = {"update": (200, PortfolioItemSerializer), "destroy": (204, None)}
    domain_errors = {"update": (errors.UploadRefused, errors.UploadTooLarge, StorageUnavailable)}

    def get_queryset(self) -> QuerySet[PortfolioItem]:
        return PortfolioItem.objects.filter(profile=self.request.user.pk)

    def update(self, request: Request, pk: Any) -> Response:
        """Set the picture of a work; it is re-encoded within 480 and 1,600 pixels."""
        item = history.set_picture(
            user=request.user, item=self.get_object(), upload=uploaded_file(request)
        )
        return Response(PortfolioItemSerializer(item).data)

    def destroy(self, request: Request, pk: Any) -> Response:
        """Take the picture of a work away."""
        history.remove_picture(user=request.user, item=self.get_object())
        return Response(status=HTTP_204_NO_CONTENT)
