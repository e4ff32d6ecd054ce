"""Start-up: safe by default, and clear about what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {"SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnop", "ALLOWED_HOSTS": "example.com"}


def manage(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env=known | {"ENV_FILE": "/nonexistent"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_production_server_passes_djangos_deployment_check():
    result = manage(
        "check", "--deploy", "--tag", "security", "--fail-level", "WARNING", **PRODUCTION
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "Set SECRET_KEY"),
        (PRODUCTION | {"SECRET_KEY": "short"}, "JWT_SIGNING_KEY needs 32 bytes"),
        (PRODUCTION | {"JWT_ALGORITHM": "RS256"}, "RS256 needs JWT_SIGNING_KEY"),
        (PRODUCTION | {"JWT_ALGORITHM": "none"}, "JWT_ALGORITHM must be one of"),
        (PRODUCTION | {"TASKS_BACKEND": "nowhere"}, "TASKS_BACKEND must be one of"),
        (PRODUCTION | {"SEARCH_INDEXER": "nobody"}, "SEARCH_INDEXER must be one of"),
        (PRODUCTION | {"DATABASE_POOLER": "statement"}, "DATABASE_POOLER must be transaction"),
    ],
)
def test_what_is_missing_or_unfit_is_a_clear_error(variables, message):
    result = manage("check", **variables)
    assert result.returncode != 0
    assert message in result.stderr


def test_behind_a_transaction_pooler_nothing_is_kept_in_a_session():
    server = {"DATABASE_URL": "postgres://one@127.0.0.1:1/one"}
    plain = manage("diffsettings", **PRODUCTION, **server).stdout
    assert "'options': '-c jit=off" in plain
    assert "'prepare_threshold': 2" in plain
    pooled = manage("diffsettings", **PRODUCTION, **server, DATABASE_POOLER="transaction").stdout
    assert "'options'" not in pooled
    assert "'server_side_binding': False, 'prepare_threshold': None" in pooled
    assert "'DISABLE_SERVER_SIDE_CURSORS': True" in pooled


def test_without_a_replica_nothing_routes():
    server = {"DATABASE_URL": "postgres://one@127.0.0.1:1/one"}
    assert "eplica" not in manage("diffsettings", **PRODUCTION, **server).stdout.replace(
        "REPLICA_MAX_LAG_SECONDS", ""
    )
    named = server | {"DATABASE_REPLICA_URL": "postgres://one@127.0.0.1:2/one"}
    routed = manage("diffsettings", **PRODUCTION, **named).stdout
    assert "DATABASE_ROUTERS = ['operations.replica.routing.Router']" in routed


def test_every_variable_is_documented():
    settings = (PROJECT / "config" / "settings.py").read_text()
    documented = (PROJECT / ".env.example").read_text()
    names = {part.split('"')[1] for part in settings.split("env.")[1:] if '("' in part[:14]}
    names |= {part.split('"')[1] for part in settings.split("_required(")[1:] if part[0] == '"'}
    assert "DATABASE_URL" in names
    assert "SECRET_KEY" in names
    assert [name for name in sorted(names) if name not in documented] == []


def test_passkeys_belong_to_the_sites_host_and_never_to_an_ip_address():
    def passkeys(site: str) -> list[str]:
        shown = manage("diffsettings", **PRODUCTION, SITE_URL=site).stdout
        return [line for line in shown.splitlines() if line.startswith("PASSKEY_")]

    assert passkeys("https://Guildhall.example.com/") == [
        "PASSKEY_ORIGINS = ['https://guildhall.example.com']  ###",
        "PASSKEY_RP_ID = 'guildhall.example.com'  ###",
    ]
    assert passkeys("http://127.0.0.1:8000") == [
        "PASSKEY_ORIGINS = ['http://localhost:8000']  ###",
        "PASSKEY_RP_ID = 'localhost'  ###",
    ]
