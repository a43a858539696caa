"""Staffing questions as requests: answered at once, or as a run that is looked at later."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from api.http.deps import NOBODY, Calculating, Caller, Language, Now, work_of
from api.http.idempotency import keep_answer
from api.problems import problems
from api.routes.planning.run_schema import RunOut, run_out
from api.staffing.asker import StaffingContext
from rotation.errors import Unreachable
from rotation.rota.planning import runs, staffing_runs
from rotation.rota.planning.staffing_runs import StaffingRunRequest
from rotation.team import teams

Body = TypeVar("Body", bound=BaseModel)
Out = TypeVar("Out", bound=BaseModel)
LATER = {**problems(Unreachable), 202: {"model": RunOut}}
"""What a question may be answered with beside its answer."""
LONGEST_WAIT, MOST_WAITING = 30.0, 4
_USUAL_WAIT = 8.0
"""How long is waited for a worker where no calculating process is beside this one."""
_EVERY = 0.05
_waiting = threading.BoundedSemaphore(MOST_WAITING)


@dataclass(frozen=True)
class StaffingRequest:
    """A request that asks; ``wait``: how long for an answer before it becomes a run.

    None: it is answered at once.
    """

    asker: StaffingContext
    wait: float | None
    request: Request

    def answered(
        self, kind: str, team: str, body: Body, answer: Callable[[StaffingContext, str, Body], Out]
    ) -> Out | Response:
        """Return the answer, or 202 and the run that will have it."""
        if self.wait is None:
            return answer(self.asker, team, body)
        asker = self.asker
        plain = body.model_dump(mode="json", by_alias=True, exclude_unset=True)
        question = StaffingRunRequest(kind, plain, asker.language)
        with asker.work.unit(asker.actor, asker.now, self.request.state.id) as session:
            found, week = teams.find(session, team), str(plain.get("week", "typical"))
            run = staffing_runs.request(session, found, week, question, asker.now)
            out = run_out(run, asker.language or "en")
            keep_answer(self.request, session, out, 202, f"/v1/runs/{run.id}")
        told = self._told(run.id)
        if told.state == "succeeded":
            return JSONResponse(told.answer)
        location = {"Location": f"/v1/runs/{run.id}"}
        return JSONResponse(told.model_dump(mode="json"), 202, location)

    def _told(self, run_id: UUID) -> RunOut:
        """Return the run when it has ended, or when the time to wait is over.

        Who waits holds a thread: only a few do, others are told at once where to look.
        """
        waits = _waiting.acquire(blocking=False)
        try:
            end = time.monotonic() + (self.wait or 0.0) * waits
            while (told := self._read(run_id)).ended_at is None and time.monotonic() < end:
                time.sleep(_EVERY)
        finally:
            if waits:
                _waiting.release()
        return told

    def _read(self, run_id: UUID) -> RunOut:
        with self.asker.work.reading(self.asker.actor) as session:
            return run_out(runs.find(session, run_id), self.asker.language or "en")


def _request_of(
    request: Request, caller: Caller, calculations: Calculating, now: Now, language: Language
) -> StaffingRequest:
    prefer = request.headers.get("prefer", "")
    wait = re.search(r"\bwait=(\d{1,4})", prefer)
    seconds = min(float(wait[1]), LONGEST_WAIT) if wait else None
    if seconds is None and "respond-async" in prefer:
        seconds = 0.0
    if seconds is None and calculations is NOBODY:
        seconds = _USUAL_WAIT
    asker = StaffingContext(work_of(request), caller, calculations, now, language)
    return StaffingRequest(asker, seconds, request)


Asking = Annotated[StaffingRequest, Depends(_request_of)]
