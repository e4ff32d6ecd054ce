"""The form in which somebody says whom they do not want to meet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.serializers import BlockPersonSerializer
from foundation.forms.fields import line_field
from foundation.forms.serialized import SerializedForm


class BlockForm(SerializedForm):
    """A username."""

    serializer_class = BlockPersonSerializer

    username = line_field(_("Username"), autocomplete="off")
