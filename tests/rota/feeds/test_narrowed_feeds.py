"""Feeds of the organisation and feeds narrowed to a channel or a role tell what has left them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rotation.clock import new_id
from rotation.demand import channels
from rotation.demand.channels import Channel
from rotation.rota.live import overrides
from rotation.rota.live.overrides import OverrideRequest
from rotation.team import members, roles, teams
from rotation.team.members import Member
from rotation.team.roles import Role
from rotation.team.teams import Team
from rotation.timespan import Span
from support.organisation import TestOrganisation
from support.published_week import EVENINGS, PublishedWeek

START = datetime(2026, 12, 1, 16, tzinfo=UTC)
HERE, GONE = "CONFIRMED", "CANCELLED"
CREW = "night-crew"


@dataclass
class Company:
    """Two teams without rotas: Nord (Zoë; Eve, who serves WhatsApp) and Sud (Max)."""

    home: TestOrganisation
    teams: dict[str, UUID]
    people: dict[str, UUID]

    @classmethod
    def founded(cls, home: TestOrganisation) -> Self:
        """Make the teams."""
        made = cls(home, {}, {})
        with home.writing() as session:
            for slug, name, channel in (("nord", "Zoë", "whatsapp"), ("sud", "Max", "instagram")):
                team = Team(new_id(), slug, slug.title(), "Europe/Paris", "FR")
                teams.create(session, team)
                channels.create(session, team.id, Channel(new_id(), channel, channel.title()))
                roles.create(session, team.id, Role(CREW, "Night crew", ("webcare",)))
                made.teams[slug], made.people[name] = team.id, new_id()
                members.create(session, Member(made.people[name], team.id, name))
            made.people["Eve"] = new_id()
            eve = Member(made.people["Eve"], made.teams["nord"], "Eve", channels=("whatsapp",))
            members.create(session, eve)
        return made

    def serve(self, slug: str, name: str, channel: str | None = None, day: int = 0) -> UUID:
        """Put somebody on duty beside any rota for four hours."""
        start = START + timedelta(days=day)
        span = Span(start, start + timedelta(hours=4))
        with self.home.writing() as session:
            team = teams.of_id(session, self.teams[slug])
            wanted = OverrideRequest(self.people[name], span, channel=channel)
            return overrides.create(session, team, wanted, self.home.clock.now)[0].id


@pytest.fixture
def company(home: TestOrganisation) -> Company:
    """An organisation of two teams."""
    return Company.founded(home)


def feed(home: TestOrganisation, path: str, **body: Any) -> str:
    """Make a feed and return its address."""
    url: str = home.post(f"/v1/{path}", **body)["url"]
    return url.removeprefix("http://127.0.0.1:8000")


def shown(home: TestOrganisation, path: str) -> dict[str, tuple[str, int]]:
    """Return, by UID, the status and the sequence of what a feed shows."""
    text = home.http.get(path).content.decode()
    found = re.findall(r"UID:(\S+)\r\nSEQUENCE:(\d+)\r\n.*?\r\nSTATUS:(\w+)", text, re.DOTALL)
    return {uid: (status, int(seq)) for uid, seq, status in found}


def states(home: TestOrganisation, path: str) -> list[str]:
    """Return the status of each event of a feed, by start."""
    return [status for status, _ in shown(home, path).values()]


def test_the_feed_of_the_organisation_shows_every_team(company: Company) -> None:
    company.serve("nord", "Zoë")
    company.serve("sud", "Max", day=1)
    text = company.home.http.get(feed(company.home, "feeds")).content.decode()
    assert "NAME:Nord\r\n" in text  # the organisation's name
    assert re.findall("SUMMARY:(.*?) —", text) == ["Zoë", "Max"]
    assert re.findall(r"Team: (\w+)", text) == ["Nord", "Sud"]


def test_it_has_the_uids_of_the_feeds_of_the_teams(company: Company) -> None:
    company.serve("nord", "Zoë")
    company.serve("sud", "Max")
    of_teams = [shown(company.home, feed(company.home, f"teams/{t}/feeds")) for t in company.teams]
    assert shown(company.home, feed(company.home, "feeds")) == of_teams[0] | of_teams[1]


def test_a_change_of_any_team_changes_it_and_nothing_else_does(company: Company) -> None:
    home, path = company.home, feed(company.home, "feeds")
    tags = [home.http.get(path).headers["etag"]]
    for change in (
        lambda: company.serve("sud", "Max"),
        lambda: home.patch(f"/v1/members/{company.people['Max']}", name="Maxime"),
        lambda: home.patch("/v1/teams/sud", name="South"),
        lambda: company.serve("nord", "Zoë"),
    ):
        change()
        tags.append(home.http.get(path).headers["etag"])
    assert len(set(tags)) == 5
    home.post("/v1/keys", access="viewer")
    assert home.http.get(path).headers["etag"] == tags[-1]


def test_the_duties_of_a_deleted_team_are_cancelled_in_it(company: Company) -> None:
    company.serve("sud", "Max")
    path = feed(company.home, "feeds")
    ((uid, (_, seq)),) = shown(company.home, path).items()
    company.home.http.delete("/v1/teams/sud").raise_for_status()
    assert shown(company.home, path) == {uid: (GONE, seq + 1)}


def test_a_channel_takes_in_who_serves_it_and_who_serves_all(company: Company) -> None:
    home = company.home
    company.serve("nord", "Eve", channel="whatsapp")
    company.serve("nord", "Zoë", day=1)
    home.patch(f"/v1/members/{company.people['Max']}", channels=["instagram"])
    company.serve("sud", "Max")
    narrow = feed(home, "feeds", channel="whatsapp")
    text = home.http.get(narrow).content.decode()
    assert "NAME:Nord · whatsapp\r\n" in text
    # Zoë, of whom nothing is said, serves every channel there is.
    assert re.findall("SUMMARY:(.*?) —", text) == ["Eve", "Zoë"]


def test_who_loses_a_role_is_cancelled_in_its_feed_and_comes_back_with_it(
    company: Company,
) -> None:
    home, zoe = company.home, f"/v1/members/{company.people['Zoë']}"
    company.serve("nord", "Zoë")
    old = feed(home, "teams/nord/feeds", role="content-marketer")
    new = feed(home, "teams/nord/feeds", role=CREW)
    ((uid, (_, seq)),) = shown(home, old).items()
    home.patch(zoe, roles=[CREW])
    assert shown(home, old) == {uid: (GONE, seq + 1)}
    assert shown(home, new) == {uid: (HERE, seq + 1)}
    home.patch(zoe, roles=["content-marketer"])
    assert shown(home, old) == {uid: (HERE, seq + 2)}
    assert shown(home, new) == {uid: (GONE, seq + 2)}


def test_what_is_known_of_a_member_beside_roles_and_channels_changes_no_event(
    company: Company,
) -> None:
    home, path = company.home, feed(company.home, "feeds")
    company.serve("nord", "Zoë")
    before = home.http.get(path).content
    home.patch(f"/v1/members/{company.people['Zoë']}", languages=["fr"])
    assert home.http.get(path).content == before


def test_who_serves_another_channel_now_is_cancelled_in_the_feed_of_the_old_one(
    company: Company,
) -> None:
    home, zoe = company.home, f"/v1/members/{company.people['Zoë']}"
    with home.writing() as session:
        channels.create(session, company.teams["nord"], Channel(new_id(), "mail", "Mail"))
    company.serve("nord", "Zoë")
    path = feed(home, f"members/{company.people['Zoë']}/feeds", channel="mail")
    assert states(home, path) == [HERE]
    home.patch(zoe, channels=["whatsapp"])
    assert states(home, path) == [GONE]
    home.patch(zoe, channels=["mail"])
    assert states(home, path) == [HERE]


def test_a_duty_with_channels_of_its_own_does_not_follow_its_member(company: Company) -> None:
    home, eve = company.home, f"/v1/members/{company.people['Eve']}"
    company.serve("nord", "Eve", channel="whatsapp")
    with home.writing() as session:
        channels.create(session, company.teams["nord"], Channel(new_id(), "mail", "Mail"))
    own, other = (feed(home, "teams/nord/feeds", channel=each) for each in ("whatsapp", "mail"))
    home.patch(eve, channels=["mail"])
    assert (states(home, own), states(home, other)) == ([HERE], [])


def test_somebody_who_was_erased_stays_in_the_feed_of_what_they_were(company: Company) -> None:
    home = company.home
    company.serve("nord", "Zoë", day=-6)
    home.clock.now += timedelta(days=4)
    path = feed(home, "teams/nord/feeds", role="content-marketer", channel="whatsapp")
    other = feed(home, "teams/nord/feeds", role=CREW)
    home.http.delete(f"/v1/members/{company.people['Zoë']}").raise_for_status()
    text = home.http.get(path).content.decode()
    assert "SUMMARY:Former member 1" in text
    assert (states(home, path), states(home, other)) == ([HERE], [])


def test_a_place_that_goes_to_somebody_of_another_role_leaves_a_tombstone(
    home: TestOrganisation,
) -> None:
    rota = PublishedWeek.of_nord(home)
    home.post("/v1/teams/nord/roles", slug=CREW, name="Night crew", tasks=["webcare"])
    old = feed(home, "teams/nord/feeds", role="content-marketer")
    new = feed(home, "teams/nord/feeds", role=CREW)
    home.patch(f"/v1/members/{rota.id('Hugo')}", roles=[CREW])
    slot = rota.slot("Tue")
    before = shown(home, old)[slot]
    rota.plan({**EVENINGS, "Tue": ("Hugo", "David"), "Thu": ("Gaëlle", "Chloé")})
    rota.publish()
    assert shown(home, old)[slot] == (GONE, before[1] + 1)
    assert shown(home, new)[slot] == (HERE, before[1] + 1)
    assert home.http.get(old).content.decode().count(f"UID:{slot}") == 1


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=6))
def test_no_edit_makes_a_uid_vanish_or_a_sequence_fall(
    home: TestOrganisation, edits: list[tuple[str, int]]
) -> None:
    with TestOrganisation.founded(home.app, home.clock) as fresh:
        company, home = Company.founded(fresh), fresh
        zoe = f"/v1/members/{company.people['Zoë']}"
        paths = [
            feed(home, "feeds"),
            feed(home, "feeds", role=CREW),
            feed(home, "feeds", channel="whatsapp"),
            feed(home, "teams/nord/feeds", role="content-marketer", channel="whatsapp"),
        ]
        seen = [(shown(home, path), b"", "") for path in paths]
        made: list[UUID] = []
        for kind, number in [("a", 0), *edits]:
            if kind == "a":
                who, channel = ("Zoë", None) if number % 2 else ("Eve", "whatsapp")
                made.append(company.serve("nord", who, channel, len(made)))
            elif kind == "b":
                held = [[CREW], ["content-marketer"], [], [CREW, "content-marketer"]][number]
                home.patch(zoe, roles=held, channels=[[], ["whatsapp"]][number % 2])
            else:
                home.http.delete(f"/v1/overrides/{made[number % len(made)]}")
            for place, path in enumerate(paths):
                home.clock.now += timedelta(seconds=3)
                seen[place] = _kept(seen[place], home, path)


def _kept(
    before: tuple[dict[str, tuple[str, int]], bytes, str], home: TestOrganisation, path: str
) -> tuple[dict[str, tuple[str, int]], bytes, str]:
    """Check a feed against what it was, and return what it is."""
    answer, now = home.http.get(path), shown(home, path)
    assert before[0].keys() <= now.keys()
    for uid, (status, seq) in before[0].items():
        assert now[uid][1] >= seq
        assert now[uid] == (status, seq) or now[uid][1] > seq
    tag = answer.headers["etag"]
    assert not before[1] or (tag == before[2]) == (answer.content == before[1])
    return now, answer.content, tag
