"""`manage.py tour` against a server with real connections."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command

from profiles.tests.factories import make_skill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _typed_codes(monkeypatch, sms_outbox):
    """Whoever is asked for a code reads it off the last text message."""
    monkeypatch.setattr(
        "builtins.input", lambda _question: re.search(r"\d{6}", sms_outbox[-1][1])[0]
    )


@pytest.mark.usefixtures("_typed_codes")
def test_the_whole_story(live_server, settings, tmp_path):
    settings.ACCOUNT_PROOF_REQUIRED = False
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    make_skill("Python")
    make_skill("Django")
    output = io.StringIO()
    call_command("tour", live_server.url, stdout=output)
    told = output.getvalue()
    assert "both are in: both are revealed" in told
    assert told.endswith("That is the whole story.\n")


def test_a_server_that_tells_another_story(live_server):
    with pytest.raises(CommandError, match="404"):
        call_command("tour", f"{live_server.url}/elsewhere", stdout=io.StringIO())
