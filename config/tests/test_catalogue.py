"""The German texts: complete, current, and compiled as they are in the repository."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings

PO = Path(settings.BASE_DIR) / "locale" / "de" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


def catalogue_of(path: Path):
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def catalogue():
    return catalogue_of(PO)


def texts(value) -> tuple[str, ...]:
    """A message's text, or its texts for one and for many."""
    return value if isinstance(value, tuple) else (value,)


def test_every_text_is_translated(catalogue):
    lacking = [
        message.id
        for message in catalogue
        if message.id and (message.fuzzy or not all(texts(message.string)))
    ]
    assert lacking == []
    assert not catalogue.obsolete


def test_every_text_has_all_its_forms_and_placeholders(catalogue):
    for message in catalogue:
        if message.id:
            assert len(texts(message.string)) == len(texts(message.id)), message.id
            wanted = sorted(PLACEHOLDER.findall(texts(message.id)[-1]))
            for text in texts(message.string):
                assert sorted(PLACEHOLDER.findall(text)) == wanted, text


def test_what_is_compiled_is_what_is_written(catalogue):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert PO.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs xgettext: apt install gettext")
def test_no_text_was_forgotten(catalogue, tmp_path):
    """What `make messages` would collect, from a copy of the sources."""
    root = Path(settings.BASE_DIR)
    for name in ("templates", "locale", *(path.parent.name for path in root.glob("*/apps.py"))):
        shutil.copytree(root / name, tmp_path / name)
    ignored = re.search(r"foreach name,([^,]+),", (root / "Makefile").read_text())[1].split()
    options = [f"--ignore={name}" for name in ignored]
    subprocess.run(
        [
            *(sys.executable, "-m", "django", "makemessages", "--locale=de", "--no-location"),
            *("--no-wrap", *options),
        ],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    collected = catalogue_of(tmp_path / PO.relative_to(root))
    assert keys(collected) == keys(catalogue), "run `make messages`"


def keys(catalogue) -> set[tuple[str | None, tuple[str, ...]]]:
    return {(message.context, texts(message.id)) for message in catalogue if message.id}
