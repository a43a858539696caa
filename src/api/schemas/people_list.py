"""People typed or pasted as a list: one line a person, read and checked before any is added."""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from api.schemas import fields
from api.schemas.destination_checks import mail_address
from rotation.clock import new_id
from rotation.errors import Impossible
from rotation.team.members import Contract, Member
from rotation.words import Sentence, say

MOST = 500
_LEADS = {"lead", "responsable", "leiding", "x", "yes", "oui", "ja", "1", "true"}
_NO = {"no", "non", "nee", "0", "false", "-", "–"}
_TITLES: Mapping[str, Collection[str]] = {
    "name": {"name", "names", "nom", "naam", "full name", "nom complet", "volledige naam"},
    "first": {"first name", "prenom", "voornaam"},
    "last": {"last name", "surname", "nom de famille", "achternaam", "familienaam"},
    "hours": {"hours", "hours a week", "contract hours", "heures", "heures par semaine", "uren"}
    | {"uren per week", "contracturen"},
    "rota": {"rota hours", "hours of the rota", "heures de planning", "roosteruren"},
    "languages": {"language", "languages", "langue", "langues", "taal", "talen"},
    "skills": {"skill", "skills", "competence", "competences", "vaardigheid", "vaardigheden"},
    "lead": {"lead", "responsable", "leiding"},
    "mail": {"mail", "email", "e-mail", "courriel", "e-mailadres", "mail address"},
}
"""What the columns of a list may be called, without accents."""


@dataclass(frozen=True)
class ListedPerson:
    """A line as it is read: who it is, their hours and what they can; ``wrong``: what is not."""

    line: int
    name: str
    hours: float | None = None
    rota_hours: float | None = None
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    lead: bool = False
    mail: str = ""
    wrong: Sentence | None = None

    def member(self, team_id: UUID, channels: tuple[str, ...]) -> Member:
        """Return the person as a member of a team who serves these channels."""
        contract = Contract(
            hours_per_week=self.hours,
            max_hours_per_week=self.hours + 4 if self.hours is not None else None,
            rota_hours_per_week=self.rota_hours,
        )
        return Member(
            new_id(),
            team_id,
            self.name,
            languages=self.languages,
            channels=channels,
            skills=self.skills,
            lead=self.lead,
            contract=contract,
        )


class _WrongCellError(Exception):
    """A cell cannot be right."""

    def __init__(self, reason: Sentence) -> None:
        self.reason = reason


def read(text: str, there: Collection[str] = ()) -> list[ListedPerson]:
    """Return how each line is read; ``there`` are the names that are on the team already.

    Impossible for an empty or an endless list.
    """
    found = list(_read(text, {each.casefold() for each in there}))
    if not found:
        raise Impossible("Give at least one name.", field="/people")
    if len(found) > MOST:
        raise Impossible(say("A team has {most} members at most.", most=MOST), field="/people")
    return found


def _read(text: str, there: Collection[str]) -> Iterator[ListedPerson]:
    seen: set[str] = set()
    columns: Sequence[str | None] | None = None
    for number, line in enumerate(text.splitlines()[: 4 * MOST], 1):
        cells = _cells(line[:1000])
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells)
            if columns:
                continue
        listed = _line(number, cells, columns)
        name = listed.name.casefold()
        if listed.wrong is None and name in seen:
            listed = replace(listed, wrong=say("This name stands there twice."))
        elif listed.wrong is None and name in there:
            listed = replace(listed, wrong=say("Somebody of this name is on the team already."))
        seen.add(name)
        yield listed


def _cells(line: str) -> list[str]:
    """Return the cells of a line: parted by tabs, else by semicolons, else by commas."""
    delimiter = next((each for each in "\t;" if each in line), ",")
    try:
        (cells,) = csv.reader([line], delimiter=delimiter)
    except (csv.Error, ValueError):
        cells = line.split(delimiter)
    return [" ".join(each.split()) for each in cells]


def _columns(cells: Sequence[str]) -> Sequence[str | None]:
    """Return what each column holds, when a line is a header; empty when it is a person."""
    found = [_titled(each) for each in cells]
    return found if {"name", "first", "last"} & {*found} else ()


