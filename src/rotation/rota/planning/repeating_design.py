"""The design of a repeating rota, asked of the solver; the wishes in its way are said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.demand import shift_patterns
from rotation.demand.shift_patterns import ShiftPattern
from rotation.errors import Impossible
from rotation.rota.case import rule_settings
from rotation.rota.ports import Answer
from rotation.solver.constraints.minimum_rest import MinimumRest
from rotation.solver.repeating.rota import OFF, Block, Concession, RepeatingRotaSpec
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import Week, wall_minutes
from rotation.words import Sentence, say

if TYPE_CHECKING:
    from rotation.json_value import Json

_DAY = 1440
_WEEK = 7


@dataclass(frozen=True)
class Turn:
    """A shift pattern in a repeating rota: days in a row on it, people it needs by weekday.

    ``required`` None: as many as the pattern says.
    """

    pattern: UUID
    block: Block
    required: tuple[int, ...] | None = None


@dataclass(frozen=True)
class RepeatingRotaDesign:
    """A repeating rota to design; in ``week`` the first member has its first week.

    ``forbidden`` are successions of two or three days, of patterns and None for a day off; what
    leaves too little rest is forbidden as well.
    """

    name: str
    week: Week
    members: tuple[UUID, ...]
    turns: tuple[Turn, ...]
    work: Block
    off: Block
    forbidden: tuple[tuple[UUID | None, ...], ...] = ()


@dataclass(frozen=True)
class DesignRequest:
    """A sketch as the solver is asked for it, and the names of its shifts by number."""

    wanted: RepeatingRotaSpec
    shifts: tuple[str, ...]


def design_question(session: Session, team: Team, sketch: RepeatingRotaDesign) -> DesignRequest:
    """Return the question to the design; Impossible names the field that does not fit."""
    known = {each.id: each for each in shift_patterns.listed(session, team.id)}
    here = {each.id for each in members.of_team(session, team.id)}
    for at, member in enumerate(sketch.members):
        if member not in here or member in sketch.members[:at]:
            raise Impossible(
                "This person is not on the team, or stands here twice.", field=f"/members/{at}"
            )
    for at, turn in enumerate(sketch.turns):
        if turn.pattern not in known or turn.pattern in [e.pattern for e in sketch.turns[:at]]:
            raise Impossible(
                "There is no such shift, or it stands here twice.", field=f"/shifts/{at}/pattern"
            )
    for where, block in _blocks(sketch):
        if block.shortest > block.longest:
            raise Impossible("The shortest is longer than the longest.", field=f"/{where}/shortest")
    used = [known[each.pattern] for each in sketch.turns]
    required = tuple(
        _required(pattern, turn, at)
        for at, (pattern, turn) in enumerate(zip(used, sketch.turns, strict=True))
    )
    busiest, people = max(map(sum, zip(*required, strict=True))), len(sketch.members)
    if busiest > people:
        text = say(
            "A day needs {needed} people, and there are {people}.", needed=busiest, people=people
        )
        raise Impossible(text, field="/members")
    number = {each.id: at for at, each in enumerate(used)}
    wanted = RepeatingRotaSpec(
        people=people,
        required=required,
        blocks=tuple(each.block for each in sketch.turns),
        work=sketch.work,
        off=sketch.off,
        forbidden=(*_successions(sketch, number), *_too_close(used, _rest(session, team))),
    )
    return DesignRequest(wanted, tuple(each.name for each in used))


def design(asked: DesignRequest, seconds: float, answer: Answer) -> tuple[int, ...]:
    """Return a ring that does what is asked.

    Impossible when there is none, with the single wishes that could be given up for one, or when
    none was found in time.
    """
    wanted = msgspec.to_builtins(asked.wanted)
    found = answer({"ask": "ring", "wanted": wanted, "seconds": seconds})
    if found["ring"] is not None:
        return tuple(found["ring"])
    if not found["proven"]:
        raise Impossible("No repeating rota was found in the time given.")
    ways = [msgspec.convert(each, Concession) for each in found["ways"]]
    if not ways:
        raise Impossible("No repeating rota does all of this.")
    told = say(
        "No repeating rota does all of this. One of these changes would do: {ways}.",
        ways=[_in_words(each, asked.shifts) for each in ways],
    )
    extra: Json = {"ways_out": [{"field": _pointer(each), "value": each.value} for each in ways]}
    raise Impossible(told, extra=extra)


def _pointer(way: Concession) -> str:
    """Return where a way is written in the body of a request."""
    renamed = {"blocks": "shifts", "people": "members"}
    return "".join(f"/{renamed.get(str(each), each)}" for each in way.field)


def _in_words(way: Concession, shifts: Sequence[str]) -> Sentence:
    match way.field:
        case ("people",):
            return say("{count} people", count=way.value)
        case ("blocks", int(at), "longest"):
            return say("up to {days} days in a row on {shift}", days=way.value, shift=shifts[at])
        case ("blocks", int(at), _):
            return say("from {days} days in a row on {shift}", days=way.value, shift=shifts[at])
        case ("work", "longest"):
            return say("up to {days} days at work in a row", days=way.value)
        case ("work", _):
            return say("from {days} days at work in a row", days=way.value)
        case (_, "longest"):
            return say("up to {days} days off in a row", days=way.value)
        case _:
            return say("from {days} days off in a row", days=way.value)


def _blocks(sketch: RepeatingRotaDesign) -> Iterator[tuple[str, Block]]:
    yield "work", sketch.work
    yield "off", sketch.off
    for at, turn in enumerate(sketch.turns):
        yield f"shifts/{at}", turn.block


def _required(pattern: ShiftPattern, turn: Turn, at: int) -> tuple[int, ...]:
    usual = pattern.minimum if pattern.target == "auto" else pattern.target
    required = turn.required or tuple(
        usual if weekday in pattern.weekdays else 0 for weekday in range(1, _WEEK + 1)
    )
    for weekday, people in enumerate(required):
        most = pattern.maximum if weekday + 1 in pattern.weekdays else 0
        if people > most:
            text = say("{shift} takes {most} people at most.", shift=pattern.name, most=most)
            raise Impossible(text, field=f"/shifts/{at}/required/{weekday}")
    return required


def _successions(sketch: RepeatingRotaDesign, number: dict[UUID, int]) -> list[tuple[int, ...]]:
    found = []
    for at, succession in enumerate(sketch.forbidden):
        for each in succession:
            if each is not None and each not in number:
                raise Impossible("This shift is not in the rota.", field=f"/forbidden/{at}")
        found.append(tuple(OFF if each is None else number[each] for each in succession))
    return found


def _too_close(used: Sequence[ShiftPattern], rest: int) -> list[tuple[int, ...]]:
    """Return the pairs of shifts on following days with less rest between than must be."""
    return [
        (one, two)
        for one, first in enumerate(used)
        for two, second in enumerate(used)
        if wall_minutes(second.start) + _DAY - _end(first) < rest
    ]


def _end(pattern: ShiftPattern) -> int:
    start, end = wall_minutes(pattern.start), wall_minutes(pattern.end)
    return end if end > start else end + _DAY


def _rest(session: Session, team: Team) -> int:
    hold = (each for each in rule_settings.of_team(session, team) if isinstance(each, MinimumRest))
    return max((each.rest_minutes for each in hold if each.weight is None), default=0)
