"""The fact every audited change notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from rotation.database import Fact

Action = Literal["created", "changed", "deleted", "erased"]


@dataclass(frozen=True)
class Changed(Fact):
    """A thing was created, changed, deleted or erased; ``before`` and ``after`` are JSON values.

    ``subject`` is the member whose personal values these are, so that they can be erased.
    """

    action: Action
    entity: str
    id: UUID
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    team: UUID | None = None
    subject: UUID | None = None
