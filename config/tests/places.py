"""Where something new has to be, and is not: a field of the profile, a route, an app.

`test_extending.py` asks for the product as it is, and for copies of it to which something was
added, in part and then as docs/extending.md has it. No database is asked.
"""

from __future__ import annotations

import inspect
import tomllib
from configparser import ConfigParser
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from config.examples.answers import ANSWERS
from config.tests.permission_rows import MATRIX
from config.tests.test_permissions import routes
from profiles.forms.profile import ClientProfileForm, FreelancerProfileForm
from profiles.models.profile import FREELANCER_FIELDS, OWN_FIELDS
from profiles.serializers.profile import (
    EditProfileSerializer,
    OwnProfileSerializer,
    PublicProfileSerializer,
)

ROOT = Path(settings.BASE_DIR)
PAGE = "templates/reviews/profile.html"
# An organisation's name is the heading; of levels the page has that of the experience.
NOT_ON_THE_PAGE = {"organisation_name", "education_level"}


def forgotten() -> dict[str, list[str]]:
    """Each place that lacks something, with what it lacks."""
    lacking = {**_of_fields(), **_of_routes(), **_of_apps(), "migrations": _not_migrated()}
    return {place: names for place, names in lacking.items() if names}


def _of_fields() -> dict[str, list[str]]:
    said = {*OWN_FIELDS, *FREELANCER_FIELDS}
    public = said & set(PublicProfileSerializer().fields)
    page = (ROOT / PAGE).read_text()
    # What comes out of it is compared with the schema by the tests of the route.
    answer = inspect.getsource(PublicProfileSerializer) + inspect.getsource(OwnProfileSerializer)
    places = {
        "EditProfileSerializer": set(EditProfileSerializer().fields),
        "PublicProfileSerializer or OwnProfileSerializer": set(OwnProfileSerializer().fields),
        "to_representation": {name for name in said if f'"{name}": ' in answer},
        "ClientProfileForm": {*ClientProfileForm.base_fields, *FREELANCER_FIELDS},
        "FreelancerProfileForm": {*FreelancerProfileForm.base_fields, *OWN_FIELDS},
        "config/examples/answers.py": set(ANSWERS["OwnProfile"]),
    }
    on_page = {name for name in said if f"person.{name}" in page}
    lacking = {place: sorted(said - there) for place, there in places.items()}
    return lacking | {PAGE: sorted(public - on_page - NOT_ON_THE_PAGE)}


def _of_routes() -> dict[str, list[str]]:
    without = routes() - set(MATRIX)
    return {"config/tests/permission_rows.py": [f"{method} {path}" for path, method in without]}


def _of_apps() -> dict[str, list[str]]:
    own = {path.parent.name for path in ROOT.glob("*/apps.py")}
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = linter["contracts"][0]["layers"]
    pytest_ini = ConfigParser()
    pytest_ini.read(ROOT / "pytest.ini")
    places = {
        "INSTALLED_APPS": {name.partition(".")[0] for name in settings.INSTALLED_APPS},
        "root_packages": set(linter["root_packages"]),
        "layers": {name.strip() for layer in layers for name in layer.split("|")},
        "testpaths": set(pytest_ini["pytest"]["testpaths"].split()),
    }
    return {place: sorted(own - there) for place, there in places.items()}


def _not_migrated() -> list[str]:
    """What `makemigrations` would write."""
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(loader.graph)
    return [
        operation.describe()
        for migrations in changes.values()
        for migration in migrations
        for operation in migration.operations
    ]
