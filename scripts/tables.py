"""Writes the tables of the README that follow from the code: settings, rules, errors, rights.

``python -m scripts.tables`` rewrites them, ``--check`` exits 1 when one is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from api.problems import status_of, title
from api.settings import Settings
from rotation import errors
from rotation.account.access import RIGHTS, Access
from rotation.solver import rulebook

README = Path("README.md")


def settings_table() -> Iterator[str]:
    """Yield a row for each setting of the environment."""
    yield "| setting | default | |"
    yield "| --- | --- | --- |"
    for name, field in Settings.model_fields.items():
        default = int(field.default) if isinstance(field.default, bool) else field.default
        shown = "none" if default is None else f"`{default}`"
        yield f"| `ROTATION_{name.upper()}` | {shown} | {field.description} |"


def rules_table() -> Iterator[str]:
    """Yield a row for each rule of the catalogue."""
    yield "| rule | says | on by default | settings |"
    yield "| --- | --- | --- | --- |"
    for name, schema in rulebook.schemas().items():
        about, fields = schema["x-rule"], schema["properties"]
        assert isinstance(about, dict)
        assert isinstance(fields, dict)
        settings = ", ".join(f"`{field}`" for field in fields)
        yield f"| `{name}` | {schema['title']} | {'yes' if about['default'] else ''} | {settings} |"


def errors_table() -> Iterator[str]:
    """Yield a row for each error a caller can get."""
    yield "| status | problem | means |"
    yield "| --- | --- | --- |"
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    found = {each for each in kinds if issubclass(each, errors.RotationError)}
    for kind in sorted(
        found - {errors.RotationError}, key=lambda each: (status_of(each), title(each))
    ):
        yield f"| {status_of(kind)} | `{kind.__name__}` | {title(kind)} |"


def rights_table() -> Iterator[str]:
    """Yield a row for each right, with the access levels that have it."""
    yield "| right | " + " | ".join(each.value for each in Access) + " |"
    yield "| --- |" + " --- |" * len(Access)
    for right, levels in RIGHTS.items():
        yield (
            f"| `{right}` | " + " | ".join("✓" if each in levels else "" for each in Access) + " |"
        )


TABLES = {
    "settings": settings_table,
    "rules": rules_table,
    "errors": errors_table,
    "rights": rights_table,
}


def filled(text: str) -> str:
    """Return the README with its tables made anew."""
    for name, table in TABLES.items():
        start, end = f"<!-- {name}: made by scripts/tables.py -->\n", f"<!-- end of {name} -->"
        before, _, rest = text.partition(start)
        _, _, after = rest.partition(end)
        text = before + start + "\n".join(table()) + "\n" + end + after
    return text


def main() -> None:
    """Rewrite the README, or with ``--check`` only say whether it is up to date."""
    text = README.read_text()
    made = filled(text)
    if "--check" in sys.argv:
        if made != text:
            sys.exit("README.md: a table is out of date; run python -m scripts.tables")
        return
    README.write_text(made)


if __name__ == "__main__":
    main()
