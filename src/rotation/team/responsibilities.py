"""Responsibilities: every task the strategy asks for × who is responsible, gaps flagged."""

from collections.abc import Iterable
from dataclasses import dataclass

from rotation.team.members import Member
from rotation.team.roles import Role
from rotation.team.strategy import required_tasks


@dataclass(frozen=True)
class Responsibility:
    """A task, whether the strategy requires it, and who is responsible for it."""

    task: str
    required: bool
    roles: tuple[Role, ...]
    members: tuple[Member, ...]

    @property
    def covered(self) -> bool:
        """Tell whether somebody does it."""
        return bool(self.members)


def matrix(
    level: str, objectives: Iterable[str], roles: Iterable[Role], members: Iterable[Member]
) -> list[Responsibility]:
    """Return the matrix: required tasks first, then whatever else the roles do."""
    known, people = list(roles), list(members)
    required = required_tasks(level, objectives)
    others = sorted({task for role in known for task in role.tasks} - set(required))
    found = []
    for task in (*required, *others):
        doing = tuple(role for role in known if task in role.tasks)
        slugs = {role.slug for role in doing}
        who = tuple(each for each in people if slugs.intersection(each.roles))
        found.append(Responsibility(task, task in required, doing, who))
    return found
