"""The cost of the people of a staffing question, all at the usual rate of the team.

Whoever may see replies sees it, so nobody's own rate is in it.
"""

from collections import defaultdict

from sqlalchemy.orm import Session

from rotation.demand.questions.prediction import PredictionQuestion
from rotation.rota import paid_time
from rotation.rota.paid_time import PaidTotal
from rotation.team import pay
from rotation.team.teams import Team
from rotation.timespan import Span


def cost_of(session: Session, team: Team, question: PredictionQuestion) -> PaidTotal:
    """Return what the people of a question cost; those beside the rota are paid elsewhere."""
    by_name: dict[str, list[Span]] = defaultdict(list)
    for each in question.staff:
        by_name[each.member].append(Span(each.start, each.end))
    whole = Span(question.start, max([question.end, *(each.end for each in question.staff)]))
    work = [(None, spans) for spans in by_name.values()]
    times = paid_time.paid_times(session, team, work, whole)
    return paid_time.total(pay.terms_of(session, team), times)
