"""The files that deployments begin with: held to their formats, and to the code beside them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from operations.server import server_command

ROOT = Path(settings.BASE_DIR)
UNITS = ROOT / "deploy" / "systemd"
MOST_EXPOSED = 20  # in tenths, of 100: systemd calls up to 30 "OK"
SERVICES = ["web", "worker", "indexer", "settle", "daily"]

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd: apt-get install systemd"
)


def tool(name: str, *arguments: str) -> None:
    """Run a linter of the development requirements; what it complains about is the failure."""
    path = Path(sys.executable).with_name(name)
    done = subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dockerfile_passes_hadolint():
    tool("hadolint", "Dockerfile")


def test_the_compose_file_fits_its_schema():
    tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose.yaml")


def test_the_image_gets_every_app_and_no_secret():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if not line.startswith("#")]
    taken = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["importlinter"]["root_packages"]
    assert rules[0] == "*"
    assert {*packages} <= taken
    assert {"manage.py", "requirements.txt", "static", "templates", "locale"} <= taken
    assert not {one for one in taken if one.startswith(".") or not (ROOT / one).exists()}


@pytest.fixture
def installed(tmp_path) -> Path:
    """The units as if this checkout were /opt/guildhall."""
    shutil.copytree(UNITS, tmp_path / "units")
    environment = Path(sys.executable).parent.parent
    for unit in (tmp_path / "units").rglob("*.*"):
        if unit.is_file():
            text = unit.read_text().replace("/opt/guildhall/.venv", str(environment))
            unit.write_text(text.replace("/opt/guildhall", str(ROOT)))
    return tmp_path / "units"


def analyze(units: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@needs_systemd
def test_systemd_understands_every_line(installed):
    names = [str(path) for path in sorted(installed.glob("guildhall-*.[st]*r*")) if path.is_file()]
    assert len(names) == len(list(UNITS.glob("*.service")) + list(UNITS.glob("*.timer")))
    done = analyze(installed, "verify", "--man=no", *names)
    about_ours = [line for line in done.stderr.splitlines() if "guildhall" in line]
    assert (done.returncode, about_ours) == (0, [])


@needs_systemd
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_kept_in_its_cage(installed, service):
    done = analyze(
        installed,
        *("security", "--offline=true", f"--threshold={MOST_EXPOSED}", "--no-pager"),
        f"guildhall-{service}.service",
    )
    assert done.returncode == 0, done.stdout[-200:] + done.stderr


def options(text: str) -> dict[str, str]:
    """What granian is told in the one command of it that a text holds, except where and how often:
    each option with its value, and what is neither by itself.
    """
    (command,) = re.findall(r"\bgranian\b[\", ]+(--(?:\\\n|[^\n])*)", text)
    words = " ".join(re.findall(r'[^\s",\[\]\\]+', command))
    found = dict(re.findall(r"(\S+)(?: (?!--)(\S+))?", words))
    return {name: found[name] for name in found.keys() - {"--host", "--port", "--workers"}}


@pytest.mark.parametrize(
    "path", ["Dockerfile", "deploy/systemd/guildhall-web.service", "docs/deployment.md"]
)
def test_the_server_is_run_the_same_way_everywhere(path):
    ours = options(" ".join(server_command(host="HOST", port=1, workers=2)))
    assert {"--blocking-threads": "4", "--no-ws": ""}.items() <= ours.items()
    assert options((ROOT / path).read_text()) == ours


def test_a_new_machine_is_prepared_before_its_services_start():
    guide = (ROOT / "docs" / "operations.md").read_text()
    (block,) = re.findall(r"```sh\n(useradd.*?)```", guide, re.DOTALL)
    before, starts, _after = block.partition("systemctl enable --now")
    blank, environment, filled_in = before.partition("export ENV_FILE=/etc/guildhall.env")
    assert starts
    assert environment
    assert "manage.py" not in blank
    container = (ROOT / "deploy" / "compose.yaml").read_text().partition("  migrate:\n")[2]
    (once,) = re.findall(r"-ec, \"(.*)\"\]", container)
    wanted = {"collectstatic", *re.findall(r"manage\.py (\w+)", once)}
    assert {"migrate", "createcachetable", "import_skills", "import_occupations"} < wanted
    assert set(re.findall(r"manage\.py (\w+)", filled_in)) == wanted


def test_what_the_doctor_recommends_is_there():
    recommended = {
        name
        for path in (ROOT / "operations" / "doctor").glob("*.py")
        for name in re.findall(r"guildhall-\w+\.(?:service|timer)", path.read_text())
    }
    assert recommended == {"guildhall-worker.service", "guildhall-daily.timer"} | {
        "guildhall-settle.timer"
    }
    assert all((UNITS / name).is_file() for name in recommended)
