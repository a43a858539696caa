"""Finds out anew how many people shifts need, when what that depends on has changed."""

from datetime import timedelta

from api.work import Work
from rotation.rota import required
from rotation.rota.perform import Children

EVERY = timedelta(seconds=5)


def calculate(work: Work, children: Children) -> None:
    """Ask again what has been overtaken."""
    now = work.clock()
    required.refresh(work, work.overtaken(now), children.answer, now)
