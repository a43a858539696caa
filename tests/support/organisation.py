"""An organisation for a test: its keys, its sessions, and clients that speak HTTP for it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Self

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from api.http.deps import NOBODY
from api.jobs.job import Job, JobContext
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import keys, organisations
from rotation.account.access import Access, Actor


@dataclass
class SetClock:
    """A clock that shows what it was set to."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the time it was set to."""
        return self.now


@dataclass
class TestOrganisation:
    """An organisation as a test sees it."""

    __test__: ClassVar[bool] = False

    app: FastAPI
    work: DatabaseUnitOfWork
    clock: SetClock
    owner: Actor
    http: TestClient

    @classmethod
    @contextlib.contextmanager
    def founded(cls, app: FastAPI, clock: SetClock) -> Iterator[Self]:
        """Yield a new organisation; the application takes the clock."""
        work = replace(app.state.work, clock=clock)
        app.state.work = work
        with work.database.session(None, writing=True) as session:
            organisation = organisations.create(session, "Nord", clock.now)
            session.commit()
        owner = Actor(organisation, Access.OWNER)
        home = cls(app, work, clock, owner, TestClient(app, raise_server_exceptions=True))
        home.http.headers["Authorization"] = f"Bearer {home.key()}"
        yield home

    def key(self, access: Access = Access.OWNER, **limits: Any) -> str:
        """Return the secret of a new key."""
        with self.writing() as session:
            return keys.make(session, keys.Grant(access, **limits), self.clock.now)[1]

    def client(self, access: Access, **limits: Any) -> TestClient:
        """Return a client with a key of its own."""
        headers = {"Authorization": f"Bearer {self.key(access, **limits)}"}
        return TestClient(self.app, headers=headers)

    def tick(self, job: Job) -> None:
        """Run a job once, as a worker without child processes does."""
        job.run(JobContext(self.work, self.app.state.settings, NOBODY))

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a unit of work of the owner."""
        with self.work.unit(self.owner, self.clock.now) as session:
            yield session

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a reading session of the owner."""
        with self.work.reading(self.owner) as session:
            yield session

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST a JSON body and return the answer, which has to be a success."""
        answer = self.http.post(path, json=body)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def get(self, path: str) -> Any:
        """GET and return the answer, which has to be a success."""
        answer = self.http.get(path)
        assert answer.is_success, answer.text
        return answer.json()

    def put(self, path: str, body: Any) -> Any:
        """PUT a body with the ETag of what is there, and return the answer."""
        tag = self.http.get(path).headers["etag"]
        answer = self.http.put(path, json=body, headers={"If-Match": tag})
        assert answer.is_success, answer.text
        return answer.json()

    def patch(self, path: str, **body: Any) -> Any:
        """PATCH with the ETag of what is there, and return the answer."""
        tag = self.http.get(path).headers["etag"]
        answer = self.http.patch(path, json=body, headers={"If-Match": tag})
        assert answer.is_success, answer.text
        return answer.json()
