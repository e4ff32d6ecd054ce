"""Objects of the API whose fields are named elsewhere: by a standard, or by what they are of."""

from __future__ import annotations

from typing import Any

from rest_framework.serializers import Serializer


class FreeFormSerializer(Serializer[Any]):
    """An object with any fields. Its docstring says where they are named."""

    takes_any_field = True
