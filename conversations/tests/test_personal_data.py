"""What a conversation holds about somebody goes with them."""

from __future__ import annotations

import pytest

from conversations.tests.factories import make_message
from foundation.models import IdempotencyKey

pytestmark = pytest.mark.django_db
KEY = {"HTTP_IDEMPOTENCY_KEY": "8e03978e-40d5-43e8-bc93-6894a57f9324"}


def test_whoever_is_erased_is_no_more_in_what_the_other_side_was_answered(
    client, worker, proposal, password
):
    message = make_message(proposal, text="I can come on Monday.")
    path = f"conversations/{message.conversation_id}/read"
    assert client.post(path, {"position": 1}, **KEY).status_code == 200
    assert IdempotencyKey.objects.get().answer is not None
    assert worker.delete("me", {"current_password": password}).status_code == 204
    assert IdempotencyKey.objects.get().answer is None
