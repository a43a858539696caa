"""The largest case the service solves."""

from rotation.errors import Impossible
from rotation.solver.case import Case
from rotation.solver.setting_types import MOST_MEMBERS
from rotation.words import say

MOST_PLACES = 5_000


def refuse_too_large(case: Case) -> Case:
    """Return a case, unless it is larger than a solve of the service may be."""
    if len(case.members) > MOST_MEMBERS:
        raise Impossible(
            say("A rota is planned for {most} members at most.", most=MOST_MEMBERS),
            field="/members",
        )
    if sum(each.maximum for each in case.shifts) > MOST_PLACES:
        raise Impossible(
            say("A rota is planned for {most} places at most.", most=MOST_PLACES), field="/shifts"
        )
    return case
