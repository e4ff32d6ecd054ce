"""What docs/api.md says of busy networks is so: its two blocks are run against a server."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from accounts import busy_networks
from accounts.models import User


@pytest.mark.django_db(transaction=True)
def test_a_client_registers_from_a_busy_network_as_documented(
    live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.BUSY_NETWORK_ACCOUNTS = 1
    busy_networks.arrive("127.0.0.1")
    text = (
        Path(django_settings.BASE_DIR, "docs/api.md").read_text().partition("## Busy networks")[2]
    )
    program, commands = re.findall(r"```(?:python|sh)\n(.*?)```", text, re.S)[:2]
    (tmp_path / "solve.py").write_text(program)
    done = subprocess.run(
        ["bash", "-ec", commands],
        cwd=tmp_path,
        env={"API": f"{live_server.url}/api/v1", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert json.loads((tmp_path / "asked.json").read_text())["by"] == ["work", "code"]
    assert json.loads(done.stdout)["user"]["username"] == "mira"
    assert User.objects.filter(username="mira").exists()
