"""Access levels and rights: what a sign-in may do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

from rotation.errors import NotAllowed, NotFound
from rotation.words import say


class Access(StrEnum):
    """An access level: what a sign-in may do."""

    OWNER = "owner"
    MANAGER = "manager"
    MEMBER = "member"
    VIEWER = "viewer"
    BOT = "bot"


Right = Literal["manage_keys", "see_audit", "plan", "own", "see_team", "see_on_duty"]

RIGHTS: dict[Right, frozenset[Access]] = {
    "manage_keys": frozenset({Access.OWNER}),
    "see_audit": frozenset({Access.OWNER, Access.MANAGER}),
    "plan": frozenset({Access.OWNER, Access.MANAGER}),
    "own": frozenset({Access.OWNER, Access.MANAGER, Access.MEMBER}),
    "see_team": frozenset({Access.OWNER, Access.MANAGER, Access.MEMBER, Access.VIEWER}),
    "see_on_duty": frozenset(Access),
}
"""Deny by default. ``own`` is what a member may do for themselves and a planner for anybody."""


@dataclass(frozen=True)
class Actor:
    """An actor: a key of an organisation, or the service itself (no key)."""

    organisation: UUID
    access: Access
    key_id: UUID | None = None
    name: str = "rotation"
    teams: frozenset[UUID] | None = None
    member: UUID | None = None
    privacy: str = "name"
    may_write: bool = True

    def require(self, right: Right) -> None:
        """Raise NotAllowed unless this access level has the right."""
        if self.access not in RIGHTS[right]:
            raise NotAllowed(
                say("A key with access {access} may not do this.", access=self.access.value),
                extra={"needs": sorted(RIGHTS[right])},
            )

    def require_write(self) -> None:
        """Raise NotAllowed when the key of this actor may only read."""
        if not self.may_write:
            raise NotAllowed(
                "This key may only read.", extra={"scope": "read", "needs_scope": "write"}
            )

    def require_member(self, member: UUID) -> None:
        """Raise NotAllowed when a member's key acts for another member."""
        self.require("own")
        if self.access is Access.MEMBER and self.member != member:
            raise NotAllowed("A member may do this for themselves only.")

    def require_sight_of(self, member: UUID) -> None:
        """Raise NotAllowed when a member's key looks at what concerns another member alone."""
        if self.access is Access.MEMBER and self.member != member:
            raise NotAllowed("A member may see this of themselves only.")

    def require_everywhere(self) -> None:
        """Raise NotFound when the key is limited to some teams."""
        if self.teams is not None:
            raise NotFound("This key is limited to some teams.")
