"""Counts the kernel's lines of code and fails when it has grown beyond its ceilings.

Each half of the kernel has a size that it is meant to have and a ceiling near the size that it has
now, so that it grows by a decision and never by the way (deploy/README.md says why they differ).

Counted are the lines of `shared/` that hold Python or SQL; blank lines, comments and docstrings
are not. Usage: python tools/count_kernel_lines.py [project folder]
"""

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

CORE_PARTS = ("context", "crash_points", "event_store", "sealed", "bus", "read_models")
CORE_MEANT = 3_000
CORE_CEILING = 4_994
REST_MEANT = 2_000
REST_CEILING = 3_093

SILENT_TOKENS = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


def count_python_lines(source: str) -> int:
    """Count the lines on which a token stands that is neither comment nor docstring."""
    text = source.splitlines()
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    spans = [
        range(token.start[0], token.end[0] + 1)
        for token in tokens
        if token.type not in SILENT_TOKENS
    ]
    lines = {line for span in spans for line in span if text[line - 1].strip()}
    return len(lines - set(_docstring_lines(ast.parse(source))))


def _docstring_lines(tree: ast.Module) -> Iterator[int]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            docstring = node.body[0]
            yield from range(docstring.lineno, (docstring.end_lineno or docstring.lineno) + 1)


def count_sql_lines(source: str) -> int:
    """Count the lines that are neither blank nor a comment."""
    lines = (line.strip() for line in source.splitlines())
    return sum(1 for line in lines if line and not line.startswith("--"))


def count_file(path: Path) -> int:
    """Count one file by what it is written in."""
    count = count_sql_lines if path.suffix == ".sql" else count_python_lines
    return count(path.read_text(encoding="utf-8"))


def kernel_files(project: Path) -> Iterator[tuple[str, Path]]:
    """Yield each counted file of the kernel with the part of the kernel it belongs to."""
    shared = project / "shared"
    for path in sorted([*shared.rglob("*.py"), *shared.rglob("*.sql")]):
        yield path.relative_to(shared).parts[0].removesuffix(".py"), path


def count_parts(project: Path) -> Counter[str]:
    """Count each part of the kernel: a folder of `shared/` or a module of its own."""
    parts: Counter[str] = Counter()
    for part, path in kernel_files(project):
        parts[part] += count_file(path)
    return parts


def main(project: Path) -> int:
    """Print both sums with their parts and return 1 when one is over its ceiling."""
    parts = count_parts(project)
    core = Counter({part: lines for part, lines in parts.items() if part in CORE_PARTS})
    core_refused = _judge(core, meant=CORE_MEANT, ceiling=CORE_CEILING)
    return max(core_refused, _judge(parts - core, meant=REST_MEANT, ceiling=REST_CEILING))


def _judge(parts: Counter[str], *, meant: int, ceiling: int) -> int:
    listed = ", ".join(f"{part} {lines}" for part, lines in parts.most_common())
    total = parts.total()
    print(f"Kernel: {total} lines, meant {meant}, at most {ceiling} ({listed})")
    return int(total > ceiling)


if __name__ == "__main__":
    sys.exit(main(Path(*sys.argv[1:2] or ["."])))
