"""A webhook of the organisation is tried out before it is needed."""

from rotation.clock import new_id
from support.organisation import TestOrganisation
from support.outbox import Heard


def test_a_test_message_reaches_a_webhook_whatever_it_asks_for(heard: Heard) -> None:
    home = heard.rota.home
    heard.hook("gap.opened")
    (webhook,) = home.get("/v1/webhooks")["items"]
    answer = home.http.post(f"/v1/webhooks/{webhook['id']}/test")
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["id"], told["team"]) == (webhook["id"], "nord")
    assert "secret" not in told
    assert heard.at(home.clock.now) == ["test"]
    assert heard.receiver.received[0].said["data"]["team"]["slug"] == "nord"
    (logged,) = heard.log()
    assert (logged["kind"], logged["state"], logged["to"]) == ("test", "sent", "webhook")


def test_the_team_whose_log_tells_of_it_may_be_chosen(heard: Heard) -> None:
    home = heard.rota.home
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    heard.hook("gap.opened")
    (webhook,) = home.get("/v1/webhooks")["items"]
    path = f"/v1/webhooks/{webhook['id']}/test"
    assert home.post(path, team="sud")["team"] == "sud"
    (logged,) = home.get("/v1/teams/sud/notices")["items"]
    assert (logged["kind"], heard.log()) == ("test", [])
    assert home.http.post(path, json={"team": "west"}).status_code == 404
    assert home.http.post(path, json={"team": 1}).status_code == 422
    assert home.http.post(f"/v1/webhooks/{new_id()}/test").status_code == 404
    assert heard.rota.as_("Hugo").post(path).status_code == 403


def test_without_a_team_there_is_no_log_to_tell_of_it(home: TestOrganisation) -> None:
    made = home.post("/v1/webhooks", url="https://8.8.8.8/", events=["gap.opened"])
    answer = home.http.post(f"/v1/webhooks/{made['id']}/test")
    assert answer.status_code == 422
    assert "needs a team" in answer.json()["detail"]
