"""The context a staffing question is answered in: who asks, the calculations, the time."""

from dataclasses import dataclass
from datetime import datetime

from api.unit_of_work import DatabaseUnitOfWork
from rotation.account.access import Actor
from rotation.rota.planning.execute_run import Calculations


@dataclass(frozen=True)
class StaffingContext:
    """A caller with all it takes to answer; ``is_patient``: the answer may take its time."""

    work: DatabaseUnitOfWork
    actor: Actor
    calculations: Calculations
    now: datetime
    language: str | None
    is_patient: bool = False
