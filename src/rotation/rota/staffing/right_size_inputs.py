"""Inputs of the question of the smallest team: the plan, the rules, what people are like."""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from rotation.demand import channels, shift_patterns
from rotation.demand.questions import bounds, prediction, requirement
from rotation.demand.questions.prediction import PredictionQuestion
from rotation.demand.questions.requirement import PlanAnswer, PlanQuestion
from rotation.demand.shift_patterns import ShiftPattern
from rotation.demand.staffing import build_question, shift_requirements
from rotation.errors import Unreachable
from rotation.rota.case import build, rule_settings, shift_generation
from rotation.rota.ports import Answer, Json, Solve
from rotation.solver import serialisation
from rotation.solver.case import Case
from rotation.solver.limits import Level, Rule
from rotation.solver.outcome import Budget
from rotation.team.teams import Team
from rotation.timespan import Week

WORK = 6.0
"""The seconds of work that all plans and rotas of an answer have together."""
PATIENT_WORK = 90.0
"""The same when nobody waits for the answer."""
_ROTA_SECONDS = 1.0
_PROVEN_WORK = 0.15
"""What a rota counts for that was proven early: the same on every machine."""
_PATIENCE = 3.0
"""How many times as long a plan may take by the wall clock."""
_PLAN_SHARE = 0.4


@dataclass(frozen=True)
class NewMember:
    """A member that the smallest team would have; no skills named: every channel."""

    hours_per_week: float = 24.0
    max_hours_per_week: float | None = None
    max_shifts_per_week: int | None = 5
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class SizingRange:
    """The sizes to look at, what people are like, other volumes, how many may be absent."""

    smallest: int = 1
    largest: int = 40
    new_member: NewMember = NewMember()
    volumes: tuple[float, ...] = (0.8, 1.0, 1.2)
    absent: int = 1


@dataclass(frozen=True)
class Sizing:
    """The inputs of the question: the plan, its shifts' patterns, rules, the prediction."""

    team: Team
    week: Week
    plan: PlanQuestion
    typical: PredictionQuestion
    patterns: tuple[ShiftPattern, ...]
    calendar: shift_generation.TeamDates
    rules: tuple[Rule, ...]
    channels: frozenset[str]


def sizing(session: Session, team: Team, week: Week, now: datetime) -> Sizing:
    """Return the inputs of the question of the smallest team."""
    listed = shift_patterns.listed(session, team.id)
    return Sizing(
        team=team,
        week=week,
        plan=shift_requirements.question(session, team, week, now),
        typical=replace(
            build_question.of_week(session, team, week, (), now, goes_on=False), regime="typical"
        ),
        patterns=tuple(each for each in listed if each.task == shift_requirements.ANSWERING),
        calendar=build.dates_of(session, team, [week]),
        rules=tuple(each for each in rule_settings.of_team(session, team) if _decides(each)),
        channels=frozenset(each.slug for each in channels.listed(session, team.id)),
    )


def _decides(rule: Rule) -> bool:
    """Tell whether a rule says if places can be filled: what costs points alone does not."""
    return rule.weight is None or rule.level in {Level.PLACES, Level.TARGETS}


@dataclass
class SizingCalculations:
    """Those who answer questions and solve rotas, with the seconds of work left to them."""

    answer: Answer
    solve: Solve
    left: float = WORK

    def planned(self, question: PlanQuestion) -> PlanAnswer | None:
        """Return a plan, made in a part of the time that is left; None when that was not enough."""
        work = max(0.2, self.left * _PLAN_SHARE)
        week = bounds.calculable(question.week, {"arrivals": "/volumes"}, question.factor)
        asked = replace(question, week=week, work=work, cap_seconds=_PATIENCE * work)
        plain = {"ask": "plan", "plan": prediction.to_json(asked), "seconds": _PATIENCE * work}
        try:
            plan = requirement.answer_from_json(self.answer(plain))
        except Unreachable:
            self.left = 0.0
            return None
        self.left -= plan.work
        return plan

    def seated(self, case: Case) -> frozenset[tuple[str, str]]:
        """Return the assignments of a rota of few open places."""
        seconds = max(0.2, min(_ROTA_SECONDS, self.left))
        budget: Json = msgspec.to_builtins(Budget(seconds=seconds, seed=1, workers=1))
        plain = msgspec.json.decode(serialisation.case_to_json(case))
        found = self.solve(plain, budget, lambda _: True)
        self.left -= min(_PROVEN_WORK, seconds) if found.get("proven") else seconds
        return frozenset((shift, who) for shift, who in found.get("assignments", ()))
