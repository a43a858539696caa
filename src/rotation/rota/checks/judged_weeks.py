"""The weeks a week is judged with: those of the run that planned them together.

A run of several weeks shares out over all of them; each week by itself would look unfair.
"""

from contextlib import suppress

from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.case import build
from rotation.rota.shifts import Shifts, shifts_in_order
from rotation.rota.store import plans as plan_store
from rotation.rota.store import runs as run_store
from rotation.rota.versions import drafts, published_versions
from rotation.team.teams import Team
from rotation.timespan import Week


def around(
    session: Session, team: Team, week: Week, shifts: Shifts, *, published: bool
) -> tuple[tuple[Week, ...], Shifts]:
    """Return the adjoining weeks that were planned together with a week, and their shifts.

    ``shifts`` are those of the week itself. Of the others the latest version counts where a
    published week is judged, else the draft.
    """
    run_id = plan_store.last_run(session, team.id, str(week))
    if run_id is None:
        return (week,), shifts
    run = run_store.run(session, run_id)
    if run.weeks == 1:
        return (week,), shifts
    planned = [Week.parse(run.week).plus(each) for each in range(run.weeks)]
    found = {str(week): shifts}
    latest = (
        published_versions.latest(session, team.id, build.span_of(team, planned))
        if published
        else {}
    )
    for each in map(str, planned):
        if each not in found and each in latest:
            found[each] = latest[each]
        elif each not in found:
            with suppress(NotFound):
                found[each] = drafts.find(session, team.id, each).shifts
    first = last = week
    while str(first.plus(-1)) in found:
        first = first.plus(-1)
    row = [first]
    while str(last.plus(1)) in found:
        last = last.plus(1)
    while row[-1] < last:
        row.append(row[-1].plus(1))
    return tuple(row), shifts_in_order(each for one in row for each in found[str(one)])
