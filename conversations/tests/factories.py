"""Messages between people, by the services that send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.models import Message
from conversations.services.writing import begin
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Invitation, Proposal


def make_message(
    between: Proposal | Invitation, *, by: User | None = None, text: str = "When can you come?"
) -> Message:
    """A message about a project between its client and whoever proposed or was invited, who writes
    it unless it is said.
    """
    project, freelancer = between.project, between.freelancer
    for person in (project.client, freelancer):
        make_profile(person)
    sender = by or freelancer
    to = freelancer.username if sender.pk == project.client_id else ""
    message = begin(sender=sender, project=project, text=text, to=to)
    return Message.objects.select_related(
        "conversation__client", "conversation__freelancer", "conversation__project"
    ).get(pk=message.pk)
