"""Finds out anew how many people shifts need, when what that depends on has changed."""

from datetime import timedelta

from api.unit_of_work import DatabaseUnitOfWork
from rotation.rota.planning.execute_run import Calculations
from rotation.rota.staffing import requirements

EVERY = timedelta(seconds=5)


def calculate(work: DatabaseUnitOfWork, children: Calculations) -> None:
    """Ask again what has been overtaken."""
    now = work.clock()
    requirements.refresh(work, work.overtaken(now), children.answer, now)
