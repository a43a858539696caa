"""Slack's slash command: proven by the raw bytes, answered once, never an error of ours."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.chat import slack as adapter
from api.chat.adapter import Proof
from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek
from support.slack import SECRET, Slack, signature

SENT = "1531420618"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
    b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
    b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
    b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121"
    b".803a0bc887a14d10d2c447fce8b6703c"
)
SIGNED = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def is_signed(sent: str, signed: str, now: datetime) -> bool:
    headers = {"x-slack-request-timestamp": sent, "x-slack-signature": signed}
    return adapter.verify(Proof((SECRET.encode(),)), headers, BODY, now)


@pytest.mark.parametrize(("seconds", "holds"), [(0, 1), (300, 1), (-300, 1), (301, 0), (-301, 0)])
def test_the_published_vector_holds_for_five_minutes(seconds: int, holds: int) -> None:
    now = datetime.fromtimestamp(int(SENT) + seconds, UTC)
    assert is_signed(SENT, SIGNED, now) == holds


@pytest.mark.parametrize(
    ("sent", "signed"),
    [
        ("abc", SIGNED),
        ("", SIGNED),
        ("-1", SIGNED),
        ("٣", SIGNED),
        (SENT + "0" * 20, SIGNED),
        (SENT, ""),
        (SENT, "v0="),
        (SENT, "v0=é" + SIGNED[4:]),
        (SENT, SIGNED.upper()),
        (SENT, SIGNED[:-1]),
        (SENT, "v1" + SIGNED[2:]),
        (SENT, " " + SIGNED),
    ],
)
def test_malformed_proofs_are_refused_and_raise_nothing(sent: str, signed: str) -> None:
    now = datetime.fromtimestamp(int(SENT), UTC)
    assert not is_signed(sent, signed, now)


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week, on its Tuesday evening."""
    made = PublishedWeek.of_nord(home)
    home.clock.now = at(1, 17)
    return made


@pytest.fixture
def slack(rota: PublishedWeek) -> Slack:
    """A Slack workspace that may ask about the team."""
    body = {"platform": "slack", "team": "nord", "secret": SECRET}
    made = rota.home.post("/v1/chat-connections", **body)
    path = made["url"].removeprefix("http://127.0.0.1:8000")
    return Slack(TestClient(rota.home.app), path, rota.home.clock.now)


def test_a_command_is_answered_to_the_asker_alone(slack: Slack) -> None:
    answer = slack.send("who is on?")
    assert answer.status_code == 200
    assert answer.json()["response_type"] == "ephemeral"
    assert answer.json()["text"] == "Chloé, David on duty until Tue 1 Dec 22:00."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "who's on tomorrow evening for WhatsApp?",
            "On duty on Wed 2 Dec: Emma 17:00–22:00, Farid 17:00–22:00.",
        ),
        ("qui est d'astreinte samedi ?", "sam. 5 déc."),
        ("wie heeft nu dienst?", "Dienst tot di 1 dec 22:00: Chloé, David."),
        ("who is next", "Next: Emma, Farid from Wed 2 Dec 17:00."),
        ("at 16:59", "Nobody is on duty Tue 1 Dec 16:59. Next: Chloé, David from Tue 1 Dec 17:00."),
        (
            "who is on friday morning",
            "Nobody is on duty on Fri 4 Dec. Next: Amélie, Bruno from Fri 4 Dec 17:00.",
        ),
        (
            "qui est d'astreinte vendredi matin ?",
            "ven. 4 déc. : personne n'est de service. Ensuite : Amélie, Bruno à partir de",
        ),
        ("wie heeft er dienst vrijdagochtend om 9 uur?", "vr 4 dec 17:00."),
        ("at 17:00", "Chloé, David on duty Tue 1 Dec 17:00."),
        ("when am I on", "I do not know who you are here. Get a code on your own page"),
        ("2027-06-01", "Nobody is on duty on Tue 1 Jun."),
    ],
)
def test_questions_in_three_languages(slack: Slack, text: str, said: str) -> None:
    assert said in slack.send(text).json()["text"]


