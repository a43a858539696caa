"""Edits of a draft: a child is asked while no database connection is held, and nothing is lost."""

from typing import Any

import pytest

from rotation.errors import Unreachable
from rotation.rota.planning.execute_run import Calculations
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek

ROTA = f"/v1/teams/nord/rotas/{WEEK}"


class Asked:
    """Answers nothing, and notes how many connections of the database were in use meanwhile."""

    def __init__(self, standing: PublishedWeek) -> None:
        self.pool: Any = standing.home.work.database.engine.pool
        self.held: list[int] = []
        self.standing = standing
        self.between = False
        standing.home.app.state.children = Calculations(self.solve, self.answer)

    def solve(self, *_: object) -> dict[str, Any]:
        """Refuse: no rota is sought here."""
        raise Unreachable("There is no solver here.")

    def answer(self, _: object) -> dict[str, Any]:
        """Note the connections in use; edit the draft in between, if asked to."""
        self.held.append(self.pool.checkedout())
        if self.between:
            self.between = False
            give(self.standing, "Fri", None)
        raise Unreachable("Nobody calculates here.")


def give(standing: PublishedWeek, day: str, member: str | None) -> Any:
    """Give the first place of an evening by HTTP, and return the answer."""
    tag = standing.home.http.get(f"{ROTA}?version=draft").headers["etag"]
    path = f"{ROTA}/draft/slots/{standing.slot(day)}"
    return standing.home.http.patch(path, json={"member": member}, headers={"If-Match": tag})


@pytest.fixture
def asked(home: TestOrganisation) -> Asked:
    """A team whose draft stands, and its answering process."""
    return Asked(PublishedWeek.of_nord(home))


def test_an_edit_asks_for_replies_without_a_connection(asked: Asked) -> None:
    answer = give(asked.standing, "Wed", None)
    assert answer.status_code == 200
    assert answer.json()["prediction"]["stale"]
    assert asked.held == [0]


def test_the_answer_of_an_edit_is_the_draft_that_is_read_next(asked: Asked) -> None:
    edited = give(asked.standing, "Wed", None)
    read = asked.standing.home.http.get(f"{ROTA}?version=draft")
    assert edited.headers["etag"] == read.headers["etag"]
    told = {name: value for name, value in edited.json().items() if name != "new_breaches"}
    assert told == read.json()


def test_an_edit_made_in_between_is_not_overwritten(asked: Asked) -> None:
    asked.between = True
    assert give(asked.standing, "Wed", None).status_code == 412
    holders = {day: asked.standing.holders(day, "draft")[0] for day in ("Wed", "Fri")}
    assert holders["Fri"] is None
    assert holders["Wed"] is not None


def test_an_edit_that_changes_nothing_keeps_the_draft(asked: Asked) -> None:
    before = asked.standing.home.http.get(f"{ROTA}?version=draft")
    holder = asked.standing.id(str(asked.standing.holders("Wed", "draft")[0]))
    answer = give(asked.standing, "Wed", holder)
    assert answer.status_code == 200
    assert answer.headers["etag"] == before.headers["etag"]
    assert asked.held == []


def test_the_effect_of_leave_is_asked_without_a_connection(asked: Asked) -> None:
    path = f"/v1/members/{asked.standing.id('Hugo')}/absences"
    span = {"start": "2026-11-30T00:00:00Z", "end": "2026-12-07T00:00:00Z"}
    made = asked.standing.as_("Hugo").post(path, json={**span, "kind": "leave"}).json()
    effect = asked.standing.home.get(f"{path}/{made['id']}/effect")
    assert effect["places"]
    assert asked.held == [0]
