"""A rota that is looked at again is the same bytes, until somebody writes or time goes on."""

from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from rotation.account.access import Access
from support.organisation import SetClock, TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek

PATH = f"/v1/teams/nord/rotas/{WEEK}"


@pytest.fixture
def week(home: TestOrganisation) -> PublishedWeek:
    """A published week of the team Nord."""
    return PublishedWeek.of_nord(home)


def looked(http: TestClient, language: str = "en") -> tuple[bytes, str]:
    answer = http.get(PATH, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content, answer.headers["etag"]


def test_a_second_look_gives_the_same_bytes_and_sends_no_statement(week: PublishedWeek) -> None:
    first = looked(week.home.http)
    before = week.home.work.database.change_mark()
    assert looked(week.home.http) == first
    if week.home.work.database.is_sqlite:
        assert week.home.work.database.change_mark() == before


def test_whatever_is_written_is_seen_at_the_next_look(week: PublishedWeek) -> None:
    looked(week.home.http)
    name, member = next(iter(week.people.items()))
    week.home.patch(f"/v1/members/{member}", name="Somebody Else")
    body = looked(week.home.http)[0].decode()
    assert "Somebody Else" in body
    assert f'"{name}"' not in body


def test_time_that_goes_on_is_seen_though_nobody_writes(
    week: PublishedWeek, clock: SetClock
) -> None:
    monday = datetime.fromisoformat("2026-11-30T12:00:00+00:00")
    clock.now = monday
    before = week.home.get(PATH)["shifts"][0]["promise"]
    clock.now = monday + timedelta(days=1)
    assert (before, week.home.get(PATH)["shifts"][0]["promise"]) == (before, None)
    assert before is not None


def test_a_stranger_and_a_key_without_the_right_see_nothing_of_what_is_kept(
    week: PublishedWeek,
) -> None:
    looked(week.home.http)
    with TestOrganisation.founded(week.home.app, week.home.clock) as other:
        assert other.http.get(PATH).status_code == 404
    elsewhere = week.home.post(
        "/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR"
    )
    scoped = week.home.client(Access.MANAGER, teams=frozenset([elsewhere["id"]]))
    assert scoped.get(PATH).status_code == 404
    assert TestClient(week.home.app).get(PATH).status_code == 401
    assert week.home.client(Access.BOT).get(PATH).status_code == 403


def test_each_reader_has_their_own_language(week: PublishedWeek) -> None:
    assert looked(week.home.http, "fr") == looked(week.home.http, "fr")
    assert looked(week.home.http, "nl")[1] == looked(week.home.http, "fr")[1]
