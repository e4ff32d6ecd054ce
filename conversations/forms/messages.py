"""Forms of the pages: a message."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.serializers.inputs import FirstMessageSerializer, MessageInputSerializer
from foundation.forms.fields import text_field
from foundation.forms.serialized import SerializedForm


class MessageForm(SerializedForm):
    """The next message of a conversation, or a better one."""

    serializer_class = MessageInputSerializer

    body = text_field(_("Your message"), rows=4)


class FirstMessageForm(SerializedForm):
    """A message to somebody whom the address names."""

    serializer_class = FirstMessageSerializer

    to = forms.CharField(widget=forms.HiddenInput, required=False)
    body = text_field(_("Your message"), rows=6)
