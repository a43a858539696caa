"""The floor of a channel's target: by default under it, off, never above it."""

import pytest

from support.organisation import TestOrganisation

CHANNELS = "/v1/teams/nord/channels"


@pytest.fixture
def team(home: TestOrganisation) -> TestOrganisation:
    """An organisation with the team Nord."""
    home.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    return home


def test_the_floor_is_fifteen_points_under_the_target_unless_it_is_given(
    team: TestOrganisation,
) -> None:
    made = team.post(CHANNELS, slug="x", kind="x", target={"share": 0.9})
    assert made["target"]["floor"] == 0.75
    lower = team.patch(f"{CHANNELS}/x", target={"share": 0.9, "floor": 0.5})
    assert lower["target"]["floor"] == 0.5


def test_a_floor_can_be_switched_off_and_stays_off(team: TestOrganisation) -> None:
    team.post(CHANNELS, slug="x", kind="x", target={"share": 0.9, "floor": None})
    changed = team.patch(f"{CHANNELS}/x", name="Ex")
    assert changed["target"]["floor"] is None


@pytest.mark.parametrize("floor", [0.81, 1.0, -0.1, "high"])
def test_a_floor_above_the_target_is_refused_by_name(team: TestOrganisation, floor: object) -> None:
    body = {"slug": "x", "kind": "x", "target": {"share": 0.8, "floor": floor}}
    answer = team.http.post(CHANNELS, json=body)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/target/floor"]
