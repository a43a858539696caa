"""Checks the size budgets of the house and prints the figures good code has.

``python -m scripts.budgets`` exits 1 and names every file, function or signature over its most.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

FILE, FUNCTION, ROUTE, JOB, LIMITS, KERNEL = 400, 40, 15, 20, 25, 90
"""The most lines; a constraint states its ``limits`` in fewer than other functions may have.

A compiled kernel may have more: cut up, its loops would hand a dozen arrays from one to the next.
"""
ARGUMENTS = 5
NAMELESS = {"utils", "util", "helpers", "common", "base", "manager", "service", "core", "misc"}
FOLDERS = ("src", "tests", "benchmarks", "scripts")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> list[Path]:
    """Return every Python file that the budgets hold for; migrations are generated."""
    return sorted(path for folder in FOLDERS for path in Path(folder).rglob("*.py"))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function of a module."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def lines_of(function: Function) -> int:
    """Return the lines from ``def`` to the end."""
    return (function.end_lineno or 0) - function.lineno + 1


def most_lines(path: Path, function: Function) -> int:
    """Return the budget of a function; a route's is for what stands under its signature."""
    if is_compiled(function):
        return KERNEL
    if is_route(function):
        signature = function.body[0].lineno - function.lineno
        return ROUTE + signature
    if path.parent == Path("src/api/jobs"):
        return JOB
    return LIMITS if function.name == "limits" else FUNCTION


def is_compiled(function: Function) -> bool:
    """Tell whether numba compiles it: kernels may take many plain arguments."""
    return any("jit" in ast.unparse(each) for each in function.decorator_list)


def is_route(function: Function) -> bool:
    """Tell whether FastAPI calls it: its arguments are fields of the request."""
    return any(ast.unparse(each).startswith("router.") for each in function.decorator_list)


def arguments_of(function: Function) -> int:
    """Return how many arguments a caller gives."""
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return sum(each.arg not in {"self", "cls", "now"} for each in every)


def complaints(path: Path) -> Iterator[str]:
    """Yield what is over its budget in a file."""
    text = path.read_text()
    if (length := text.count("\n")) > FILE:
        yield f"{path}: {length} lines (at most {FILE})"
    if path.stem in NAMELESS:
        yield f"{path}: a name that says nothing"
    for function in functions(ast.parse(text)):
        place, length = f"{path}:{function.lineno} {function.name}", lines_of(function)
        if length > (most := most_lines(path, function)):
            yield f"{place}: {length} lines (at most {most})"
        exempt = is_compiled(function) or is_route(function) or path.parts[0] == "tests"
        if not exempt and arguments_of(function) > ARGUMENTS:
            yield f"{place}: {arguments_of(function)} arguments (at most {ARGUMENTS})"


def main() -> None:
    """Print the figures, then every complaint; exit 1 when there is one."""
    texts = [path.read_text() for path in sources()]
    sizes = [lines_of(each) for text in texts for each in functions(ast.parse(text))]
    for name, values in (("file", [text.count("\n") for text in texts]), ("function", sizes)):
        tenths = statistics.quantiles(values, n=10)
        print(
            f"{name}: median {tenths[4]:.0f} lines, nine in ten {tenths[8]:.0f}, most {max(values)}"
        )
    found = [each for path in sources() for each in complaints(path)]
    print(*found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
