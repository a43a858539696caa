"""The catalogue of rules, a team's settings and its labour preset through HTTP."""

from rotation.solver.constraints import NAMED
from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
RULES = "/v1/teams/nord/rules"


def test_every_rule_is_listed_with_the_schema_of_its_settings(home: TestOrganisation) -> None:
    items = home.get("/v1/rules")["items"]
    assert [each["name"] for each in items] == sorted(NAMED)
    (rest,) = [each for each in items if each["name"] == "weekly-rest"]
    assert rest["schema"]["properties"]["rest_minutes"]["default"] == 2100
    assert "Source" in rest["schema"]["description"]


def test_a_team_without_settings_has_its_preset_and_the_defaults(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM, labour_preset="fr")
    found = home.get(RULES)
    assert found["minutes-per-day"]["most_minutes"] == 600
    assert found["minutes-per-day"]["weight"] is None
    assert "wishes" in found
    assert "breaks" not in found


def test_an_unknown_preset_is_refused_by_its_field(home: TestOrganisation) -> None:
    answer = home.http.post("/v1/teams", json={**TEAM, "labour_preset": "atlantis"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/labour_preset"
    home.post("/v1/teams", **TEAM)
    tag = home.http.get("/v1/teams/nord").headers["etag"]
    changed = home.http.patch(
        "/v1/teams/nord", json={"labour_preset": "atlantis"}, headers={"If-Match": tag}
    )
    assert changed.status_code == 422


def test_own_settings_and_their_note_are_kept(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM, labour_preset="fr")
    own = {"minimum-rest": {"rest_minutes": 540, "note": "agreement of 2026-03"}}
    changed = home.put(RULES, own)
    assert changed["minimum-rest"]["rest_minutes"] == 540
    assert changed["minimum-rest"]["note"] == "agreement of 2026-03"
    assert home.get(RULES) == changed


def test_putting_back_what_was_shown_changes_nothing(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM, labour_preset="nl")
    before = home.put(RULES, {"wishes": None, "weekends-per-window": {"most": 1}})
    assert home.put(RULES, before) == before


def test_what_was_not_changed_follows_another_preset(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM, labour_preset="fr")
    home.put(RULES, {**home.get(RULES), "consecutive-days": None})
    home.patch("/v1/teams/nord", labour_preset="de")
    found = home.get(RULES)
    assert found["average-week"]["weeks"] == 24
    assert "days-per-week" not in found
    assert found["consecutive-days"] is None


def test_a_parameter_can_be_turned_off_and_on_again(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM, labour_preset="eu")
    assert home.put(RULES, {"weekly-rest": None})["weekly-rest"] is None
    assert home.put(RULES, {})["weekly-rest"]["rest_minutes"] == 2100


def test_settings_that_cannot_be_are_refused_by_their_field(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    tag = home.http.get(RULES).headers["etag"]
    for body, pointer in (
        ({"weekly-rest": {"rest_minutes": -1}}, "/weekly-rest/rest_minutes"),
        ({"rest-after-night": {"night_from": "25:00"}}, "/rest-after-night/night_from"),
        ({"minimum-rest": {"note": 5}}, "/minimum-rest"),
        ({"weekly-turns": {"since": "soon"}}, "/weekly-turns/since"),
    ):
        answer = home.http.put(RULES, json=body, headers={"If-Match": tag})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] == pointer
