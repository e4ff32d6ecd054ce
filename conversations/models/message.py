"""What somebody wrote in a conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.db.models.functions import Length, Now, Trim
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from conversations.models.conversation import Conversation
from foundation.moderated import Moderated, ModerationState, needs_decision
from foundation.row_history import tracked
from foundation.text_queries import for_websearch
from profiles.showing import is_among
from projects.models import Side

if TYPE_CHECKING:
    from accounts.models import User

MAX_TEXT = 5000
TIME_TO_EDIT = timedelta(minutes=10)


def _by(user: User) -> Q:
    return Q(conversation__client=user, side=Side.CLIENT) | Q(
        conversation__freelancer=user, side=Side.FREELANCER
    )


def _can_change() -> Case:
    """Whether its conversation is open to changes, asked of new messages alone: for all others the
    time to change them is over anyway.
    """
    is_new = Q(created_at__gt=Now() - Value(TIME_TO_EDIT))
    is_open = is_among(Conversation.objects.writable(), "conversation")
    return Case(When(is_new, then=is_open), default=True)


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, user: User) -> MessageQuerySet:
        """Those of the user's conversations."""
        return self.filter(conversation__in=Conversation.objects.of(user).values("pk"))

    def by(self, user: User) -> MessageQuerySet:
        """Those that the user wrote."""
        return self.of(user).filter(_by(user))

    def to(self, user: User) -> MessageQuerySet:
        """Those that were written to the user."""
        return self.of(user).exclude(_by(user))

    def readable_by(self, user: User) -> MessageQuerySet:
        """Those whose words the user may read: one's own, and what no decision took away."""
        return self.of(user).filter(_by(user) | Q(moderation=ModerationState.VISIBLE))

    def unread(self) -> MessageQuerySet:
        """Those that are there to read, and that whom they were written to has not read."""
        to_client = Q(side=Side.FREELANCER, position__gt=F("conversation__client_read"))
        to_freelancer = Q(side=Side.CLIENT, position__gt=F("conversation__freelancer_read"))
        return self.filter(
            to_client | to_freelancer, erased_at=None, moderation=ModerationState.VISIBLE
        )

    def containing(self, text: str) -> MessageQuerySet:
        """Those with all the words of a text."""
        query = SearchQuery(for_websearch(text), config="simple", search_type="websearch")
        return self.filter(search=query)

    def as_shown(self) -> MessageQuerySet:
        """With all that is shown of them."""
        with_project = self.select_related("conversation__project")
        heavy = ("search", "conversation__project__description", "conversation__project__search")
        return with_project.annotate(can_change=_can_change()).defer(*heavy).with_attachments()

    def with_attachments(self) -> MessageQuerySet:
        """With what is shown of their attachments, as `shown_attachments`: one query."""
        attachments = Message.attachments.rel.related_model.objects  # type: ignore[attr-defined]
        return self.prefetch_related(
            Prefetch("attachments", queryset=attachments.shown(), to_attr="shown_attachments")
        )

    def editable(self) -> MessageQuerySet:
        """Those that can still be changed, by the database's clock."""
        return self.filter(
            created_at__gt=Now() - Value(TIME_TO_EDIT),
            erased_at=None,
            moderation=ModerationState.VISIBLE,
        )


@tracked(without=("search", "attachments_count"))
class Message(Moderated):
    """Some words of one side. The row outlives them: whoever erases their account takes the words
    away, and the order stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="messages", db_index=False
    )
    position = models.PositiveIntegerField()
    side = models.CharField(max_length=10, choices=Side)
    body = models.TextField(max_length=MAX_TEXT, blank=True)
    attachments_count = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, help_text=_("The author erased it."))
    search = models.GeneratedField(
        expression=SearchVector("body", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["search"], name="message_text")]
        constraints = [
            needs_decision("message"),
            models.UniqueConstraint(
                fields=["conversation", "position"], name="message_once_at_each_position"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="message_side_is_known"),
            models.CheckConstraint(condition=Q(position__gte=1), name="message_counts_from_1"),
            models.CheckConstraint(
                condition=Q(
                    Q(GreaterThanOrEqual(Length(Trim("body")), 1)) | Q(attachments_count__gte=1),
                    erased_at=None,
                )
                | Q(body="", attachments_count=0, erased_at__isnull=False),
                name="message_says_something_unless_erased",
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("body"), MAX_TEXT)),
                name="message_has_5000_characters_at_most",
            ),
            models.CheckConstraint(
                condition=Q(edited_at=None) | Q(edited_at__gte=F("created_at")),
                name="message_edited_after_it_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.position}"

    @property
    def author(self) -> User:
        return self.conversation.person(self.side)
