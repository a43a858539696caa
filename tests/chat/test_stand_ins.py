"""Who could take a place: told to planners, with people best first; others hear who is on duty."""

from uuid import UUID

import pytest

from rotation.account.access import Access
from rotation.chat import answer
from rotation.chat.answer import Asker
from rotation.rota.on_duty.snapshot import Disclosure
from rotation.team import teams
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek

ALONE = "Who could step in is told to planners alone."


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    """A published week, of which Gaëlle is a planner."""
    made = PublishedWeek.of_nord(home)
    home.key(Access.MANAGER, member=UUID(made.id("Gaëlle")))
    return made


def said(nord: PublishedWeek, name: str | None, text: str, told: Disclosure | None = None) -> str:
    asker = Asker(UUID(nord.id(name)) if name else None, told=told or Disclosure())
    with nord.home.reading() as session:
        team = teams.find(session, "nord").id
        return answer.reply(session, team, text, nord.home.clock.now, asker).text


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("who could take monday?", "Mon 30 Nov 17:00–22:00 could be taken by "),
        ("qui pourrait prendre lundi ?", "lun. 30 nov. 17:00–22:00 : pourraient le prendre : "),
        ("wie kan maandag invallen?", "ma 30 nov 17:00–22:00: zouden kunnen: "),
        ("wer könnte am Montag einspringen?", "Mo. 30. Nov. 17:00–22:00: könnten übernehmen: "),
    ],
)
def test_a_planner_hears_who_could_take_a_place(nord: PublishedWeek, text: str, start: str) -> None:
    found = said(nord, "Gaëlle", text)
    assert found.startswith(start), found
    names = found.removeprefix(start).split(".")[0].split(" (")[0].split(", ")
    assert 1 <= len(names) <= 5
    assert not {"Amélie", "Bruno"} & set(names)
    assert nord.home.get("/v1/teams/nord/swaps")["items"] == []


def test_a_holder_that_is_named_narrows_the_places(nord: PublishedWeek) -> None:
    found = said(nord, "Gaëlle", "who can replace Emma next week?")
    assert "Wed 2 Dec 17:00–22:00 could be taken by" in found
    assert "Sun 6 Dec 17:00–22:00 could be taken by" in found
    assert "Mon 30 Nov 17:00" not in found


def test_open_places_come_before_all_others(nord: PublishedWeek) -> None:
    nord.home.post(f"/v1/slots/{nord.slot('Thu')}/sick")
    found = said(nord, "Gaëlle", "who could take over next week?")
    assert found.startswith("Thu 3 Dec 17:00–22:00 could be taken by")
    assert "Mon 30 Nov 17:00–22:00" not in found


@pytest.mark.parametrize("name", ["Hugo", None])
def test_others_hear_who_is_on_duty_then(nord: PublishedWeek, name: str | None) -> None:
    found = said(nord, name, "who could take monday?")
    assert "Amélie" in found
    assert ALONE in found
    named = said(nord, name, "who can replace Emma on monday?")
    assert "Not understood: “emma”" in named


def test_a_planner_of_another_team_is_none_here(nord: PublishedWeek) -> None:
    home = nord.home
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    sud = UUID(home.get("/v1/teams/sud")["id"])
    home.key(Access.MANAGER, member=UUID(nord.id("Hugo")), teams=(sud,))
    assert ALONE in said(nord, "Hugo", "who could take monday?")


def test_nobody_is_named_where_roles_are_told(nord: PublishedWeek) -> None:
    found = said(nord, "Gaëlle", "who could take monday?", Disclosure("role"))
    assert found.startswith("People are not named here.")
