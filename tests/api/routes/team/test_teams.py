"""Teams, roles, members, channels and shift patterns through HTTP."""

from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
CHANNEL = {"slug": "whatsapp", "kind": "whatsapp"}


def test_a_new_team_has_the_four_usual_roles(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    roles = home.get("/v1/teams/nord/roles")["items"]
    assert [each["slug"] for each in roles] == [
        "social-media-manager",
        "content-marketer",
        "creative-content-marketer",
        "social-media-analyst",
    ]
    assert "webcare" in roles[1]["tasks"]


def test_a_team_is_found_by_slug_and_by_id(home: TestOrganisation) -> None:
    made = home.post("/v1/teams", **TEAM)
    assert home.get("/v1/teams/nord") == home.get(f"/v1/teams/{made['id']}") == made


def test_two_teams_may_not_share_a_slug(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    answer = home.http.post("/v1/teams", json=TEAM)
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["pointer"] == "/slug"


def test_an_edit_changes_what_it_names_and_nothing_else(home: TestOrganisation) -> None:
    made = home.post("/v1/teams", **TEAM)
    changed = home.patch("/v1/teams/nord", name="North", safety="off")
    assert changed == {**made, "name": "North", "safety": "off"}
    assert home.get("/v1/teams/nord") == changed


def test_an_edit_without_if_match_is_428_and_with_an_old_one_412(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    old = home.http.get("/v1/teams/nord").headers["etag"]
    home.patch("/v1/teams/nord", name="North")
    assert home.http.patch("/v1/teams/nord", json={"name": "X"}).status_code == 428
    stale = home.http.patch("/v1/teams/nord", json={"name": "X"}, headers={"If-Match": old})
    assert stale.status_code == 412


def test_an_edit_that_nulls_what_must_be_there_names_the_field(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    tag = home.http.get("/v1/teams/nord").headers["etag"]
    answer = home.http.patch("/v1/teams/nord", json={"name": None}, headers={"If-Match": tag})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/name"


def test_unknown_zones_countries_and_subdivisions_are_refused_by_field(
    home: TestOrganisation,
) -> None:
    for wrong, field in (
        ({"timezone": "Europe/Nowhere"}, "/timezone"),
        ({"country": "ZZ"}, "/country"),
        ({"subdivision": "ZZ"}, "/subdivision"),
    ):
        answer = home.http.post("/v1/teams", json={**TEAM, **wrong})
        assert answer.status_code == 422, wrong
        assert answer.json()["errors"][0]["pointer"] == field


def test_a_deleted_team_is_gone_and_its_slug_is_free(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    assert home.http.delete("/v1/teams/nord").status_code == 204
    assert home.http.get("/v1/teams/nord").status_code == 404
    home.post("/v1/teams", **TEAM)


def test_a_member_has_roles_of_the_team_only(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    answer = home.http.post("/v1/teams/nord/members", json={"name": "Ann", "roles": ["pilot"]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/roles/0"


def test_an_erased_member_is_gone_and_leaves_no_name(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    made = home.post("/v1/teams/nord/members", name="Ann Smith")
    assert home.http.delete(f"/v1/members/{made['id']}").status_code == 204
    assert home.http.get(f"/v1/members/{made['id']}").status_code == 404
    assert home.get("/v1/teams/nord/members")["items"] == []
    assert "Ann Smith" not in home.http.get("/v1/audit").text


def test_uncovered_tasks_of_the_strategy_are_flagged(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM, strategy="active")
    home.post("/v1/teams/nord/channels", **CHANNEL, objectives=["direct_sales"])
    home.post("/v1/teams/nord/members", name="Ann", roles=["content-marketer"])
    matrix = home.get("/v1/teams/nord/responsibilities")
    assert matrix["gaps"] == ["management", "creative", "analytics"]
    webcare = next(each for each in matrix["tasks"] if each["task"] == "webcare")
    assert [each["name"] for each in webcare["members"]] == ["Ann"]


def test_windows_of_a_channel_may_not_overlap_even_over_the_end_of_the_week(
    home: TestOrganisation,
) -> None:
    home.post("/v1/teams", **TEAM)
    windows = [
        {"weekday": 7, "from": "22:00", "to": "02:00", "state": "open"},
        {"weekday": 1, "from": "01:00", "to": "08:00", "state": "closed"},
    ]
    answer = home.http.post("/v1/teams/nord/channels", json={**CHANNEL, "windows": windows})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/windows/1"


def test_a_shift_pattern_names_channels_of_the_team_and_bounds_in_order(
    home: TestOrganisation,
) -> None:
    home.post("/v1/teams", **TEAM)
    pattern = {"name": "Late", "weekdays": [1], "start": "17:00", "end": "23:00"}
    for wrong, field in (
        ({"channels": ["fax"]}, "/channels/0"),
        ({"minimum": 2, "target": 1}, "/target"),
        ({"target": 3, "maximum": 2}, "/maximum"),
        ({"start": "24:00"}, "/start"),
    ):
        answer = home.http.post("/v1/teams/nord/shift-patterns", json={**pattern, **wrong})
        assert answer.status_code == 422, wrong
        assert answer.json()["errors"][0]["pointer"] == field


def test_another_organisation_s_team_is_not_found(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    with TestOrganisation.founded(home.app, home.clock) as stranger:
        assert stranger.http.get("/v1/teams/nord").status_code == 404


def test_a_key_for_one_team_sees_no_other(home: TestOrganisation) -> None:
    one = home.post("/v1/teams", **TEAM)
    home.post("/v1/teams", **{**TEAM, "slug": "sud"})
    made = home.post("/v1/keys", access="manager", teams=["nord"])
    headers = {"Authorization": f"Bearer {made['key']}"}
    listed = home.http.get("/v1/teams", headers=headers).json()["items"]
    assert [each["id"] for each in listed] == [one["id"]]
    assert home.http.get("/v1/teams/sud", headers=headers).status_code == 404
