"""Many at once: a place has one taker, and nobody is ever in two places."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from rotation.account.access import Access, Actor
from rotation.errors import Conflict, Impossible, NotAllowed
from rotation.rota.live import cover, swaps
from rotation.rota.on_duty import duties
from rotation.rota.store import duties as store
from rotation.rota.timeline import two_places
from rotation.team import teams
from rotation.timespan import Span
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week."""
    return PublishedWeek.of_nord(home)


def at_once(rota: PublishedWeek, deeds: Sequence[Callable[[], object]]) -> Counter[str]:
    """Do many things at the same time; return how often each came out how."""

    def outcome(deed: Callable[[], object]) -> str:
        try:
            deed()
        except (Conflict, NotAllowed, Impossible):  # impossible: the place is one's own by now
            return "refused"
        return "done"

    with ThreadPoolExecutor(12) as pool:
        return Counter(pool.map(outcome, deeds))


def takes(rota: PublishedWeek, swap: str, name: str) -> Callable[[], object]:
    """Return the deed of somebody who takes a swap in a unit of work of their own."""
    member = UUID(rota.id(name))
    actor = Actor(rota.home.owner.organisation, Access.MEMBER, member=member)
    now = rota.home.clock.now

    def deed() -> None:
        with rota.home.work.unit(actor, now) as session:
            swaps.take(session, UUID(swap), member, actor, now)

    return deed


def nobody_is_twice(rota: PublishedWeek) -> None:
    now = rota.home.clock.now
    with rota.home.reading() as session:
        team = teams.find(session, "nord").id
        spans = duties.between(session, team, Span(now, now + timedelta(days=30)))
        assert two_places(spans) is None


def test_one_of_many_takers_has_the_place(rota: PublishedWeek) -> None:
    swap = rota.home.post("/v1/teams/nord/swaps", slot=rota.slot("Mon"))["id"]
    names = ["Chloé", "David", "Emma", "Farid", "Gaëlle", "Hugo"] * 4
    assert at_once(rota, [takes(rota, swap, each) for each in names]) == {
        "done": 1,
        "refused": 23,
    }
    winner = rota.home.get(f"/v1/swaps/{swap}")["taker"]["name"]
    assert rota.holders("Mon") == [winner, "Bruno"]
    nobody_is_twice(rota)


def test_many_claims_over_some_places_give_each_to_one(rota: PublishedWeek) -> None:
    """Two places of one evening are on offer: nobody may have both."""
    places = [("Mon", 1), ("Mon", 2), ("Tue", 1), ("Wed", 1)]
    offered = [
        rota.home.post("/v1/teams/nord/swaps", slot=rota.slot(*each))["id"] for each in places
    ]
    names = ["Gaëlle", "Hugo", "Bruno", "Amélie", "Chloé"]
    done = at_once(rota, [takes(rota, swap, name) for name in names * 2 for swap in offered])
    states = [rota.home.get(f"/v1/swaps/{each}")["state"] for each in offered]
    assert done["done"] == states.count("done") == 4
    nobody_is_twice(rota)


def test_the_first_of_many_yeses_stands_in(rota: PublishedWeek) -> None:
    search = rota.home.post(f"/v1/slots/{rota.slot('Tue')}/sick", ask="all")["id"]
    now = rota.home.clock.now

    def says_yes(name: str) -> Callable[[], object]:
        member = UUID(rota.id(name))
        actor = Actor(rota.home.owner.organisation, Access.MEMBER, member=member)

        def deed() -> None:
            with rota.home.work.unit(actor, now) as session:
                cover.record_answer(session, UUID(search), member, actor, now, yes=True)

        return deed

    names = ["Amélie", "Bruno", "Emma", "Farid", "Gaëlle", "Hugo"] * 2
    assert at_once(rota, [says_yes(each) for each in names])["done"] == 1
    assert len(rota.on_duty("2026-12-01T17:00:00Z")) == 2
    nobody_is_twice(rota)


def test_postgresql_itself_refuses_a_member_in_two_places(rota: PublishedWeek) -> None:
    if rota.home.work.database.is_sqlite:
        pytest.skip("SQLite has no exclusion constraint: the unit of work checks")
    now = rota.home.clock.now
    with rota.home.reading() as session:
        team = teams.find(session, "nord").id
        (first, *_) = duties.between(session, team, Span(now, now + timedelta(days=7)))
    values = {**duties.columns(first), "name": "again", "active": True}
    with pytest.raises(Conflict), rota.home.writing() as session:
        store.insert(session, {**values, "team_id": team, "seq": 0, "changed_at": now})
