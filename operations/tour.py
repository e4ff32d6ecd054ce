"""`python -m operations.tour ADDRESS`: docs/guide.md, lived through on a server such as the demo.

It runs the guide's blocks of Python in order, and compares each answer with the one that is shown.
`…` in a shown answer stands for anything: in a string for any characters, as an element or a key
for whatever else there is, alone for any value.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PROJECT = Path(__file__).resolve().parent.parent
GUIDE = PROJECT / "docs" / "guide.md"
ADDRESS = "http://127.0.0.1:8000"  # as the guide has it
PART = re.compile(
    r"^## (?P<heading>[^\n]*)$|^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.M
)
TAKES_A_MODERATOR = "Report and appeal"
ANYTHING = "…"


class Astray(Exception):
    """The server answered otherwise than the guide says."""


@dataclass
class Step:
    """A block of the guide, and the answer that is shown for it, if there is one."""

    heading: str
    text: str
    shown: Any = None


def steps(language: str) -> list[Step]:
    """All blocks of a language, in order."""
    found: list[Step] = []
    heading = ""
    for part in PART.finditer(GUIDE.read_text(encoding="utf-8")):
        if part["heading"]:
            heading = part["heading"]
        elif part["kind"] == language:
            found.append(Step(heading, part["text"]))
        elif part["kind"] == "json":
            found[-1].shown = json.loads(part["text"])
    return found


def differences(shown: Any, real: Any, path: str = "") -> Iterator[str]:
    """In what a real answer is not as it is shown."""
    if shown == ANYTHING:
        return
    if isinstance(shown, dict) and isinstance(real, dict):
        if ANYTHING not in shown and shown.keys() != real.keys():
            yield f"{path}: {sorted(real)}"
        for name in shown.keys() - {ANYTHING}:
            yield from differences(shown[name], real.get(name, "nothing"), f"{path}.{name}")
    elif isinstance(shown, list) and isinstance(real, list):
        goes_on = bool(shown) and shown[-1] == ANYTHING
        wanted = shown[:-1] if goes_on else shown
        if len(real) < len(wanted) or (len(real) > len(wanted) and not goes_on):
            yield f"{path}: {len(real)} elements"
        for number, (one, other) in enumerate(zip(wanted, real, strict=False)):
            yield from differences(one, other, f"{path}[{number}]")
    elif isinstance(shown, str) and ANYTHING in shown and isinstance(real, str):
        if not re.fullmatch(re.escape(shown).replace(ANYTHING, ".*"), real, re.DOTALL):
            yield f"{path}: {real!r}, and not {shown!r}"
    elif type(shown) is not type(real) or shown != real:
        yield f"{path}: {real!r}, and not {shown!r}"


def walk(
    found: Iterable[Step],
    address: str,
    *,
    say: Callable[[str], object],
    read_code: Callable[[str], str],
) -> None:
    """Take these steps of Python, saying where it is. Raises Astray where an answer is another one.

    `read_code` answers the question for the code of a text message.
    """
    names: dict[str, Any] = {"input": read_code}
    heading = ""
    for step in found:
        if step.heading != heading:
            say(heading := step.heading)
        code = compile(step.text.replace(ADDRESS, address), GUIDE.name, "exec")
        try:
            exec(code, names)  # noqa: S102 - our own page
        except Exception as error:  # whatever a block raises
            raise Astray(f"{step.text}\n{type(error).__name__}: {error}") from error
        if step.shown is not None and (wrong := list(differences(step.shown, names["answer"]))):
            raise Astray("\n".join([step.text, *wrong]))


def main() -> None:
    """Tell the whole story; whoever started it types the codes that the server prints."""
    os.chdir(PROJECT)  # the guide names files of it
    address = sys.argv[1].rstrip("/") if sys.argv[1:] else ADDRESS
    found = (step for step in steps("python") if step.heading != TAKES_A_MODERATOR)
    try:
        walk(found, address, say=lambda heading: print(heading, flush=True), read_code=input)
    except Astray as error:
        sys.exit(str(error))
    print("That is the whole story.")


if __name__ == "__main__":
    main()
