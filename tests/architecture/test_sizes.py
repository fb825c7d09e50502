"""Nothing grows until it cannot be read at one go."""

import ast
from pathlib import Path

from tests.architecture.project import code_files, parsed, relative

LONGEST_FILE = 350
LONGEST_FUNCTION = 60


def long_functions(path: Path) -> list[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        f"{relative(path)}: {node.name}"
        for node in ast.walk(parsed(path))
        if isinstance(node, functions)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]


def test_no_file_is_longer_than_a_reader_bears() -> None:
    files = code_files("services", "shared", "tools")
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {} == {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_function_is_longer_than_a_screen() -> None:
    files = code_files("services", "shared", "tools")
    assert [] == [name for path in files for name in long_functions(path)]
