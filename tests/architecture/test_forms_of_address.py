"""People are addressed alike wherever the product speaks: vous, je, Sie."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

CATALOGUES = Path("src/rotation/catalogues")
OTHERS = {
    "fr": r"\b(tu|ton|ta|tes|toi|te|t['’])\b",
    "nl": r"(?<!\} )(?<!\d )\b(u|uw|uzelf)\b",
    "de": r"\b(du|dein|deine[mnrs]?|dich|dir|euch|euer)\b",
}
"""The words of the other form; in Dutch "9 u" is nine hours."""


@pytest.mark.parametrize("language", sorted(OTHERS))
def test_one_form_of_address_holds_in_all_sentences(language: str) -> None:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        said = [each.string for each in read_po(file) if each.string]
    texts = [text for each in said for text in ([each] if isinstance(each, str) else each)]
    assert [text for text in texts if re.search(OTHERS[language], text, re.IGNORECASE)] == []
