"""docs/operations.md names every event and every metric: what an operator sees is what it says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from django.conf import settings

from operations.metrics.recording import Recorder
from operations.metrics.scraping import GAUGES_OF_INDEXES, UP

ROOT = Path(settings.BASE_DIR)
GUIDE = (ROOT / "docs" / "operations.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["importlinter"]["root_packages"]
LOGGED = re.compile(r'logger\.(?:debug|info|warning|error|exception)\(\s*"(\w+)"')


def code(*folders: str) -> str:
    return "\n".join(
        path.read_text()
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "tests" not in path.parts
    )


def test_every_event_of_the_log_is_in_the_guide():
    events = set(LOGGED.findall(code(*PACKAGES)))
    assert {"request", "login_failed", "task_failed"} <= events
    assert [event for event in sorted(events) if f"`{event}`" not in GUIDE] == []


def test_every_metric_is_in_the_guide(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    settings.METRICS_DIR = str(tmp_path)
    recorder = Recorder()
    names = {
        f"{metric._name}_total" if metric._type == "counter" else metric._name
        for metric in vars(recorder).values()
        if hasattr(metric, "_type")
    }
    names |= {
        f"guildhall_{name}" for name in re.findall(r'yield "(\w+)"', code("operations/metrics"))
    }
    names |= {UP, *(f"guildhall_search_index_{name}" for name in GAUGES_OF_INDEXES)}
    assert len(names) == 15
    assert [name for name in sorted(names) if f"`{name}`" not in GUIDE] == []
