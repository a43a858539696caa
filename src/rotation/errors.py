"""Errors: what can go wrong, as one tree.

    RotationError
    ├── NotFound                  no such thing here, or not yours to see
    ├── NotSignedIn               no valid key, session or signature
    ├── NotAllowed                this access level may not do this
    ├── Conflict                  the world moved, or the state forbids it
    │   ├── Stale                 an older revision was sent
    │   ├── MatchMissing          no revision was sent
    │   ├── AlreadyPublished
    │   ├── BreaksRules           a must-hold rule would be broken
    │   │   └── SwapBreaksRules
    │   └── KeyReused             an Idempotency-Key came back with another body
    ├── Impossible                the request can never work
    │   ├── SpanEndsBeforeItStarts
    │   ├── WrongMediaType        the body is of another media type
    │   └── TimeDoesNotExist
    ├── TooMuch                   a rate limit or a full queue
    │   └── BodyTooLarge
    └── Unreachable               a system we need does not answer
        └── CalculationFailed     a calculation broke off: a bug of ours

The docstring of a class is its title for people; which HTTP status it becomes is known to
``api.problems`` alone.
"""

from collections.abc import Mapping
from typing import Any

from rotation.words import Sentence, say


class RotationError(Exception):
    """Something went wrong."""

    def __init__(
        self,
        detail: Sentence | str = "",
        /,
        *,
        field: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Say what happened; ``field`` is a JSON pointer (``/start``) or a parameter name."""
        self.detail = say(detail) if isinstance(detail, str) else detail
        self.field = field
        self.extra = dict(extra or {})
        super().__init__(str(self.detail))


class NotFound(RotationError):
    """There is no such thing here."""


class NotSignedIn(RotationError):
    """No valid key came with the request."""


class NotAllowed(RotationError):
    """This access level may not do this."""


class Conflict(RotationError):
    """The state of things does not allow this."""


class Stale(Conflict):
    """Somebody else changed this in the meantime."""


class MatchMissing(Conflict):
    """If-Match is missing."""


class AlreadyPublished(Conflict):
    """This rota has been published already."""


class BreaksRules(Conflict):
    """A rule that must hold would be broken."""


class SwapBreaksRules(BreaksRules):
    """This swap would break a rule that must hold."""


class KeyReused(Conflict):
    """This Idempotency-Key was used for another request."""


class Impossible(RotationError):
    """The request cannot work."""


class SpanEndsBeforeItStarts(Impossible):
    """The span ends before it starts."""


class WrongMediaType(Impossible):
    """The body is of another media type than this address takes."""


class TimeDoesNotExist(Impossible):
    """The clock skips this time."""


class TooMuch(RotationError):
    """Too much at once."""


class BodyTooLarge(TooMuch):
    """The body is too large."""


class Unreachable(RotationError):
    """A system that is needed does not answer."""


class CalculationFailed(Unreachable):
    """A calculation failed: the service has a bug."""
