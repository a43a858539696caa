"""Checks that every sentence of the product can be said in every language.

``python -m scripts.catalogues`` exits 1 and names each template that a catalogue lacks, has but
nobody says, or translates with other placeholders. ``--missing`` prints them as empty entries.
"""

import ast
import string
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

SOURCE = Path("src")
CATALOGUES = SOURCE / "rotation" / "catalogues"
ERRORS = {
    each.name
    for each in ast.parse((SOURCE / "rotation" / "errors.py").read_text()).body
    if isinstance(each, ast.ClassDef)
}


PARTS = {
    "de": (
        *(
            f"rotation/chat/{each}.py"
            for each in ("answer", "sentence", "conversation", "commands", "presses", "stand_ins")
        ),
        "rotation/**/snapshot.py",
    )
}
"""Where the sentences stand that a language has, when it does not have all of them."""
SAYS, COUNTS = {"say", "reader", "r"}, {"say_count", "count"}
"""What says a template, and what says one of two forms by a count; pages are read as templates."""
Message = str | tuple[str, ...]
"""A template, or the forms of one for a single thing and for several."""


def templates(language: str = "") -> dict[Message, str]:
    """Return every template said in the source and in the pages, with the place it stands."""
    found: dict[Message, str] = {}
    pages = Environment(autoescape=True)
    pages_of = sorted(SOURCE.rglob("*.j2")) if language not in PARTS else []
    for path in pages_of:
        for line, _, message in extract_from_ast(
            pages.parse(path.read_text()), ("_", "ngettext"), babel_style=False
        ):
            forms = tuple(each for each in message if each) if isinstance(message, tuple) else ()
            told = forms[:2] if len(forms) > 1 else "".join(forms) or str(message)
            found.setdefault(told, f"{path}:{line}")
    paths = (path for part in PARTS.get(language, ("**/*.py",)) for path in SOURCE.glob(part))
    for path in sorted(paths):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and _says(node.func):
                for text in _texts(node.args[0]):
                    found.setdefault(text, f"{path}:{node.lineno}")
            elif isinstance(node, ast.Call) and _name(node.func) in COUNTS:
                forms = tuple(text for each in node.args for text in _texts(each))
                if len(forms) == 2:
                    found.setdefault(forms, f"{path}:{node.lineno}")
    if language not in PARTS:
        for text, place in (*rule_titles(), *preset_texts()):
            found.setdefault(text, place)
    return found


def rule_titles() -> Iterator[tuple[str, str]]:
    """Yield the sentence of every rule, which stands in its docstring and on pages."""
    for path in sorted((SOURCE / "rotation" / "solver" / "constraints").glob("[!_]*.py")):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.ClassDef) or not node.bases:
                continue
            if said := ast.get_docstring(node):
                yield said.partition("\n")[0], f"{path}:{node.lineno}"


def preset_texts() -> Iterator[tuple[str, str]]:
    """Yield the title, the remark and the notes of every labour preset, the notes of those of pay.

    Where pay has no law, what stands in its place is a sentence, too.
    """
    for path in sorted((SOURCE / "rotation" / "team" / "pay_presets").glob("*.toml")):
        for each in tomllib.loads(path.read_text("utf-8"))["supplements"]:
            for text in (each.get("note"), each["reference"]):
                if text and (text == each.get("note") or text.startswith("no law")):
                    yield text, str(path)
    for path in sorted((SOURCE / "rotation" / "team" / "presets").glob("*.toml")):
        preset = tomllib.loads(path.read_text("utf-8"))
        texts = (preset["title"], preset.get("remark"))
        for text in (*texts, *(each.get("note") for each in preset["parameters"])):
            if text:
                yield text, str(path)


def _says(function: ast.expr) -> bool:
    return _name(function) in SAYS or _name(function) in ERRORS


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)


def catalogue(language: str) -> Mapping[Message, Message]:
    """Return the translations of a language by template."""
    with (CATALOGUES / f"{language}.po").open("rb") as lines:
        return {
            _message(each.id): _message(each.string or "") for each in read_po(lines) if each.id
        }


def _message(text: str | list[str] | tuple[str, ...]) -> Message:
    return text if isinstance(text, str) else tuple(text)


def placeholders(message: Message) -> set[str]:
    """Return the names in braces; of several forms all but ``count``, which one may leave out."""
    if isinstance(message, tuple):
        return {name for each in message for name in placeholders(each)} - {"count"}
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def complaints(language: str) -> Iterator[str]:
    """Yield what is wrong with a catalogue."""
    said, known = templates(language), catalogue(language)
    for template, place in said.items():
        translation = known.get(template)
        if not translation or not all(translation):
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
        print(*sorted(lacking, key=str), sep="\n")
        return
    found = [each for language in languages for each in complaints(language)]
    print(*found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
