"""Answers under an Idempotency-Key are kept for a day, and then are no more."""

from datetime import timedelta

from api.jobs import forget
from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}


def test_an_answer_is_forgotten_after_a_day_and_not_before(home: TestOrganisation) -> None:
    once = {"Idempotency-Key": "once"}
    first = home.http.post("/v1/teams", json=TEAM, headers=once)
    began = home.clock.now
    for hours, status in ((23, 201), (25, 409)):
        home.clock.now = began + timedelta(hours=hours)
        forget.run(home.work, home.app.state.settings)
        again = home.http.post("/v1/teams", json=TEAM, headers=once)
        # Forgotten, it is a new request, for a slug that is taken.
        assert again.status_code == status
        assert (again.content == first.content) is (status == 201)
