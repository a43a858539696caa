"""Checks that a name says one thing and that every line is laid out by the formatter.

``python -m scripts.names`` exits 1 and names every class of ``src`` that shares its name with
another, every name at the top of a module that is made of a pronoun alone, and every
``fmt: skip``.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

SOURCE = Path("src")
FORMATTED = ("src", "tests", "benchmarks", "scripts", "migrations")
WRAPPED = {"Member", "Shift", "Wish"}
"""What the solver takes out of the domain: its entities have the names of what they stand for."""
EMPTY = {"wanted", "asked", "told", "shown", "held", "found", "thing", "things"}
_SKIP = re.compile(r"#\s*fmt:\s*(?:skip|off)\b")


def sources(folders: tuple[str, ...], root: Path = Path()) -> dict[Path, str]:
    """Return the text of every Python file of some folders."""
    paths = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
    return {path.relative_to(root): path.read_text() for path in paths}


def classes(texts: Mapping[Path, str]) -> dict[str, list[str]]:
    """Return the places of every class by its name, inner classes too."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, text in texts.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path}:{node.lineno}")
    return places


def module_names(text: str) -> Iterator[tuple[str, int]]:
    """Yield each name that a module defines at its top, with its line; imports are not its own."""
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name, statement.lineno
        elif not isinstance(statement, ast.Import | ast.ImportFrom):
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id, node.lineno


def is_empty(name: str) -> bool:
    """Tell whether a name is made of an empty word alone, whatever its case and underscores."""
    return name.strip("_").lower() in EMPTY


def complaints(root: Path = Path()) -> Iterator[str]:
    """Yield what is wrong with the names below a folder."""
    texts = sources((SOURCE.name,), root)
    for name, places in classes(texts).items():
        if len(places) > 1 and name not in WRAPPED:
            yield f"class {name} stands twice: {', '.join(places)}"
    for path, text in texts.items():
        for name, number in module_names(text):
            if is_empty(name):
                yield f"{path}:{number} {name}: a name that says nothing"
    for path, text in sources(FORMATTED, root).items():
        for number, line in enumerate(text.splitlines(), 1):
            if _SKIP.search(line):
                yield f"{path}:{number}: kept from the formatter"


def main() -> None:
    """Print every complaint; exit 1 when there is one."""
    wrong = list(complaints())
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
