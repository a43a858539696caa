"""Marks of platforms made harmless: names in a text neither mention, nor format, nor link."""

import re

_JOINER = "\N{WORD JOINER}"
"""Shown as nothing; behind it nobody's name and no address begins."""
_EMAIL = re.compile(r"([\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)", re.ASCII)
_STARTS = re.compile(r"@|://|(?<=www)\.|(?<=[A-Za-z0-9-])\.(?=[A-Za-z]{2})")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~:&=-])")
_ALIKE = str.maketrans(
    {
        "*": "∗",
        "_": "ˍ",
        "`": "ˋ",
        "~": "∼",
        "<": "‹",
        ">": "›",
        "[": "⟦",
        "]": "⟧",
        "|": "∣",
        "#": "♯",
        "$": "＄",
        "\\": "∖",
    }
)


def defused(text: str) -> str:
    """Return a text in which no name, address or link begins; e-mail addresses stay whole."""
    parts = _EMAIL.split(text)
    return "".join(
        part if at % 2 else _STARTS.sub(lambda found: found[0] + _JOINER, part)
        for at, part in enumerate(parts)
    )


def escaped(text: str) -> str:
    """Return a text for a platform that reads Markdown and takes a backslash before its signs."""
    return _MARKDOWN.sub(r"\\\1", defused(text))


def alike(text: str) -> str:
    """Return a text for a platform whose signs cannot be escaped: others that look like them."""
    return defused(text).translate(_ALIKE)
