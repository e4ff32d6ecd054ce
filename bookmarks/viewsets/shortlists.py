"""`me/shortlists`: lists of people and projects, with private notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from bookmarks import errors
from bookmarks.models import Shortlist, ShortlistEntry
from bookmarks.serializers.shortlists import (
    NewEntrySerializer,
    NewShortlistSerializer,
    NoteSerializer,
    ShortlistEntrySerializer,
    ShortlistNameSerializer,
    ShortlistSerializer,
)
from bookmarks.services import shortlists
from foundation.errors import LimitExceeded
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

    from bookmarks.models.shortlist import ShortlistEntryQuerySet, ShortlistQuerySet


class ShortlistViewSet(ProjectsViewSet):
    """The lists that somebody keeps: nobody else learns of them, staff no more than others."""

    queryset = Shortlist.objects.none()
    ordering = ("-id",)
    lookup_value_converter = "uuid"
    makes = {"create": Shortlist}
    requests = {"create": NewShortlistSerializer, "partial_update": ShortlistNameSerializer}
    answers = {
        "list": (200, ShortlistSerializer(many=True)),
        "create": (201, ShortlistSerializer),
        "retrieve": (200, ShortlistSerializer),
        "partial_update": (200, ShortlistSerializer),
        "destroy": (204, None),
    }
    domain_errors = {
        "create": (errors.TooManySaved, LimitExceeded),
        "partial_update": (LimitExceeded,),
    }

    def get_queryset(self) -> ShortlistQuerySet:
        return Shortlist.objects.of(self.request.user).counted()

    def list(self, request: Request) -> Response:
        """The own lists, the newest first."""
        return self.answer_page(self.get_queryset())

    def create(self, request: Request) -> Response:
        """Begin a list of people or of projects, at most 20 of an account."""
        made = shortlists.make_list(owner=request.user, **self.valid_data())
        return self.answer(self.get_queryset().get(pk=made.pk))

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One list."""
        return self.answer(self.get_object())

    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Rename a list."""
        shortlist, given = self.get_object(), self.valid_data(partial=True)
        if given:
            shortlists.rename_list(owner=request.user, shortlist=shortlist, **given)
        return self.answer(self.get_object())

    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a list, with its entries and notes."""
        shortlists.delete_list(owner=request.user, shortlist=self.get_object())
        return Response(status=HTTP_204_NO_CONTENT)


class ListEntriesViewSet(ProjectsViewSet):
    """What is on one list."""

    queryset = ShortlistEntry.objects.none()
    ordering = ("-id",)
    may_be_missing = ("list", "create")
    makes = {"create": ShortlistEntry}
    requests = {"create": NewEntrySerializer}
    answers = {
        "list": (200, ShortlistEntrySerializer(many=True)),
        "create": (201, ShortlistEntrySerializer),
    }
    domain_errors = {
        "create": (
            errors.NobodyToSave,
            errors.NoProjectToSave,
            errors.OfOtherKind,
            errors.AlreadyListed,
            errors.TooManySaved,
            LimitExceeded,
        )
    }

    def shortlist(self) -> Shortlist:
        """The own one that the address names. Raises Http404."""
        own = Shortlist.objects.of(self.request.user)
        found: Shortlist = get_object_or_404(own, pk=self.kwargs["pk"])
        return found

    def list(self, request: Request, pk: UUID) -> Response:
        """The entries of a list, the newest first, as their owner may see them now."""
        entries = ShortlistEntry.objects.filter(shortlist=self.shortlist())
        return self.answer_page(entries.shown_to(request.user))

    def create(self, request: Request, pk: UUID) -> Response:
        """Put a person or a project on a list, with a note, at most 500 of a list.

        Neither they nor anybody else is told. What is on it already is a 409 `already_listed`.
        """
        shortlist, given = self.shortlist(), self.valid_data()
        save = shortlists.save_person if "username" in given else shortlists.save_project
        entry = save(owner=request.user, shortlist=shortlist, **given)
        return self.answer(ShortlistEntry.objects.shown_to(request.user).get(pk=entry.pk))


class EntryViewSet(ProjectsViewSet):
    """One entry of a list of one's own."""

    queryset = ShortlistEntry.objects.none()
    lookup_value_converter = "uuid"
    requests = {"partial_update": NoteSerializer}
    answers = {"partial_update": (200, ShortlistEntrySerializer), "destroy": (204, None)}
    domain_errors = {"partial_update": (LimitExceeded,)}

    def get_queryset(self) -> ShortlistEntryQuerySet:
        return ShortlistEntry.objects.of(self.request.user).shown_to(self.request.user)

    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the note."""
        entry, given = self.get_object(), self.valid_data(partial=True)
        if given:
            shortlists.change_note(owner=request.user, entry=entry, **given)
        return self.answer(self.get_object())

    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take an entry off its list, with the note."""
        shortlists.remove_entry(owner=request.user, entry=self.get_object())
        return Response(status=HTTP_204_NO_CONTENT)
