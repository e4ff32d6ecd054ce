"""Forms between the two steps of a log-in. The challenge is that of the step before."""

from __future__ import annotations

from typing import Any

from foundation.forms.serialized import SerializedForm


class HalfwayForm(SerializedForm):
    """A form of somebody who has passed the first step."""

    def __init__(self, *args: Any, challenge: str, **kwargs: Any) -> None:
        self.challenge = challenge
        super().__init__(*args, **kwargs)

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return super().given(cleaned) | {"challenge": self.challenge}
