"""What Guildhall runs on is listed in full, and under licences that somebody has looked at."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def inventory() -> Any:
    spec = importlib.util.spec_from_file_location("inventory", ROOT / "deploy" / "inventory.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def document(inventory) -> dict[str, Any]:
    return inventory.sbom()


def component(*licences: dict[str, Any]) -> dict[str, Any]:
    return {"components": [{"name": "new", "version": "1", "licenses": list(licences)}]}


def test_the_sbom_is_valid_and_holds_all_that_is_locked_and_nothing_else(inventory, document):
    assert inventory.misfit(document) == []
    assert inventory.missing(document) == []
    assert len(document["components"]) == len(inventory.locked())
    assert "pytest" not in json.dumps(document["components"])
    assert "/" + str(ROOT).lstrip("/") not in json.dumps(document)


def test_what_only_s3_needs_is_there_and_optional(inventory, document):
    scopes = {one["name"]: one["scope"] for one in document["components"]}
    assert (scopes["Django"], scopes["boto3"]) == ("required", "optional")
    needed, optional = inventory.table(document).split(inventory.HEAD_OF_OPTIONAL)
    assert "| django |" in needed
    assert "| boto3 |" not in needed
    assert "| boto3 |" in optional


def test_a_package_that_is_not_installed_is_missed(inventory, document):
    django, *others = sorted(document["components"], key=lambda one: one["name"] != "Django")
    assert inventory.missing(document | {"components": others}) == ["django"]
    assert "not CycloneDX" in inventory.misfit(document | {"components": [django, {}]})[0]


def test_every_licence_may_be_combined_with_ours(inventory, document):
    assert inventory.unknown(document) == []


@pytest.mark.parametrize(
    ("stated", "is_allowed"),
    [
        ({"license": {"id": "MIT"}}, True),
        ({"license": {"name": "License :: OSI Approved :: BSD License"}}, True),
        ({"expression": "GPL-3.0-only OR MIT"}, True),
        ({"expression": "MPL-2.0 AND (Apache-2.0 OR MIT)"}, True),
        ({"expression": "GPL-3.0-only AND MIT"}, False),
        ({"expression": "AGPL-3.0-only AND (Apache-2.0 OR MIT)"}, False),
        ({"license": {"name": "Proprietary"}}, False),
    ],
)
def test_a_licence_that_nobody_has_looked_at_fails(inventory, stated, is_allowed):
    assert (inventory.unknown(component(stated)) == []) is is_allowed


def test_a_package_that_states_none_fails(inventory):
    assert inventory.unknown(component()) == ["new: none stated"]


def test_the_list_is_of_what_is_locked(inventory):
    listed = (ROOT / "docs" / "licences.md").read_text()
    rows = [f"| {name} | {version} |" for name, version in inventory.locked().items()]
    assert [row for row in rows if row not in listed] == [], "run make licences"
