"""The compliance report of a week through HTTP."""

import pytest

from rotation.rota.versions import drafts
from rotation.team import labour, teams
from support.organisation import TestOrganisation
from support.planned_team import WEEK, Planner


@pytest.fixture
def published(planner: Planner) -> Planner:
    """A planner whose usual week is published."""
    planner.published()
    return planner


def test_the_report_names_preset_version_reference_and_interval(published: Planner) -> None:
    report = published.home.get(published.path("/compliance"))
    assert report["preset"]["id"] == "eu"
    assert report["version"] == 1
    (rest,) = [each for each in report["items"] if each["rule"] == "minimum-rest"]
    assert rest["verdict"] == "ok"
    assert rest["preset"] == "eu"
    assert rest["version"] == report["preset"]["version"]
    assert rest["reference"] == "2003/88/EC art 3"
    assert rest["interval"]["minutes"] == 7 * 1440


def test_a_late_publication_is_to_be_checked(published: Planner) -> None:
    home = published.home
    home.patch("/v1/teams/nord", labour_preset="us-or")
    report = home.get(published.path("/compliance"))
    late = [each for each in report["items"] if each["rule"] == "notice"]
    assert {each["verdict"] for each in late} == {"check"}
    assert all(each["interval"]["minutes"] < 14 * 1440 for each in late)
    assert {each["members"][0] for each in late} <= set(published.people.values())


def test_a_draft_is_read_as_if_published_now(published: Planner) -> None:
    slot = published.rota()["shifts"][0]["slots"][0]
    absent = next(name for name, each in published.people.items() if each != slot["member"]["id"])
    published.give(slot["id"], None)
    published.give(slot["id"], absent)
    report = published.home.get(published.path("/compliance?version=draft"))
    assert report["items"]


def test_a_week_without_a_version_is_not_found(planner: Planner) -> None:
    for version in ("published", "draft", "1"):
        answer = planner.home.http.get(planner.path(f"/compliance?version={version}"))
        assert answer.status_code == 404


def test_texts_are_told_in_the_language_of_the_reader(published: Planner) -> None:
    answer = published.home.http.get(
        published.path("/compliance"), headers={"Accept-Language": "nl"}
    )
    assert answer.is_success
    assert all(each["text"] for each in answer.json()["items"])


@pytest.mark.parametrize(
    ("language", "title", "note"),
    [
        ("en", "Netherlands: Arbeidstijdenwet", "11 hours, once in seven days 8"),
        ("fr", "Pays-Bas : Arbeidstijdenwet", "11 heures, 8 une fois en sept jours"),
        ("nl", "Nederland: Arbeidstijdenwet", "11 uur, eens in zeven dagen 8"),
    ],
)
def test_the_law_is_named_in_the_language_of_the_reader(
    published: Planner, language: str, title: str, note: str
) -> None:
    published.home.patch("/v1/teams/nord", labour_preset="nl")
    headers = {"Accept-Language": language}
    report = published.home.http.get(published.path("/compliance"), headers=headers).json()
    assert report["preset"]["title"] == title
    assert ("Weekly rest" in report["preset"]["remark"]) == (language == "en")
    notes = {each["rule"]: each["note"] for each in report["items"]}
    assert notes["minimum-rest"] == note


def test_a_note_of_the_team_stays_as_it_was_written(published: Planner) -> None:
    own = {"minimum-rest": {"rest_minutes": 480, "note": "in principle {so}"}}
    published.home.put("/v1/teams/nord/rules", own)
    headers = {"Accept-Language": "nl"}
    report = published.home.http.get(published.path("/compliance"), headers=headers).json()
    notes = {each["rule"]: each["note"] for each in report["items"]}
    assert notes["minimum-rest"] == "in principle {so}"


@pytest.mark.parametrize("preset", labour.names())
def test_every_preset_has_its_report(home: TestOrganisation, preset: str) -> None:
    home.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    home.patch("/v1/teams/nord", labour_preset=preset)
    with home.writing() as session:
        team = teams.find(session, "nord")
        drafts.replace(session, team.id, WEEK, (), home.clock.now)
    report = home.get(f"/v1/teams/nord/rotas/{WEEK}/compliance?version=draft")
    told = {(each["rule"], each["reference"]) for each in report["items"]}
    assert told == {(each.rule, each.reference) for each in labour.preset(preset).parameters}
    assert {each["verdict"] for each in report["items"]} == {"ok"}
