"""Away texts: what customers read while nobody answers, in the words of the team."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AwayText:
    """An away text in each language that customers read; None: the opening hours speak alone."""

    en: str | None = None
    fr: str | None = None
    nl: str | None = None

    def in_language(self, language: str) -> str | None:
        """Return the away text in a language; None where the team wrote none."""
        return {"en": self.en, "fr": self.fr, "nl": self.nl}.get(language)
