"""Commands in words: what is typed where there are no buttons, and who one is. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rotation.chat.buttons import Verb
from rotation.words import Sentence, say

_WORDS: Mapping[str, tuple[str, ...]] = {
    "link": ("link", "lier", "lien", "koppel", "koppelen", "verbinde", "verbinden"),
    "unlink": ("unlink", "délier", "delier", "ontkoppel", "ontkoppelen", "trenne", "trennen"),
    "offer": ("offer", "propose", "proposer", "bied", "aanbieden", "anbieten"),
    "take": ("take", "prends", "prendre", "neem", "nemen", "nehme", "nehmen"),
    "accept": ("accept", "accepte", "accepter", "aanvaard", "accepteer", "annehmen"),
    "decline": ("decline", "refuse", "refuser", "weiger", "weigeren", "ablehnen"),
    "withdraw": ("withdraw", "retire", "retirer", "intrekken", "zurückziehen"),
    "step_in": ("step in", "remplace", "remplacer", "inspringen", "einspringen"),
    "cannot": ("cannot", "can't", "peux pas", "kan niet", "kann nicht"),
}
_I = ("i ", "je ", "ik ", "ich ", "j'", "ne ")
_CALLED = {word: verb for verb, words in _WORDS.items() for word in words}
_COMMAND = re.compile(r"\s*/?(\S(?:[^\W\d]|[' ])*?)(?:\s+([A-Za-z0-9]{6}))?\s*[.!]?\s*")
_LONGEST = 60


@dataclass(frozen=True)
class Command:
    """A command in words: what to do, and the word of six signs that says with what."""

    verb: Verb | Literal["link", "unlink"]
    word: str


def read(text: str) -> Command | None:
    """Return the command of a text; None for one that is something else, a question most often."""
    found = _COMMAND.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    said, word = " ".join(found[1].lower().split()), (found[2] or "").upper()
    for start in (*_I, *_I):
        said = said.removeprefix(start)
    verb = _CALLED.get(said)
    if verb is None or (not word and verb != "unlink"):
        return None
    return Command(verb, word)  # type: ignore[arg-type]  # the words are by verb


def label(verb: Verb) -> Sentence:
    """Return what stands on a button."""
    match verb:
        case "offer":
            return say("Offer this shift")
        case "take":
            return say("Take it")
        case "accept":
            return say("Accept")
        case "decline":
            return say("Decline")
        case "withdraw":
            return say("Withdraw the offer")
        case "step_in":
            return say("I step in")
        case _:
            return say("I cannot")


def typed(verb: Verb, word: str) -> Sentence:
    """Return what is typed where there are no buttons."""
    match verb:
        case "offer":
            return say("offer {word}", word=word)
        case "take":
            return say("take {word}", word=word)
        case "accept":
            return say("accept {word}", word=word)
        case "decline":
            return say("decline {word}", word=word)
        case "withdraw":
            return say("withdraw {word}", word=word)
        case "step_in":
            return say("step in {word}", word=word)
        case _:
            return say("cannot {word}", word=word)
