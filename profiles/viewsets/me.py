"""`me/profile`, `me/avatar` and `me/resume.json`: a user's own profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import status
from rest_framework.response import Response

from foundation import deadlines
from foundation.files.errors import StorageUnavailable
from foundation.money import TooManyDecimals
from foundation.viewsets import ActionViewSet
from profiles import errors
from profiles.models import Profile
from profiles.serializers.pictures import OwnAvatarSerializer, PictureUploadSerializer
from profiles.serializers.profile import EditProfileSerializer, OwnProfileSerializer
from profiles.serializers.resume import JsonResumeSerializer
from profiles.services import profile as service
from profiles.viewsets.base import UploadParser, uploaded_file

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.models import User


def _whole(user: User) -> Profile:
    """The user's own profile with all of its page, made if there is none."""
    deadlines.settle_due()
    service.own_profile(user)
    return Profile.objects.with_sections().get(user=user)


class OwnProfileViewSet(ActionViewSet):
    """The own profile: the public page, what is private, and how complete it is."""

    requests = {"update": EditProfileSerializer, "partial_update": EditProfileSerializer}
    answers = {
        "retrieve": (200, OwnProfileSerializer),
        "update": (200, OwnProfileSerializer),
        "partial_update": (200, OwnProfileSerializer),
    }
    domain_errors = {
        "update": (errors.CurrencyMissing, errors.PointFarFromCity, TooManyDecimals),
        "partial_update": (errors.CurrencyMissing, errors.PointFarFromCity, TooManyDecimals),
    }

    def retrieve(self, request: Request) -> Response:
        """The own profile, how complete it is, and what it lacks."""
        return Response(OwnProfileSerializer(_whole(request.user)).data)

    def update(self, request: Request) -> Response:
        """Replace what the owner says: what is left out becomes empty.

        The fields of the other role are refused. A rate needs its currency.
        """
        return self._update(request, partial=False)

    def partial_update(self, request: Request) -> Response:
        """Change some of the profile; the rules of PUT hold."""
        return self._update(request, partial=True)

    def _update(self, request: Request, *, partial: bool) -> Response:
        service.update_profile(user=request.user, changes=self.valid_data(partial=partial))
        return Response(OwnProfileSerializer(_whole(request.user)).data)


class AvatarViewSet(ActionViewSet):
    """The own picture."""

    parser_classes = [UploadParser]
    requests = {"update": PictureUploadSerializer}
    answers = {"update": (200, OwnAvatarSerializer), "destroy": (204, None)}
    domain_errors = {"update": (errors.UploadRefused, errors.UploadTooLarge, StorageUnavailable)}

    def update(self, request: Request) -> Response:
        """Set the own picture. It is cropped to a square, re-encoded in three sizes, and cleared of
        all that a camera wrote into it.
        """
        profile = service.set_avatar(user=request.user, upload=uploaded_file(request))
        return Response(OwnAvatarSerializer(profile).data)

    def destroy(self, request: Request) -> Response:
        """Take the own picture away."""
        service.remove_avatar(user=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ResumeViewSet(ActionViewSet):
    """The own profile as a JSON Resume."""

    answers = {"retrieve": (200, JsonResumeSerializer)}

    def retrieve(self, request: Request) -> Response:
        """The own profile in the format of JSON Resume 1.0.0 (https://jsonresume.org/schema)."""
        name = f'attachment; filename="{request.user.username}.resume.json"'
        resume = JsonResumeSerializer(_whole(request.user)).data
        return Response(resume, headers={"Content-Disposition": name})
