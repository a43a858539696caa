"""Checks that every sentence of the product can be said in every language.

``python -m scripts.catalogues`` exits 1 and names each template that a catalogue lacks, has but
nobody says, or translates with other placeholders. ``--missing`` prints them as empty entries.
"""

import ast
import string
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po

SOURCE = Path("src")
CATALOGUES = SOURCE / "rotation" / "catalogues"
ERRORS = {
    each.name
    for each in ast.parse((SOURCE / "rotation" / "errors.py").read_text()).body
    if isinstance(each, ast.ClassDef)
}


PARTS = {"de": ("rotation/chat/sentence.py", "rotation/**/snapshot.py")}
"""Where the sentences stand that a language has, when it does not have all of them."""


def templates(language: str = "") -> dict[str, str]:
    """Return every template said in the source of a language, with the place it stands."""
    found: dict[str, str] = {}
    paths = (path for part in PARTS.get(language, ("**/*.py",)) for path in SOURCE.glob(part))
    for path in sorted(paths):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and _says(node.func):
                for text in _texts(node.args[0]):
                    found.setdefault(text, f"{path}:{node.lineno}")
    return found


def _says(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "say" or name in ERRORS


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)


def catalogue(language: str) -> Mapping[str, str]:
    """Return the translations of a language by template."""
    with (CATALOGUES / f"{language}.po").open("rb") as lines:
        return {str(each.id): str(each.string) for each in read_po(lines) if each.id}


def placeholders(template: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def complaints(language: str) -> Iterator[str]:
    """Yield what is wrong with a catalogue."""
    said, known = templates(language), catalogue(language)
    for template, place in said.items():
        translation = known.get(template)
        if not translation:
            yield f"{language}: {place} is not translated: {template}"
        elif placeholders(translation) != placeholders(template):
            yield f"{language}: {place} has other placeholders: {template}"
    for template in known.keys() - said.keys():
        yield f"{language}: nobody says: {template}"


def main() -> None:
    """Print every complaint, or the missing entries of a language."""
    languages = sorted(path.stem for path in CATALOGUES.glob("*.po"))
    if "--missing" in sys.argv:
        lacking = {
            text for each in languages for text in templates(each) if not catalogue(each).get(text)
        }
        print(*sorted(lacking), sep="\n")
        return
    found = [each for language in languages for each in complaints(language)]
    print(*found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
