"""The project as its rules see it: folders of services, files of code, what a file imports."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from services.catalog import NAMES

PROJECT = Path(__file__).parents[2]


@cache
def configuration() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def service_folders() -> list[Path]:
    """Return the folder of each service of the catalogue."""
    return [PROJECT / "services" / name for name in sorted(NAMES)]


def code_files(*folders: str) -> list[Path]:
    """Return the Python files below the named folders of the project."""
    return sorted(path for folder in folders for path in (PROJECT / folder).rglob("*.py"))


def relative(path: Path) -> str:
    """Return a path as the project names it."""
    return path.relative_to(PROJECT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported_modules(path: Path) -> Iterator[str]:
    """Yield the full name of everything that a file imports; `from a import b` counts as a.b."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
