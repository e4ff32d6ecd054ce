"""The form in which somebody says whom they do not want to meet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.serializers import BlockPersonSerializer
from foundation.forms.fields import line_field
from foundation.forms.serialized import SerializedForm


class BlockForm(SerializedForm):
    """A username, unless the page names something in which the two met."""

    serializer_class = BlockPersonSerializer

    username = line_field(_("Username"), autocomplete="off")
    met_in = forms.UUIDField(widget=forms.HiddenInput, required=False)
    needed = ("username",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username" if self["met_in"].value() else "met_in"]
