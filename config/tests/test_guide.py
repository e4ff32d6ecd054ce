"""docs/guide.md is so: every block is run in order against a server, and every answer compared."""

from __future__ import annotations

import gc
import json
import re
import subprocess
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection

from moderation.models import Action, Case
from moderation.services.deciding import decide
from moderation.tests.factories import make_ground, make_staff, ruling
from operations.tour import differences, steps, walk
from profiles.services.vocabulary import add_alias
from profiles.tests.factories import make_freelancer, make_skill

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SECONDS = 60
CODE = re.compile(r"\d{6}")
END = "\x1e"  # separates the outputs of blocks


@pytest.fixture
def server(live_server, tmp_path, settings) -> str:
    """A server with what the demo has: a vocabulary, some freelancers, files of its own."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = settings.STORAGES | {"default": storage}
    waterproofing = make_skill("Waterproofing")
    assert add_alias(skill=waterproofing, name="water proofing")
    for number in range(4):
        make_freelancer(
            f"dry-{number}",
            skills=("waterproofing",),
            headline="Terraces that stay dry",
            country="IN",
            hourly_rate=800,
            currency="INR",
        )
    return live_server.url


@contextmanager
def somebody_else(act: Any) -> Iterator[None]:
    """Have somebody else do this over and over, on a thread and a connection of their own."""
    is_over = threading.Event()

    def go_on() -> None:
        try:
            while not is_over.wait(0.05):
                act()
        finally:
            connection.close()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.fixture
def moderated() -> Iterator[None]:
    """A moderator who hides whatever is reported."""
    moderator, ground = make_staff(username="meera"), make_ground(title="Genuine reviews")

    def decide_all() -> None:
        for case in Case.objects.filter(decided_at=None):
            decide(case=case, moderator=moderator, ruling=ruling(Action.HIDE, ground=ground))

    with somebody_else(decide_all):
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("moderated")
def test_with_curl(server, sms_outbox, tmp_path):
    blocks = steps("sh")
    script = f"\nprintf '{END}'\n".join(step.text for step in blocks)
    read: list[str] = []
    with (
        (tmp_path / "said").open("w+") as said,
        (tmp_path / "told").open("w+") as told,  # prompts and complaints
        subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script.replace("http://127.0.0.1:8000", server)],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=told,
            text=True,
            cwd=settings.BASE_DIR,
        ) as shell,
    ):

        def type_codes() -> None:
            for _phone, text in sms_outbox[len(read) :]:
                read.append(text)
                if code := CODE.search(text):
                    shell.stdin.write(f"{code[0]}\n")
                    shell.stdin.flush()

        with somebody_else(type_codes):
            shell.wait(MOST_SECONDS)
        said.seek(0)
        told.seek(0)
        outputs, complaints = said.read().split(END), told.read()
    assert shell.returncode == 0, f"{blocks[len(outputs) - 1].text}\n{outputs[-1]}{complaints}"
    for step, output in zip(blocks, outputs, strict=True):
        if step.shown is not None:
            assert list(differences(step.shown, json.loads(output))) == [], step.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("moderated")
def test_with_python(server, sms_outbox, monkeypatch):
    monkeypatch.chdir(settings.BASE_DIR)
    walk(
        steps("python"),
        server,
        say=lambda _heading: None,
        read_code=lambda _question: CODE.search(sms_outbox[-1][1])[0],
    )
    # A connection that somebody keeps, keeps a thread of the server, and that one the database.
    gc.collect()


def test_each_step_has_both_languages_and_most_show_an_answer():
    curl, python = steps("sh"), steps("python")
    assert len(curl) == len(python)
    assert sum(step.shown is not None for step in python) > 20


@pytest.mark.parametrize(
    ("shown", "real"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"a": True}),
        ({"a": 1}, {}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": "x…"}, {"a": "y"}),
        ({"a": "x…"}, {"a": None}),
        ([1], [1, 2]),
        ([1, 2, "…"], [1]),
        ({}, []),
    ],
)
def test_an_answer_that_is_not_as_shown_is_found(shown, real):
    assert list(differences(shown, real))


@pytest.mark.parametrize(
    ("shown", "real"),
    [
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}),
        ([1, "…"], [1, 2]),
        ([1, "…"], [1]),
        ({"a": "…"}, {"a": [1]}),
        ({"a": "x-…"}, {"a": "x-1"}),
    ],
)
def test_what_is_left_out_may_be_anything(shown, real):
    assert list(differences(shown, real)) == []
