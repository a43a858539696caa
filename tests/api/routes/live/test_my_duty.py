"""A member asks when they are on duty themselves."""

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week, on its Tuesday evening."""
    made = PublishedWeek.of_nord(home)
    home.clock.now = at(1, 17)
    return made


def said(rota: PublishedWeek, name: str, language: str = "en") -> str:
    headers = {"Accept": "text/plain", "Accept-Language": language}
    answer = rota.as_(name).get("/v1/teams/nord/on-duty/mine", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_who_is_on_duty_hears_until_when(rota: PublishedWeek) -> None:
    assert said(rota, "Chloé") == "You are on duty until Tue 1 Dec 22:00."
    answer = rota.as_("Chloé").get("/v1/teams/nord/on-duty/mine").json()
    assert [each["until"] for each in answer["on_duty"]] == ["2026-12-01T21:00:00Z"]
    assert [each["since"] for each in answer["next"]] == ["2026-12-05T16:00:00Z"]


def test_who_is_not_hears_of_the_next_duty_if_there_is_one(rota: PublishedWeek) -> None:
    assert said(rota, "Hugo") == "Your next duty: Thu 3 Dec 17:00 to Thu 3 Dec 22:00."
    rota.home.clock.now = at(10, 17)
    assert said(rota, "Hugo") == "You have no duty planned."


def test_a_key_of_no_member_has_no_duty_of_its_own(rota: PublishedWeek) -> None:
    answer = rota.home.client(Access.BOT).get("/v1/teams/nord/on-duty/mine")
    assert answer.status_code == 404
