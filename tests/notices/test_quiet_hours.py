"""Nobody is asked to step in at night, nor counted as silent because they slept."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from rotation.rota.live import cover
from support.outbox import Heard, said
from support.planned_team import NAMES, at

MINUTE = timedelta(minutes=1)
LATE = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
"""Half past eleven in the evening in Paris, six days before the shift."""
MORNING = datetime(2026, 11, 25, 6, tzinfo=UTC)


@pytest.fixture
def night(heard: Heard) -> Heard:
    """People with mail, who are left in peace from nine to seven; it is late in the evening."""
    heard.mail(*NAMES)
    quiet(heard, "21:00", "07:00")
    heard.rota.home.clock.now = LATE
    return heard


def quiet(heard: Heard, start: str, end: str) -> None:
    rules = {"lead_minutes": [60], "quiet_hours": {"from": start, "to": end}}
    heard.rota.home.put("/v1/teams/nord/notice-rules", rules)


def sick(heard: Heard, **body: Any) -> dict[str, Any]:
    """Let Chloé call in sick on Tuesday; return the search."""
    path = f"/v1/slots/{heard.rota.slot('Tue')}/sick"
    answer = heard.rota.as_("Chloé").post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def deadlines(search: dict[str, Any]) -> list[str]:
    """Return until when those who were asked may answer."""
    return [each["deadline"][8:16] for each in search["asked"] if each["asked_at"]]


def later(heard: Heard, search: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Let the search go on if it is due; return it."""
    with heard.rota.home.work.unit(heard.rota.home.owner, now) as session:
        cover.advance(session, UUID(search["id"]), now)
    found: dict[str, Any] = heard.rota.home.get(f"/v1/covers/{search['id']}")
    return found


def test_who_sleeps_is_asked_in_the_morning_and_thinks_from_then(night: Heard) -> None:
    search = sick(night)
    assert deadlines(search) == ["25T06:30"]
    assert "cover.asked" not in [kind for _, kind in night.told(LATE)]
    assert "cover.asked" not in [kind for _, kind in night.told(MORNING - MINUTE)]
    (question,) = (each for each in night.mails(MORNING) if each.kind == "cover.asked")
    assert "Please answer by Wed 25 Nov 07:30" in said(question)


def test_the_next_is_asked_when_that_time_is_over_and_not_before(night: Heard) -> None:
    search = sick(night)
    assert len(deadlines(later(night, search, MORNING + 29 * MINUTE))) == 1
    assert deadlines(later(night, search, MORNING + 30 * MINUTE)) == ["25T06:30", "25T07:00"]


def test_a_no_at_night_asks_the_next_for_the_morning(night: Heard) -> None:
    search = sick(night)
    first = search["asked"][0]["member"]["name"]
    path = f"/v1/covers/{search['id']}/answer"
    told = night.rota.as_(first).post(path, json={"answer": "no"}).json()
    assert deadlines(told) == ["25T06:30", "25T06:30"]


def test_who_has_no_address_or_no_quiet_hours_thinks_from_now_on(heard: Heard) -> None:
    quiet(heard, "21:00", "07:00")
    heard.rota.home.clock.now = LATE
    search = sick(heard)
    assert deadlines(search) == ["24T23:00"]
    heard.rota.home.post(f"/v1/covers/{search['id']}/close")
    for name in NAMES:
        heard.contact(name)
    assert deadlines(sick(heard)) == ["24T23:00"]


def test_when_the_shift_is_near_all_are_asked_though_one_still_sleeps(heard: Heard) -> None:
    """The shift begins at 17:00 in Paris, 16:00 UTC; three hours before is near."""
    heard.mail(*NAMES)
    quiet(heard, "21:00", "15:30")
    heard.rota.home.clock.now = at(1, 4)
    search = sick(heard)
    assert deadlines(search) == ["01T15:00"]
    assert len(deadlines(later(heard, search, at(1, 12, 59)))) == 1
    assert deadlines(later(heard, search, at(1, 13))) == ["01T15:00", *["01T21:00"] * 5]


def test_a_search_does_not_give_up_while_the_last_one_sleeps(heard: Heard) -> None:
    heard.mail(*NAMES)
    quiet(heard, "21:00", "15:30")
    heard.rota.home.clock.now = at(1, 4)
    search = sick(heard)
    for each in search["asked"][1:]:
        path = f"/v1/covers/{search['id']}/answer"
        heard.rota.as_(each["member"]["name"]).post(path, json={"answer": "no"})
    assert later(heard, search, at(1, 13))["state"] == "open"
    assert later(heard, search, at(1, 14, 59))["state"] == "open"
    assert later(heard, search, at(1, 15))["state"] == "nobody"


def test_a_shift_before_the_morning_is_asked_for_at_night(heard: Heard) -> None:
    heard.mail(*NAMES)
    quiet(heard, "10:00", "18:00")
    heard.rota.home.clock.now = at(1, 10)
    assert deadlines(sick(heard)) == ["01T10:30"]
    assert "cover.asked" in [kind for _, kind in heard.told()]
