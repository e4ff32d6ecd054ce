"""The thread of a project between its client and one freelancer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Greatest, Now
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from profiles.showing import Seen, has_page, is_among
from projects.joined import in_touch, joined
from projects.knowing import is_known
from projects.models import Project, Side

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def of(self, user: User) -> ConversationQuerySet:
        """Those in which the user is one of the two."""
        return self.filter(Q(client=user) | Q(freelancer=user))

    def unread_by(self, user: User) -> ConversationQuerySet:
        """Those in which the other one wrote something after what the user has read, that is there
        to read.
        """
        messages = Conversation.messages.rel.related_model.objects  # type: ignore[attr-defined]
        found = messages.unread().filter(conversation=OuterRef("pk"))
        theirs = found.filter(side=Side.FREELANCER).values("pk")[:1]
        ours = found.filter(side=Side.CLIENT).values("pk")[:1]
        return self.filter(
            Q(IsNull(Subquery(theirs), False), client=user, freelancer_wrote__gt=F("client_read"))
            | Q(
                IsNull(Subquery(ours), False),
                freelancer=user,
                client_wrote__gt=F("freelancer_read"),
            )
        )

    def joined(self) -> ConversationQuerySet:
        """Those whose two sides have something to do with each other now."""
        return self.filter(joined())

    def writable(self) -> ConversationQuerySet:
        """Those in which a message can be sent now."""
        return self.filter(in_touch())

    def with_cards(self, viewer: User) -> ConversationQuerySet:
        """With all that one of the two is shown of them: both people and the project, and which of
        these the viewer can open, the last message, and whether they can be written in.
        """
        people = self.select_related("project", "client__profile", "freelancer__profile")
        messages = Conversation.messages.rel.related_model.objects  # type: ignore[attr-defined]
        last = messages.filter(position=F("conversation__last_position"))
        return people.annotate(
            can_write=Case(When(in_touch(), then=True), default=False),
            client_has_page=has_page(viewer, "client"),
            client_is_known=is_known(viewer, "client"),
            freelancer_has_page=has_page(viewer, "freelancer"),
            freelancer_is_known=is_known(viewer, "freelancer"),
            project_is_visible=is_among(Project.objects.visible_to(viewer), "project"),
        ).prefetch_related(Prefetch("messages", queryset=last, to_attr="last_messages"))


class Conversation(models.Model):
    """One for each project and freelancer, made by the first message of either.

    Messages are counted from 1. What each side read is a position as well, and only grows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="conversations", db_index=False
    )
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    last_position = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField(db_default=Now())
    client_wrote = models.PositiveIntegerField(default=0, help_text=_("Their last message."))
    freelancer_wrote = models.PositiveIntegerField(default=0, help_text=_("Their last message."))
    client_read = models.PositiveIntegerField(default=0)
    freelancer_read = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ConversationQuerySet.as_manager()

    # As `with_cards` reads them, of its viewer.
    client_has_page: bool
    client_is_known: bool
    freelancer_has_page: bool
    freelancer_is_known: bool

    class Meta:
        indexes = [
            models.Index(
                fields=["client", "-last_message_at", "-id"], name="conversation_of_client"
            ),
            models.Index(
                fields=["freelancer", "-last_message_at", "-id"], name="conversation_of_freelancer"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "freelancer"], name="conversation_once_for_each_freelancer"
            ),
            models.CheckConstraint(
                condition=~Q(client=F("freelancer")), name="conversation_has_two_parties"
            ),
            models.CheckConstraint(
                condition=Q(last_position=Greatest("client_wrote", "freelancer_wrote")),
                name="conversation_ends_with_a_message_of_a_party",
            ),
            models.CheckConstraint(
                condition=Q(
                    client_read__lte=F("last_position"), freelancer_read__lte=F("last_position")
                ),
                name="conversation_read_up_to_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} with {self.freelancer_id}"

    def side_of(self, user: User) -> Side:
        """As whom one of the two writes."""
        return Side.CLIENT if user.pk == self.client_id else Side.FREELANCER

    def has_written(self, user: User) -> bool:
        """Whether one of the two has written a message here."""
        return bool(self.client_wrote if user.pk == self.client_id else self.freelancer_wrote)

    def other_of(self, user: User) -> User:
        """Whom one of the two writes to."""
        return self.freelancer if user.pk == self.client_id else self.client

    def other_seen_by(self, user: User) -> Seen:
        """The other side, as one of the two sees them: to write to somebody is not to know who that
        is. It comes `with_cards`.
        """
        if self.side_of(user) is Side.CLIENT:
            return Seen(self.freelancer, self.freelancer_has_page, self.freelancer_is_known)
        return Seen(self.client, self.client_has_page, self.client_is_known)

    def person(self, side: str) -> User:
        """Who writes as this side."""
        return self.client if side == Side.CLIENT else self.freelancer

    def read_by(self, user: User) -> int:
        """How far one of the two has read."""
        is_client = self.side_of(user) is Side.CLIENT
        return self.client_read if is_client else self.freelancer_read

    @property
    def party_ids(self) -> tuple[UUID, UUID]:
        return self.client_id, self.freelancer_id
