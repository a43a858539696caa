"""Rights by access level: denied by default."""

import pytest

from rotation.account.access import RIGHTS, Access, Actor, Right
from rotation.clock import new_id
from rotation.errors import NotAllowed, NotFound

ORGANISATION, MEMBER = new_id(), new_id()


@pytest.mark.parametrize("access", list(Access))
def test_each_level_has_its_rights_and_no_others(access: Access) -> None:
    rights: dict[Access, set[Right]] = {
        Access.OWNER: set(RIGHTS),
        Access.MANAGER: set(RIGHTS) - {"manage_keys"},
        Access.MEMBER: {"own", "see_team", "see_on_duty"},
        Access.VIEWER: {"see_team", "see_on_duty"},
        Access.BOT: {"see_on_duty"},
    }
    actor = Actor(ORGANISATION, access)
    for right in RIGHTS:
        if right in rights[access]:
            actor.require(right)
        else:
            with pytest.raises(NotAllowed):
                actor.require(right)


def test_a_member_acts_for_themselves_only() -> None:
    actor = Actor(ORGANISATION, Access.MEMBER, member=MEMBER)
    actor.require_member(MEMBER)
    with pytest.raises(NotAllowed):
        actor.require_member(new_id())


def test_a_manager_acts_for_anybody() -> None:
    Actor(ORGANISATION, Access.MANAGER).require_member(MEMBER)


def test_a_key_for_some_teams_does_not_see_the_whole_organisation() -> None:
    with pytest.raises(NotFound):
        Actor(ORGANISATION, Access.OWNER, teams=frozenset({new_id()})).require_everywhere()