def _titled(cell: str) -> str | None:
    plain = unicodedata.normalize("NFKD", cell.casefold()).encode("ascii", "ignore").decode()
    title = plain.replace("_", " ").strip(" :*")
    return next((name for name, known in _TITLES.items() if title in known), None)


def _line(number: int, cells: Sequence[str], columns: Sequence[str | None] | None) -> ListedPerson:
    by_title = _by_title(cells, columns) if columns else None
    name = _name(by_title) if by_title else cells[0]
    if not name or len(name) > 200 or not name.isprintable():
        return ListedPerson(number, name[:200], wrong=say("A line begins with a name."))
    try:
        told = _titled_values(by_title) if by_title else _guessed(cells[1:])
    except _WrongCellError as wrong:
        return ListedPerson(number, name, wrong=wrong.reason)
    return ListedPerson(number, name, **told)


def _by_title(cells: Sequence[str], columns: Sequence[str | None]) -> dict[str, str]:
    return {title: cell for title, cell in zip(columns, cells, strict=False) if title and cell}


def _name(cells: Mapping[str, str]) -> str:
    if "name" in cells:
        return cells["name"] if "first" not in cells else f"{cells['first']} {cells['name']}"
    return " ".join(cells[each] for each in ("first", "last") if each in cells)


def _titled_values(cells: Mapping[str, str]) -> dict[str, Any]:  # Any: fields of different types
    hours, rota = _hours(cells.get("hours", "")), _hours(cells.get("rota", ""))
    if rota is not None and hours is not None and rota > hours:
        detail = say("The rota cannot have more hours than the contract's {hours}.", hours=hours)
        raise _WrongCellError(detail)
    lead = cells.get("lead", "").casefold()
    if lead and lead not in _LEADS | _NO:
        raise _not_understood(lead)
    return {
        "hours": hours,
        "rota_hours": rota,
        "languages": _languages(cells.get("languages", "")),
        "skills": tuple(_split(cells.get("skills", "").lower(), fields.Word)),
        "lead": lead in _LEADS,
        "mail": _mail(cells.get("mail", "")),
    }


def _guessed(cells: Sequence[str]) -> dict[str, Any]:  # Any: fields of different types
    """Return what cells without a title say, each told by how it is written."""
    hours: list[float] = []
    found: dict[str, Any] = {"languages": ()}
    for cell in filter(None, cells):
        if re.fullmatch(r"\d{1,3}(?:[.,]\d+)?\s*h?", cell):
            hours.append(_hours(cell) or 0.0)
        elif "@" in cell:
            found["mail"] = _mail(cell)
        elif cell.casefold() in _LEADS:
            found["lead"] = True
        else:
            found["languages"] = tuple(dict.fromkeys((*found["languages"], *_languages(cell))))
    if len(hours) > 2 or (len(hours) == 2 and hours[1] > hours[0]):
        raise _not_understood(f"{hours[-1]:g}")
    return found | dict(zip(("hours", "rota_hours"), hours, strict=False))


def _hours(text: str) -> float | None:
    if not text:
        return None
    plain = text.lower().rstrip("h ").replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(?:\.\d+)?", plain):
        raise _not_understood(text)
    if float(plain) > 168:
        raise _WrongCellError(say("A week has 168 hours."))
    return float(plain)


def _languages(text: str) -> tuple[str, ...]:
    return tuple(_split(text.lower(), fields.Language))


def _split(text: str, kind: Any) -> Iterator[str]:  # Any: a field's type
    for each in dict.fromkeys(re.split(r"[\s,;/+&]+", text)):
        if each:
            try:
                yield TypeAdapter(kind).validate_python(each)
            except ValidationError:
                raise _not_understood(each) from None


def _mail(text: str) -> str:
    try:
        return mail_address(text, "/people") if text else ""
    except Impossible as wrong:
        raise _WrongCellError(wrong.detail) from None


def _not_understood(text: str) -> _WrongCellError:
    return _WrongCellError(say("{text} is not understood.", text=text[:40]))
