"""`me/blocks`: whom somebody does not want to meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT

from accounts import errors
from accounts.authentication import current_session_id
from accounts.models import Block
from accounts.serializers import BlockPersonSerializer, BlockSerializer
from accounts.services.blocks import block_person, unblock_person
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request


class BlockViewSet(ActionViewSet):
    """The people whom somebody blocked, the latest first."""

    queryset = Block.objects.none()
    ordering = ("-id",)
    lookup_value_converter = "uuid"
    makes = {"create": Block}
    requests = {"create": BlockPersonSerializer}
    answers = {
        "list": (200, BlockSerializer(many=True)),
        "create": (201, BlockSerializer),
        "destroy": (204, None),
    }
    more_answers = {"create": {200: BlockSerializer}}
    domain_errors = {
        "create": (
            errors.UnknownPerson,
            errors.NotThere,
            errors.BlockOfOneself,
            errors.TooManyBlocks,
            LimitExceeded,
        )
    }

    def get_queryset(self) -> QuerySet[Block]:
        return Block.objects.filter(blocker=self.request.user)

    def list(self, request: Request) -> Response:
        """The people whom one blocked, by the usernames that they had then."""
        return self.answer_page(self.get_queryset())

    def create(self, request: Request) -> Response:
        """Block a person by their username, or as the other one of a conversation or the client of
        a project (`met_in`), also when one is not told who it is. Whom one blocks already is a 200.

        The two do not meet any more while they are logged in: neither finds the other in searches,
        matches and recommendations, opens the other's page or open projects, invites the other or
        proposes to the other. Live proposals between them are declined or withdrawn, in the name of
        whoever blocks, and invitations end without a word. Work under way goes on:
        it can be delivered, completed, ended and reviewed, though neither writes to the other any
        more (409 `person_away`). Reviews stay where they are. The other
        person is not told, and is answered as if one were not there. Staff have to see what they
        decide on: to block them has no effect.
        """
        block, is_new = block_person(
            user=request.user, session_id=current_session_id(request), **self.valid_data()
        )
        status = HTTP_201_CREATED if is_new else HTTP_200_OK
        return Response(BlockSerializer(block).data, status=status)

    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take a block back. What it ended stays ended."""
        unblock_person(
            user=request.user, session_id=current_session_id(request), block=self.get_object()
        )
        return Response(status=HTTP_204_NO_CONTENT)
