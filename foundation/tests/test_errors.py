"""What errors say."""

from __future__ import annotations

import pytest

from foundation.errors import LimitExceeded


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (7199, "120 minutes"),
        (7200, "2 hours"),
        (86_400, "24 hours"),
    ],
)
def test_whoever_tried_too_often_is_told_when_to_try_again(seconds, said):
    error = LimitExceeded(seconds)
    assert str(error) == f"Too many attempts. Try again in {said}."
    assert error.retry_after == seconds
