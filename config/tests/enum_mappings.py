"""Finding every mapping over an enum of ours, and which members each leaves out.

A mapping is a dictionary at a module's or class's level, however it was made; a dictionary that is
written out in a function; and a function that tells members apart by `match` or by `==`.
"""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db.models import Choices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

NOT_THE_PRODUCT = {"tests", "migrations"}
WITHOUT_AN_APP = ("config", "cv_reader")


class Gap(NamedTuple):
    """A mapping by its full name, and the members of the enum that it does not speak of."""

    name: str
    enum: str
    missing: frozenset[str]


def own_modules() -> list[ModuleType]:
    """All modules of the product."""
    root = Path(settings.BASE_DIR)
    own = {one.name for one in apps.get_app_configs() if Path(one.path).parent == root}
    files = [
        file.relative_to(root)
        for package in sorted(own.union(WITHOUT_AN_APP))
        for file in sorted((root / package).rglob("*.py"))
    ]
    names = [file.with_suffix("").parts for file in files if NOT_THE_PRODUCT.isdisjoint(file.parts)]
    return [importlib.import_module(".".join(parts).removesuffix(".__init__")) for parts in names]


def own_enums(modules: Iterable[ModuleType]) -> set[type[Enum]]:
    """All enums that the modules define, and that have members."""
    return {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Enum)
        and value.__module__ == module.__name__
        and len(value)
    }


def gaps(modules: list[ModuleType]) -> list[Gap]:
    """Every mapping over one of the modules' enums that leaves a member out."""
    enums = own_enums(modules)
    return [gap for module in modules for gap in _gaps_of(module, enums)]


def _gaps_of(module: ModuleType, enums: set[type[Enum]]) -> Iterator[Gap]:
    tree = ast.parse(Path(str(module.__file__)).read_text())
    for owner, node in [(module, tree), *_classes(module, tree)]:
        prefix = module.__name__ if owner is module else f"{module.__name__}.{owner.__name__}"
        for name in _assigned(node):
            yield from _in_value(f"{prefix}.{name}", vars(owner).get(name), enums)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            yield from _in_function(f"{module.__name__}.{function.name}", function, module, enums)


def _classes(module: ModuleType, tree: ast.Module) -> list[tuple[Any, ast.ClassDef]]:
    nodes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    found = [(vars(module)[node.name], node) for node in nodes]
    return [(cls, node) for cls, node in found if not issubclass(cls, Enum)]


def _assigned(node: ast.Module | ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            yield from (one.id for one in statement.targets if isinstance(one, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id


def _in_value(name: str, value: Any, enums: set[type[Enum]]) -> Iterator[Gap]:
    """The gaps of a value, and of the mappings that it holds."""
    if isinstance(value, Mapping):
        yield from _left_out(name, value, enums)
        for key, inner in value.items():
            yield from _in_value(f"{name}[{key}]", inner, enums)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _in_value(f"{name}[{number}]", inner, enums)


def _left_out(name: str, keys: Iterable[Any], enums: set[type[Enum]]) -> Iterator[Gap]:
    """By members, also as parts of tuples; or by two or more texts, all stored values of one."""
    parts = {part for key in keys for part in (key if isinstance(key, tuple) else (key,))}
    members = {part for part in parts if type(part) in enums}
    for enum in {type(member) for member in members}:
        yield from _gap(name, enum, {one.name for one in members if type(one) is enum})
    if members or len(parts) < 2 or not all(type(part) is str for part in parts):
        return
    for enum in enums:
        if issubclass(enum, Choices) and parts <= set(enum.values):
            yield from _gap(name, enum, {one.name for one in enum if one.value in parts})


def _gap(name: str, enum: type[Enum], covered: set[str]) -> Iterator[Gap]:
    if missing := {one.name for one in enum} - covered:
        yield Gap(name, enum.__name__, frozenset(missing))


def _in_function(
    name: str, function: ast.FunctionDef, module: ModuleType, enums: set[type[Enum]]
) -> Iterator[Gap]:
    told_apart: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(function):
        if isinstance(node, ast.Dict):
            keys = [key for key in node.keys if key is not None]
            yield from _left_out(name, _members(keys, module), enums)
        elif isinstance(node, ast.Match):
            yield from _left_out(name, _members(_cases(node), module), enums)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.Is):
            told_apart[ast.unparse(node.left)] += node.comparators
    for compared in told_apart.values():
        members = _members(compared, module)
        if len(set(members)) > 1:
            yield from _left_out(name, members, enums)


def _cases(match: ast.Match) -> list[ast.expr]:
    patterns = [node for case in match.cases for node in ast.walk(case.pattern)]
    return [node.value for node in patterns if isinstance(node, ast.MatchValue)]


def _members(nodes: Iterable[ast.expr], module: ModuleType) -> list[Enum]:
    """The members that are named so in a module: `Reason.SPAM`."""
    found = [
        getattr(vars(module).get(node.value.id), node.attr, None)
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]
    return [one for one in found if isinstance(one, Enum)]
