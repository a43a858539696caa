"""How many statements the answers send that change a rota: each reads what it needs once."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from msgspec import to_builtins
from sqlalchemy import event

from rotation.demand.questions.prediction import PredictionAnswer
from rotation.rota.planning.execute_run import Calculations
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek

_NOTHING_FOUND = PredictionAnswer(channels=(), days=(), engine="steady")


@contextmanager
def counted(home: TestOrganisation) -> Iterator[list[str]]:
    """Yield the statements that reach the database meanwhile, but for telling who asks."""
    sent: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "set_config" not in statement:
            sent.append(re.sub(r"\s+", " ", statement))

    engine = home.work.database.engine
    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", keep)


@pytest.fixture
def week(home: TestOrganisation) -> PublishedWeek:
    """A published week, and a draft after it; predictions cost nothing."""
    made = PublishedWeek.of_nord(home)
    home.app.state.children = Calculations(lambda *_: {}, lambda _: to_builtins(_NOTHING_FOUND))
    return made


def take(week: PublishedWeek, day: str, name: str) -> list[str]:
    """Let somebody take an evening that is offered; return what was sent."""
    home = week.home
    swap = home.post("/v1/teams/nord/swaps", slot=week.slot(day))["id"]
    with counted(home) as sent:
        home.post(f"/v1/swaps/{swap}/take", member=week.id(name))
    return sent


def edit(week: PublishedWeek, day: str, name: str) -> list[str]:
    """Give a place of the draft to somebody; return what was sent."""
    home, rota = week.home, f"/v1/teams/nord/rotas/{WEEK}"
    tag = home.http.get(f"{rota}?version=draft").headers["etag"]
    body = {"member": week.id(name), "locked": False}
    with counted(home) as sent:
        path = f"{rota}/draft/slots/{week.slot(day)}"
        answer = home.http.patch(path, json=body, headers={"If-Match": tag})
    assert answer.is_success, answer.text
    return sent


@pytest.mark.parametrize(("act", "most"), [(take, 25), (edit, 20)])
def test_a_change_reads_what_it_needs_once(
    week: PublishedWeek, act: Callable[[PublishedWeek, str, str], list[str]], most: int
) -> None:
    act(week, "Mon", "Emma")  # settings are kept from here on
    sent = act(week, "Tue", "Hugo")
    assert len(sent) <= most, "\n".join(each[:60] + " … " + each[-140:] for each in sent)
    assert len(set(sent)) > most / 2
