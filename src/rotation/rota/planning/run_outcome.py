"""The outcome of a run as it is kept: what was found, why not, and the ways out of a clash."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from rotation.json_value import Json
from rotation.rota.planning.runs import Run
from rotation.rota.staffing import shortfall
from rotation.rota.staffing.shortfall import Shortfall
from rotation.solver.entities import Allowance
from rotation.solver.outcome import LevelResult, Relaxation
from rotation.solver.serialisation import sentence_from_dict
from rotation.words import Sentence


@dataclass(frozen=True)
class RuleClash:
    """One of the rules that cannot all hold, with the members and shifts it is about."""

    rule: str
    because: Sentence
    members: tuple[str, ...]
    shifts: tuple[str, ...]


@dataclass(frozen=True)
class ReplyShare:
    """The share of a channel's messages of a week that would be answered within the target."""

    week: str
    channel: str
    within_share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class WayOut:
    """A way out of a clash: limits exceeded, and the points, minutes and replies of its rota."""

    changes: tuple[Relaxation, ...]
    points: int
    open_places: int
    minutes: int
    proven: bool
    replies: tuple[ReplyShare, ...] = ()


@dataclass(frozen=True)
class RunOutcome:
    """The outcome of a run, or the best rota so far; None: not known, or of another kind of run.

    ``changes``: the places that a repair has given or taken; ``answer``: to a staffing question.
    """

    points: int | None = None
    bound: int | None = None
    proven: bool | None = None
    seconds: float | None = None
    strategy: str | None = None
    open_places: int | None = None
    levels: tuple[LevelResult, ...] = ()
    changes: int | None = None
    conflicts: tuple[RuleClash, ...] = ()
    minimal: bool = True
    ways_out: tuple[WayOut, ...] = ()
    notes: tuple[Sentence, ...] = ()
    short_of_target: tuple[Shortfall, ...] = ()
    reason: Sentence | None = None
    answer: Mapping[str, Any] | None = field(default=None, hash=False)

    @property
    def gap(self) -> float | None:
        """Return how far the rota may be from the best there is, as a share of its points."""
        if self.points is None or self.bound is None:
            return None
        return max(0.0, (self.points - self.bound) / self.points) if self.points else 0.0


_PLAIN = ("points", "bound", "proven", "seconds", "strategy", "open_places", "changes", "answer")


def of_run(run: Run) -> RunOutcome:
    """Return the outcome of a run, while it goes on that of its best rota so far."""
    kept: Json = {**(run.progress or {}), **(run.outcome or {})}
    return RunOutcome(
        **{name: kept[name] for name in _PLAIN if name in kept},
        levels=tuple(LevelResult(**each) for each in kept.get("levels", ())),
        conflicts=tuple(map(_clash, kept.get("conflicts", ()))),
        minimal=kept.get("minimal", True),
        ways_out=tuple(map(_way_out, kept.get("ways_out", ()))),
        notes=_sentences(kept.get("notes", ())),
        short_of_target=shortfall.from_json(kept.get("short_of_target", ())),
        reason=sentence_from_dict(kept["reason"]) if "reason" in kept else None,
    )


def _clash(plain: Json) -> RuleClash:
    because = sentence_from_dict(plain["because"])
    return RuleClash(plain["rule"], because, tuple(plain["members"]), tuple(plain["shifts"]))


def _way_out(plain: Json) -> WayOut:
    return WayOut(
        changes=tuple(map(_relaxation, plain["changes"])),
        points=plain["points"],
        open_places=plain["open_places"],
        minutes=plain["minutes"],
        proven=plain["proven"],
        replies=tuple(ReplyShare(**each) for each in plain.get("replies", ())),
    )


def _relaxation(plain: Json) -> Relaxation:
    because = sentence_from_dict(plain["because"])
    return Relaxation(because, msgspec.convert(plain["allowance"], Allowance))


def _sentences(plain: Iterable[Json]) -> tuple[Sentence, ...]:
    return tuple(map(sentence_from_dict, plain))
