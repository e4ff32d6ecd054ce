"""`make test-changed`, in a checkout of two apps and the assembly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR) / ".ci" / "changed_tests.py"
FILES = {
    "pyproject.toml": """
        [tool.importlinter]
        root_packages = ["config", "operations", "shops", "people"]
    """,
    "README.md": "",
    "templates/base.html": "",
    "templates/shops/shop.html": "",
    "config/__init__.py": "",
    "config/urls.py": "import shops.views",
    "operations/__init__.py": "",
    "people/__init__.py": "",
    "people/models.py": "",
    "people/names.py": "",
    "people/views.py": "",
    "people/tests/__init__.py": "",
    "people/tests/factories.py": "",
    "people/tests/test_names.py": "from people.tests import factories",
    "people/tests/test_views.py": "",
    "shops/__init__.py": "",
    "shops/migrations/__init__.py": "",
    "shops/models.py": "import people.models",
    "shops/views.py": "import shops.models",
    "shops/tests/__init__.py": "",
    "shops/tests/test_views.py": "import people.names",
    "shops/tests/test_models.py": "import shops.models",
    "benchmarks/__init__.py": "",
}
ALL = {"config", "operations", "people", "shops"}
CASES = {
    "people/names.py": {"config", "operations", "people", "shops/tests/test_views.py"},
    "people/models.py": ALL,
    "people/tests/test_names.py": {"people/tests/test_names.py"},
    "people/tests/factories.py": {"people"},
    "people/gone.py": {"config", "operations", "people"},
    "shops/migrations/__init__.py": ALL,
    "templates/shops/shop.html": {"config", "operations", "shops"},
    "templates/base.html": ALL,
    "requirements.txt": ALL,
    "README.md": {"config", "operations"},
}
ASK = """
import json, runpy, sys
reached_by = runpy.run_path(sys.argv[1])["Checkout"].here().tests_reached_by
print(json.dumps({path: sorted(reached_by([path])) for path in sys.argv[2:]}))
"""


def git(*arguments: str, folder: Path) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """On a branch of its own, on which nothing has changed."""
    folder = tmp_path_factory.mktemp("checkout")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git("init", "--initial-branch=main", folder=folder)
    git("add", ".", folder=folder)
    git("commit", "--message=All", folder=folder)
    git("checkout", "-b", "change", folder=folder)
    return folder


def output(checkout: Path, *arguments: str | Path) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True)
    return done.stdout


def reached_since(checkout: Path, *base: str) -> set[str]:
    return set(output(checkout, SCRIPT, *base).split())


@pytest.fixture(scope="module")
def reached(checkout: Path) -> dict[str, list[str]]:
    return json.loads(output(checkout, "-c", ASK, SCRIPT, *CASES))


@pytest.mark.parametrize("path", CASES)
def test_what_a_change_reaches_is_run(reached: dict[str, list[str]], path: str) -> None:
    assert set(reached[path]) == CASES[path]


def test_without_a_change_nothing_is_run(checkout: Path) -> None:
    assert reached_since(checkout) == set()


def test_what_was_committed_since_the_base_and_what_was_not_count(checkout: Path) -> None:
    (checkout / "shops" / "views.py").unlink()
    git("commit", "--all", "--message=One view less", folder=checkout)
    assert reached_since(checkout) == {"config", "operations", "shops"}
    (checkout / "people" / "tests" / "test_new.py").touch()
    assert reached_since(checkout, "HEAD") == {"people/tests/test_new.py"}
