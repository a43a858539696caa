from dataclasses import dataclass
from rotation.timespan import Span
@dataclass(frozen=True)
class MemberTime:
    cannot: tuple[Span, ...] = ()
    rather_not: tuple[Span, ...] = ()
    prefers: tuple[Span, ...] = ()
def for_span(session, team, members, span):
    return {each.id: MemberTime() for each in members}
