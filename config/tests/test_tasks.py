"""Tasks that no worker runs leave the request alone."""

from __future__ import annotations

import pytest

from accounts.services.email import deliver
from config.tasks import BackgroundThreadBackend

pytestmark = pytest.mark.django_db


def test_tasks_run_beside_the_request(mailoutbox):
    backend = BackgroundThreadBackend("default", {})
    backend.enqueue(deliver, ["subject", "text", "<p>text</p>", "a@example.com"], {})
    backend.executor.shutdown(wait=True)
    assert [message.subject for message in mailoutbox] == ["subject"]
