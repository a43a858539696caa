"""Ways out of a clash: for each rule in it the smallest exception, and the best rota with it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.entities import Allowance
from rotation.solver.limits import Level, place
from rotation.solver.model.build import plan
from rotation.solver.model.model import Row
from rotation.solver.outcome import ClashResolution, Relaxation
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.infeasibility_core import conflict, conflicts
from rotation.solver.search.integer_program import Priced
from rotation.solver.search.relaxation_guided import guided

_MOST_WAYS = 8
_ANY = 10**6
_PRICE = 10**8
"""An exception is dearer than everything else, so that it becomes as small as it can be."""

Places = dict[tuple[object, ...], Row]


@dataclass
class ElasticCase:
    """A case whose clashing limits have become elastic, each at a price or not at all."""

    case: Case
    rows: Places

    def __post_init__(self) -> None:
        made = tuple(_allowance(row, _ANY) for row in self.rows.values())
        self.loose = replace(self.case, allowances=(*self.case.allowances, *made))
        self.model = plan(self.loose)
        self.program = Priced(self.model)
        self.slack: dict[tuple[object, ...], int] = {}
        for key, limit in self.model.relaxed.items():
            if key in self.rows:
                at = self.slack[key] = len(self.program.low)
                self.program.low.append(0)
                self.program.high.append(_ANY)
                terms = (*limit.number.merged(), (at, -1))
                self.program.add(terms, limit.at_most - limit.number.constant)

    def out(self, allowed: Iterable[tuple[object, ...]], how: SearchRun) -> ClashResolution | None:
        """Return the way out that makes exceptions of some limits only, if there is one."""
        program = self.program
        high = list(program.high)
        for key, at in self.slack.items():
            high[at] = _ANY if key in set(allowed) else 0
        whole = program.narrowed(program.low, high)
        costs = program.costs(Level) | dict.fromkeys(self.slack.values(), _PRICE)
        inside = {at: costs[old] for at, old in enumerate(whole.kept) if old in costs}
        best = Incumbent(inside)
        guided(whole.program, best, how)
        if best.values is None:
            return None
        values = whole.whole(best.values)
        changes = tuple(
            Relaxation(conflict(row).because, _allowance(row, values[self.slack[key]]))
            for key, row in self.rows.items()
            if key in self.slack and values[self.slack[key]]
        )
        return self._told(values, changes, proven=best.is_settled)

    def _told(
        self, values: list[int], changes: tuple[Relaxation, ...], *, proven: bool
    ) -> ClashResolution:
        rota = self.model.rota(values)
        made = tuple(each.allowance for each in changes)
        eased = replace(self.case, allowances=(*self.case.allowances, *made))
        return ClashResolution(
            changes=changes,
            points=audit.points(eased, rota),
            open_places=audit.open_places(self.case, rota),
            minutes=sum(self.case.shift[shift].minutes for shift, _ in rota),
            proven=proven,
            assignments=rota,
        )


def ways_out(case: Case, clash: list[Row], how: SearchRun) -> tuple[ClashResolution, ...]:
    """Return ways out of a clash, each solved, the best rota first.

    Where other rules clash as well, each way makes an exception of those too.
    """
    first = {_key(row): row for row in clash}
    further: Places = {}
    ways = ElasticCase(case, first)
    found: dict[frozenset[Allowance], ClashResolution] = {}
    keys = list(first)[:_MOST_WAYS]
    for at, key in enumerate(keys):
        way = ways.out({key, *further}, how.shortened(1 / (len(keys) - at)))
        while way is None and how.left() and (more := _more(case, ways.rows, how)):
            further |= more
            ways = ElasticCase(case, first | further)
            way = ways.out({key, *further}, how.shortened(1 / (len(keys) - at)))
        if way is not None:
            found[frozenset(each.allowance for each in way.changes)] = way
    return tuple(sorted(found.values(), key=_rank))


def _more(case: Case, known: Places, how: SearchRun) -> Places:
    """Return what clashes beside the limits that are known to."""
    made = tuple(_allowance(row, _ANY) for row in known.values())
    more, _ = conflicts(replace(case, allowances=(*case.allowances, *made)), how.left)
    return {_key(row): row for row in more if _key(row) not in known}


def _rank(way: ClashResolution) -> tuple[int, int, int]:
    return way.open_places, way.points, len(way.changes)


def _key(row: Row) -> tuple[object, ...]:
    assert row.rule
    assert row.limit
    return place(row.rule, row.limit)


def _allowance(row: Row, by: int) -> Allowance:
    assert row.rule
    assert row.limit
    told, limit = conflict(row), row.limit
    template, at_most = limit.because.template, limit.at_most
    return Allowance(told.rule, template, at_most, told.members, told.shifts, limit.span, by)
