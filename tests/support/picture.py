"""A rota drawn in text ↔ a case and its assignments."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Member, Shift, Worked
from rotation.solver.limits import Breach, Rule
from rotation.timespan import DAY
from support import make


def picture(
    text: str,
    *people: Member,
    weeks: int = 1,
    monday: date = make.MONDAY,
    **more: Any,  # Any: fields of different types
) -> tuple[Case, Assignments]:
    """Return the case and the rota of a drawing.

    A line is a name and a letter for each day (``E L N D``, several for several shifts, ``.`` for
    none). Days before a ``|`` are history, the first one after it is the Monday. A member that
    is also given as a value is that value. ``monday`` is the first planned day; ``more`` are fields
    of every shift.
    """
    given = {each.name: each for each in people}
    lines = _lines(text)
    past = lines[0].index("|") - 1 if "|" in lines[0] else 0
    members, worked, rota = [], [], []
    for name, *marks in lines:
        members.append(given.get(name, make.member(name)))
        for at, letters in enumerate(mark for mark in marks if mark != "|"):
            for letter in letters.replace(".", ""):
                if at < past:
                    worked.append(
                        Worked(name, make.shift(letter, at - past, monday=monday, **more))
                    )
                else:
                    rota.append((make.shift(letter, at - past, monday=monday, **more), name))
    wanted = Counter(shift for shift, _ in rota)
    shifts = [replace(each, target=n, maximum=n) for each, n in wanted.items()]
    case = make.case(
        members,
        shifts,
        history=tuple(worked),
        weeks=weeks,
        monday=monday,
        known_from=monday - DAY * past,
    )
    return case, frozenset((shift.id, name) for shift, name in rota)


def _lines(text: str) -> list[list[str]]:
    lines = [line.split() for line in text.strip().splitlines()]
    headed = lines[0][0] in {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
    return lines[1:] if headed else lines


def breaches_in(rule: Rule, case: Case, rota: Assignments) -> tuple[Breach, ...]:
    """Return what a rota breaches when this rule alone holds."""
    return audit.breaches(replace(case, rules=(rule,)), rota)


def reasons(rule: Rule, case: Case, rota: Assignments) -> list[str]:
    """Return the reasons of these breaches, in English."""
    return [str(each.because) for each in breaches_in(rule, case, rota)]


def drawn(case: Case, rota: Assignments) -> str:
    """Return a rota as a drawing, one line a member, for the eyes of a reader of a failure."""
    on: dict[tuple[str, object], str] = {}
    for shift, member in sorted(rota):
        key = (member, case.shift[shift].day)
        on[key] = on.get(key, "") + _letter(case.shift[shift])
    return "\n".join(
        " ".join([each.id, *(on.get((each.id, day), ".") for day in case.days)])
        for each in case.members
    )


def _letter(shift: Shift) -> str:
    return shift.name[:1]
