"""How the code is built, in figures: `make house`.

Read from the syntax trees of what git tracks, migrations and generated clients apart. A function's
length counts its body, decorators and docstring included; lambdas do not count. A function is typed
when its parameters, `self` and `cls` apart, and its answer are annotated.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Django's `Meta` is no class of ours to explain.
DOCUMENTED = (*FUNCTIONS, ast.ClassDef)
# No part of the product: they measure it, or are generated from it.
ASIDE = ("benchmarks/", "clients/", "deploy/")


@dataclass
class Measures:
    """What was counted in the files of one kind."""

    files: dict[str, int] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)
    typed: int = 0
    public: int = 0
    documented: int = 0
    imports_in_functions: list[str] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return sum(self.files.values())


def tracked_files() -> list[str]:
    """The Python files that git tracks, without migrations."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split() if "/migrations/" not in name]


def is_test(name: str) -> bool:
    return "/tests/" in name or name == "conftest.py"


def measure(name: str, into: Measures) -> None:
    """Add one file to the measures of its kind."""
    source = (ROOT / name).read_text()
    into.files[name] = source.count("\n")
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            _measure_function(name, node, into)
        if isinstance(node, DOCUMENTED) and not node.name.startswith("_") and node.name != "Meta":
            into.public += 1
            into.documented += ast.get_docstring(node) is not None


def _measure_function(
    name: str, function: ast.FunctionDef | ast.AsyncFunctionDef, into: Measures
) -> None:
    assert function.end_lineno is not None
    place = f"{name}:{function.lineno} {function.name}"
    into.functions[place] = function.end_lineno - function.lineno + 1
    into.typed += _is_typed(function)
    if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)):
        into.imports_in_functions.append(place)


def _is_typed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    asked = [one for one in (*named, *starred) if one.arg not in {"self", "cls"}]
    return function.returns is not None and all(one.annotation is not None for one in asked)


def spread(lengths: list[int]) -> str:
    """Median, 90th percentile and maximum."""
    ninetieth = quantiles(lengths, n=10, method="inclusive")[-1]
    return f"{median(lengths):.0f} / {ninetieth:.0f} / {max(lengths)}"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}"


def rows(code: Measures, tests: Measures) -> Iterator[tuple[str, str, str]]:
    """Each measure: what it is, how it stands, and what it aims at."""
    yield (
        "lines a file: median / 90th / max",
        spread(list(code.files.values())),
        "60 / 180 / 300",
    )
    yield (
        "lines a function: median / 90th / max",
        spread(list(code.functions.values())),
        "6 / 20 / 40",
    )
    yield "tests : code", f"{tests.lines / code.lines:.2f}", "1.00"
    yield "typed functions", share(code.typed, len(code.functions)), "100%"
    yield "typed functions of tests", share(tests.typed, len(tests.functions)), "100%"
    yield (
        "public functions and classes with a docstring",
        share(code.documented, code.public),
        "",
    )
    yield "functions that import", str(len(code.imports_in_functions)), ""
    yield (
        f"files over {MAX_FILE_LINES} lines",
        str(sum(lines > MAX_FILE_LINES for lines in code.files.values())),
        "0",
    )
    yield (
        f"functions over {MAX_FUNCTION_LINES} lines",
        str(sum(lines > MAX_FUNCTION_LINES for lines in code.functions.values())),
        "0",
    )


def too_long(code: Measures) -> Iterator[str]:
    """What hides a second idea, the longest first."""
    for limit, found in ((MAX_FILE_LINES, code.files), (MAX_FUNCTION_LINES, code.functions)):
        for name, lines in sorted(found.items(), key=lambda entry: -entry[1]):
            if lines > limit:
                yield f"{lines:5} {name}"


def main() -> None:
    """Print the table; with `--list` also what is too long, and which functions import."""
    code, tests = Measures(), Measures()
    for name in tracked_files():
        if is_test(name):
            measure(name, tests)
        elif not name.startswith(ASIDE):
            measure(name, code)
    for what, figure, goal in rows(code, tests):
        print(f"{what:46} {figure:>16}  {goal}".rstrip())
    if "--list" in sys.argv:
        print(*too_long(code), sep="\n")
        print(*(f"imports {place}" for place in code.imports_in_functions), sep="\n")


if __name__ == "__main__":
    main()
