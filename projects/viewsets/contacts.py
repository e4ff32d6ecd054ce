"""`projects/{id}/contact`: how the two parties reach each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.errors import LimitExceeded
from projects import errors
from projects.models import Project
from projects.serializers.contacts import ContactChoiceSerializer, ProjectContactsSerializer
from projects.services import contacts
from projects.viewsets.base import ActsOnWork, OfAgreement, ProjectsViewSet, without_several

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response

    from projects.models import ProjectQuerySet


class ContactViewSet(ActsOnWork, ProjectsViewSet):
    """Contact data of one project, for its parties alone, staff no more than others."""

    queryset = Project.objects.none()
    lookup_value_converter = "uuid"
    about_work = ("retrieve", "update")
    requests = {"update": ContactChoiceSerializer}
    answers = {
        "retrieve": (200, ProjectContactsSerializer),
        "update": (200, ProjectContactsSerializer),
    }
    domain_errors = {
        "retrieve": (errors.SeveralAgreements,),
        "update": (
            errors.SeveralAgreements,
            errors.WrongState,
            errors.ProjectRemoved,
            errors.PhoneNotVerified,
            errors.EmailNotVerified,
            LimitExceeded,
        ),
    }

    def get_queryset(self) -> ProjectQuerySet:
        return Project.objects.of(self.request.user).select_related("client", "freelancer")

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What the two parties share with each other, from the start of the work to its end."""
        return self.answer(self.get_object())

    def update(self, request: Request, pk: UUID) -> Response:
        """Choose what the other party sees: nothing, unless you say so. They are told when there is
        something new. When the work ends it is deleted; a block hides it at once.
        """
        contacts.share_contact(user=request.user, project=self.get_object(), **self.valid_data())
        return self.answer(self.get_object())


class AgreementContactViewSet(OfAgreement, ContactViewSet):
    """The same of an agreement."""

    domain_errors = without_several(ContactViewSet)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What the two parties of an agreement share with each other while work goes on."""
        return super().retrieve(request, pk)

    def update(self, request: Request, pk: UUID) -> Response:
        """Choose what the other party of an agreement sees, as with `projects/{id}/contact`."""
        return super().update(request, pk)