def test_names_mention_and_format_nobody(rota: PublishedWeek, slack: Slack) -> None:
    rota.home.patch(f"/v1/members/{rota.id('David')}", name="<!channel> *x* & <@U123>")
    told = slack.send("who is on?").json()
    assert "<" not in told["text"]
    assert "&lt;!channel&gt;" in told["text"]
    assert told["mrkdwn"] is False


def test_a_message_is_answered_once(rota: PublishedWeek, slack: Slack) -> None:
    assert slack.send("now").status_code == 200
    again = slack.send("now")
    assert (again.status_code, again.content) == (401, b"")
    rota.home.clock.now += timedelta(seconds=30)
    assert slack.send("now").status_code == 401


def test_every_changed_byte_of_the_proof_is_refused(slack: Slack) -> None:
    body, sent = b"text=now&trigger_id=1", str(int(slack.now.timestamp()))
    right = signature(sent, body)
    for place in range(0, len(right), 5):
        wrong = right[:place] + chr(ord(right[place]) ^ 1) + right[place + 1 :]
        answer = slack.post(body, sent, wrong)
        assert (answer.status_code, answer.content) == (401, b"")
    for other in (b"text=now&trigger_id=2", b"", body + b"\xff", b"\xff\xfe" * 50):
        assert slack.post(other, sent, right).status_code == 401
    assert slack.post(body, sent, right).status_code == 200


def test_headers_that_are_missing_or_doubled_are_refused(slack: Slack) -> None:
    sent = str(int(slack.now.timestamp()))
    signed = signature(sent, b"text=")
    name, value = "X-Slack-Request-Timestamp", "X-Slack-Signature"
    for headers in (
        [],
        [(name, sent)],
        [(value, signed)],
        [(name, sent), (name, sent), (value, signed)],
    ):
        answer = slack.http.post(slack.path, content=b"text=", headers=headers)
        assert (answer.status_code, answer.content) == (401, b"")


def test_signed_nonsense_is_answered_and_a_large_body_is_not(slack: Slack) -> None:
    sent = str(int(slack.now.timestamp()))
    for body in (b"", b"\xff\xfe", b"&" * 5_000, b"a=1&" * 5_000, b'{"text": 1}'):
        assert slack.post(body, sent).status_code == 200
    assert slack.post(b"x" * 70_000, sent).status_code == 413


def test_unknown_and_cut_off_connections_look_alike(rota: PublishedWeek, slack: Slack) -> None:
    found = rota.home.get("/v1/chat-connections")["items"][0]
    assert "secret" not in found
    assert "token" not in found
    assert SECRET not in str(rota.home.get("/v1/audit"))
    assert rota.home.http.delete(f"/v1/chat-connections/{found['id']}").status_code == 204
    for path in (slack.path, "/hooks/slack/nonsense", f"/hooks/slack/{rota.id('Hugo')}"):
        slack.path = path
        answer = slack.send("now")
        assert (answer.status_code, answer.content) == (401, b"")


def test_a_connection_that_sees_roles_only_hears_no_name(rota: PublishedWeek) -> None:
    body = {"platform": "slack", "team": "nord", "secret": SECRET, "privacy": "role"}
    made = rota.home.post("/v1/chat-connections", **body)
    path = made["url"].removeprefix("http://127.0.0.1:8000")
    said = Slack(TestClient(rota.home.app), path, rota.home.clock.now).send("now").json()["text"]
    assert said == "content-marketer on duty until Tue 1 Dec 22:00."


def test_members_and_bots_connect_nothing(rota: PublishedWeek) -> None:
    body = {"platform": "slack", "team": "nord", "secret": SECRET}
    for level in (Access.VIEWER, Access.BOT):
        answer = rota.home.client(level).post("/v1/chat-connections", json=body)
        assert answer.status_code == 403
