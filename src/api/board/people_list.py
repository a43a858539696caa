"""People typed or pasted as a list: one line a person, read and checked before any is added."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.board.form import Form
from rotation.clock import new_id
from rotation.errors import Impossible
from rotation.team.members import Contract, Member
from rotation.words import Sentence, say

MOST = 500
_HEADS = {"name", "nom", "naam", "names"}
_LANGUAGE = re.compile(r"[a-z]{2}", re.IGNORECASE)
_LEADS = {"lead", "responsable", "leiding", "x", "yes", "oui", "ja"}


@dataclass(frozen=True)
class ListedPerson:
    """A line as it is read: a name, hours a week, languages, lead; ``wrong`` says what is not."""

    line: int
    name: str
    hours: float | None = None
    languages: tuple[str, ...] = ()
    lead: bool = False
    wrong: Sentence | None = None

    def member(self, team_id: UUID, channels: tuple[str, ...]) -> Member:
        """Return the person as a member of a team who serves these channels."""
        contract = Contract(
            hours_per_week=self.hours,
            max_hours_per_week=self.hours + 4 if self.hours is not None else None,
        )
        return Member(
            new_id(),
            team_id,
            self.name,
            languages=self.languages,
            channels=channels,
            lead=self.lead,
            contract=contract,
        )


def decoded(content: bytes) -> str:
    """Return the text of an uploaded list; Impossible for what is no text."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Impossible(
            "This file is no text. Save the spreadsheet as CSV first.", field="/file"
        ) from None


def read(text: str) -> list[ListedPerson]:
    """Return how each line is read; Impossible for an empty or an endless list."""
    found = list(_read(text))
    if not found:
        raise Impossible("Give at least one name.", field="/people")
    if len(found) > MOST:
        raise Impossible(say("A team has {most} members at most.", most=MOST), field="/people")
    return found


def _read(text: str) -> Iterator[ListedPerson]:
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        cells = [each.strip().strip('"') for each in re.split(r"[;,\t]", line[:1000])]
        if not any(cells) or (number == 1 and cells[0].casefold() in _HEADS):
            continue
        listed = _line(number, cells)
        if listed.name.casefold() in seen and listed.wrong is None:
            listed = ListedPerson(number, listed.name, wrong=say("This name stands there twice."))
        seen.add(listed.name.casefold())
        yield listed


def _line(number: int, cells: list[str]) -> ListedPerson:
    name, *rest = cells
    if not name or len(name) > 200 or not name.isprintable():
        return ListedPerson(number, name[:200], wrong=say("A line begins with a name."))
    hours, languages, lead = None, [], False
    for cell in filter(None, rest):
        if re.fullmatch(r"\d{1,3}(?:\.\d+)?(?:\s*h)?", cell):
            hours = float(cell.rstrip("h "))
        elif cell.casefold() in _LEADS:
            lead = True
        elif all(_LANGUAGE.fullmatch(each) for each in cell.split()):
            languages += [each.lower() for each in cell.split()]
        else:
            return ListedPerson(
                number, name, wrong=say("{text} is not understood.", text=cell[:40])
            )
    if hours is not None and hours > 168:
        return ListedPerson(number, name, wrong=say("A week has 168 hours."))
    return ListedPerson(number, name, hours, tuple(dict.fromkeys(languages)), lead)


def words(form: Form, name: str, kind: Any) -> tuple[str, ...]:  # Any: a field's type
    """Return the words of a field, parted by blanks or commas, each checked."""
    found = re.split(r"[\s,;]+", form.value(name).lower())
    return tuple(dict.fromkeys(form.checked(name, kind, each) for each in found if each))
