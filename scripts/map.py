"""Draws the map of docs/architecture.md from the imports, the contracts and the budgets.

``python -m scripts.map`` rewrites what stands between its marks, ``--check`` exits 1 when a part
is out of date. An arrow says "imports"; one that follows from two others is left out.
"""

import ast
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import grimp

from scripts import budgets

PAGE = Path("docs/architecture.md")
ROOTS = ("rotation", "api")
DRAWN = (*ROOTS, "rotation.rota", "rotation.demand", "rotation.solver")
Arrows = set[tuple[str, str]]


def children(graph: grimp.ImportGraph, package: str) -> list[str]:
    """Return the rooms of a package by their short names: its folders and its single files."""
    return sorted(each.rpartition(".")[2] for each in graph.find_children(package))


def arrows(graph: grimp.ImportGraph, package: str) -> Arrows:
    """Return (importer, imported) for the rooms of a package, what stands inside them counted."""
    rooms = children(graph, package)
    return {
        (one, other)
        for one in rooms
        for other in rooms
        if one != other
        and graph.direct_import_exists(
            importer=f"{package}.{one}", imported=f"{package}.{other}", as_packages=True
        )
    }


def reduced(every: Arrows) -> Arrows:
    """Return the arrows that follow from no others: the fewest that lead to the same rooms.

    Rooms that import each other in a circle would hide arrows; the contracts allow no circle.
    """
    below = {one: {end for start, end in every if start == one} for one, _ in every}
    return {
        (one, other)
        for one, other in every
        if not any(reaches(below, middle, other) for middle in below[one] - {other})
    }


def reaches(below: Mapping[str, set[str]], start: str, end: str) -> bool:
    """Tell whether arrows lead from one room to another."""
    seen, ahead = {start}, [start]
    while ahead:
        for each in below.get(ahead.pop(), set()) - seen:
            seen.add(each)
            ahead.append(each)
    return end in seen - {start}


def drawn(graph: grimp.ImportGraph, package: str) -> Iterator[str]:
    """Yield the lines of a package's map as a Mermaid flow chart."""
    yield "```mermaid"
    yield "flowchart TD"
    for room in children(graph, package):
        yield f'  {room}_["{room}"]'
    for one, other in sorted(reduced(arrows(graph, package))):
        yield f"  {one}_ --> {other}_"
    yield "```"


def listed(graph: grimp.ImportGraph, package: str) -> Iterator[str]:
    """Yield a table of a package's rooms with the first sentence of each."""
    yield "| room | what it is for |"
    yield "| --- | --- |"
    for room in children(graph, package):
        folder = Path("src", *package.split("."), room)
        file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
        name = f"`{room}/`" if folder.is_dir() else f"`{room}.py`"
        yield f"| {name} | {sentence(file)} |"


def sentence(file: Path) -> str:
    """Return the first line of a module's docstring."""
    text = ast.get_docstring(ast.parse(file.read_text())) or ""
    return text.partition("\n")[0].replace("``", "`").replace("|", "\\|")


def contracts() -> Iterator[str]:
    """Yield a row for each import contract of pyproject.toml."""
    settings = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]
    yield "| contract | kind | holds |"
    yield "| --- | --- | --- |"
    for each in settings["contracts"]:
        yield f"| {each['name']} | {each['type']} | {held_by(each)} |"


def held_by(contract: Mapping[str, Any]) -> str:
    """Return what a contract demands, in short; layers stand from the top down."""
    match contract["type"]:
        case "layers":
            return " › ".join(f"`{each}`".replace("|", "\\|") for each in contract["layers"])
        case "forbidden":
            banned = ", ".join(f"`{each}`" for each in contract["forbidden_modules"])
            return f"{len(contract['source_modules'])} modules never load {banned}"
        case "independence":
            return ", ".join(f"`{each}`" for each in contract["modules"])
        case _:
            named = ", ".join(f"`{each}`" for each in contract["protected_modules"])
            importers = ", ".join(f"`{each}`" for each in contract["allowed_importers"])
            return f"{named} only from {importers}"


def limits() -> Iterator[str]:
    """Yield a row for each budget that the check enforces."""
    yield "| of | at most |"
    yield "| --- | --- |"
    yield f"| a Python file, tests too | {budgets.FILE} lines |"
    yield f"| a function | {budgets.FUNCTION} lines |"
    yield f"| what stands under the signature of a route | {budgets.ROUTE} lines |"
    yield f"| a function of a job | {budgets.JOB} lines |"
    yield f"| `limits` of a constraint | {budgets.LIMITS} lines |"
    yield f"| a compiled kernel | {budgets.KERNEL} lines |"
    yield f"| arguments of a function, `now` not counted | {budgets.ARGUMENTS} |"


def parts() -> dict[str, Callable[[], Iterator[str]]]:
    """Return what makes each part of the page, by the name in its marks."""
    graph = grimp.build_graph(*ROOTS, cache_dir=None)
    found: dict[str, Callable[[], Iterator[str]]] = {"contracts": contracts, "budgets": limits}
    for package in DRAWN:
        found[f"map of {package}"] = partial(drawn, graph, package)
    for package in (*DRAWN, "api.routes"):
        found[f"rooms of {package}"] = partial(listed, graph, package)
    return found


def filled(text: str) -> str:
    """Return the page with its parts made anew; ValueError when a part has no place in it."""
    for name, lines in parts().items():
        start, end = f"<!-- {name}: made by scripts/map.py -->\n", f"<!-- end of {name} -->"
        before, opened, rest = text.partition(start)
        _, closed, after = rest.partition(end)
        if not opened or not closed:
            raise ValueError(f"{PAGE} has no marks for the {name}")
        text = before + start + "\n".join(lines()) + "\n" + end + after
    return text


def main() -> None:
    """Rewrite the page, or with ``--check`` only say whether it is up to date."""
    text = PAGE.read_text()
    made = filled(text)
    if "--check" not in sys.argv:
        PAGE.write_text(made)
    elif made != text:
        sys.exit(f"{PAGE}: the map is out of date; run python -m scripts.map")


if __name__ == "__main__":
    main()
