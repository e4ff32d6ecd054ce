"""Forms of the pages: a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.serializers.inputs import (
    FirstWithAttachmentsSerializer,
    MessageChangeSerializer,
    WithAttachmentsSerializer,
)
from foundation.forms.fields import files_field, text_field
from foundation.forms.serialized import SerializedForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conversations.models import Attachment

ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain,.md"
HELP = _("Pictures, PDF or plain text, at most 10 MB together.")


class MessageForm(SerializedForm):
    """The next message of a conversation."""

    serializer_class = WithAttachmentsSerializer

    body = text_field(_("Your message"), rows=4)
    attachments = files_field(_("Files"), accept=ACCEPTED, help_text=HELP)


class FirstMessageForm(SerializedForm):
    """A message to somebody whom the address names."""

    serializer_class = FirstWithAttachmentsSerializer

    to = forms.CharField(widget=forms.HiddenInput, required=False)
    body = text_field(_("Your message"), rows=6)
    attachments = files_field(_("Files"), accept=ACCEPTED, help_text=HELP)


class MessageChangeForm(SerializedForm):
    """Better words, or fewer files."""

    serializer_class = MessageChangeSerializer

    body = text_field(_("Your message"), rows=4)
    remove_attachments = forms.MultipleChoiceField(
        label=_("Remove files"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, attachments: Sequence[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if attachments:
            named = [(str(one.pk), one.name) for one in attachments]
            self.fields["remove_attachments"].choices = named
        else:
            del self.fields["remove_attachments"]
