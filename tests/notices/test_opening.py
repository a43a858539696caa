"""Webhooks are told when the opening hours that customers see change."""

from support.outbox import Heard

PLANS = "/v1/teams/nord/day-plans"
EVE = {"name": "Eve", "first_day": "2026-12-01", "last_day": "2026-12-01"}


def test_webhooks_are_told_when_the_hours_that_customers_see_change(heard: Heard) -> None:
    heard.hook("hours.changed")
    home = heard.rota.home
    plan = home.post(PLANS, **EVE, windows=[])
    home.post(PLANS, **EVE, volume_factor=2)
    home.http.delete(f"{PLANS}/{plan['id']}")
    home.post("/v1/teams/nord/closures", day="2026-12-25", name="Xmas")
    heard.at(home.clock.now)
    told = [each.said["data"] for each in heard.receiver.received]
    assert sorted((each["from"], each["to"]) for each in told) == [
        ("2026-12-01", "2026-12-01"),
        ("2026-12-01", "2026-12-01"),
        ("2026-12-25", "2026-12-25"),
    ]
