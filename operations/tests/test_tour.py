"""`python -m operations.tour`, whose guide is walked to its end in config/tests/test_guide.py."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_a_server_that_tells_another_story(live_server: LiveServer) -> None:
    tour = subprocess.run(
        [sys.executable, "-m", "operations.tour", f"{live_server.url}/elsewhere"],
        cwd=settings.BASE_DIR,
        env={},  # it needs no configuration
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert tour.returncode == 1
    assert tour.stdout.splitlines() == ["Set up", "Register"]
    assert "404" in tour.stderr
