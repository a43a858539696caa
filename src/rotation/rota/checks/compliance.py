"""Compliance: what a rota should be checked for against the labour preset of its team.

A report points out what to check, with the interval found and the reference; it never states that
a rota is lawful, which no list of rules can.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Literal

from sqlalchemy.orm import Session

from rotation.demand.questions.prediction import DayShare, below_floor, kept_answer
from rotation.rota.case import build, conversion, rule_settings
from rotation.rota.case.build import FixedAssignments
from rotation.rota.shifts import Shifts
from rotation.rota.store import plans as store
from rotation.rota.versions import drafts, published_versions
from rotation.solver import audit, rulebook
from rotation.solver.case import Case
from rotation.solver.constraints.notice import Notice
from rotation.solver.entities import Assignment, Assignments
from rotation.solver.gaps import MINUTE
from rotation.solver.limits import Breach, Rule
from rotation.team import labour
from rotation.team import rules as team_rules
from rotation.team.labour import Mode, Parameter, Preset
from rotation.team.teams import Team
from rotation.timespan import Span, Week
from rotation.words import Sentence, say

Verdict = Literal["check", "ok"]
Heard = Mapping[Assignment, datetime]
"""Since when each assignment has been published without a break, by (shift, member)."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to check, or a parameter of the preset for which nothing was found.

    ``interval`` is the stretch found: the rest that is too short, the days that hold too much, or
    all that was looked at. ``own``: the team has set the rule otherwise; ``note`` says why.
    """

    rule: str
    settings: Mapping[str, Any]
    mode: Mode
    reference: str
    verdict: Verdict
    text: Sentence
    interval: Span
    note: Sentence
    members: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True)
class ComplianceReport:
    """The compliance report of a week: the preset as of its version, and the findings.

    ``below_floor``: the open days on which a channel falls below the floor of its target.
    """

    preset: Preset
    version: int
    findings: tuple[Finding, ...]
    below_floor: tuple[DayShare, ...] = ()


def of_version(session: Session, team: Team, week: Week, number: int | None) -> ComplianceReport:
    """Return the report of a published version (None: the latest); NotFound otherwise."""
    found = published_versions.number_of(session, team.id, str(week), number)
    shifts = published_versions.shifts_of(session, team.id, str(week), found.number)
    heard = heard_of(_published(session, team, week, found.number))
    said = store.plan(session, found.plan).prediction
    return _report(team, found.number, _findings(session, team, week, shifts, heard), said)


def of_draft(session: Session, team: Team, week: Week, now: datetime) -> ComplianceReport:
    """Return the report of a draft as if it were published now; NotFound while there is none."""
    draft = drafts.find(session, team.id, str(week))
    published = _published(session, team, week, draft.version)
    heard = heard_of([*published, (now, draft.shifts)])
    found = _findings(session, team, week, draft.shifts, heard)
    return _report(team, draft.version, found, draft.prediction)


def heard_of(published: Iterable[tuple[datetime, Shifts]]) -> dict[Assignment, datetime]:
    """Return since when those on the last of some versions, oldest first, know of each shift."""
    heard: dict[tuple[Assignment, datetime, datetime], datetime] = {}
    for at, shifts in published:
        spans = {str(each.id): (each.start, each.end) for each in shifts}
        now = [(pair, *spans[pair[0]]) for pair in conversion.assignments(shifts)]
        heard = {each: heard.get(each, at) for each in now}
    return {pair: at for (pair, _, _), at in heard.items()}


def findings(
    case: Case, rota: Assignments, preset: Preset, own: Mapping[str, Any], heard: Heard
) -> tuple[Finding, ...]:
    """Return the findings about a rota, parameter by parameter of a preset.

    Where a team has set a rule of the preset itself, its settings are read; a rule it has turned
    off is read as the preset has it, unless it has set the one that may stand instead.
    """
    found: list[Finding] = []
    for _, parameters in groupby(preset.parameters, key=lambda each: each.rule):
        stated = list(parameters)
        setting = _setting(stated[0], own)
        for parameter, rule in _stated(stated, setting):
            blank = _blank(case, parameter, rule, *setting.values())
            if isinstance(rule, Notice):
                hits = _late(case, rota, heard, blank, rule)
            else:
                broken = audit.breaches(replace(case, rules=(rule,)), rota)
                hits = (_finding_of(case, blank, each) for each in broken)
            found += list(hits) or [blank]
    return tuple(found)


def _published(
    session: Session, team: Team, week: Week, last: int
) -> list[tuple[datetime, Shifts]]:
    return [
        (each.published_at, published_versions.shifts_of(session, team.id, str(week), each.number))
        for each in published_versions.listed(session, team.id, str(week))
        if each.number <= last
    ]


def _report(
    team: Team, number: int, found: tuple[Finding, ...], prediction: Mapping[str, Any] | None
) -> ComplianceReport:
    preset = labour.preset(team.labour_preset)
    return ComplianceReport(preset, number, found, below_floor(kept_answer(prediction)))


def _findings(
    session: Session, team: Team, week: Week, shifts: Shifts, heard: Heard
) -> tuple[Finding, ...]:
    preset = labour.preset(team.labour_preset)
    back = max((rule_settings.rule_of(each).looks_back for each in preset.parameters), default=0)
    case = build.case_of(session, team, [week], shifts, FixedAssignments(looks_back=back))
    # What a planner has made an exception of is still to be checked.
    case = replace(case, allowances=())
    rota = frozenset(pair for pair in conversion.assignments(shifts) if pair[1] in case.member)
    own = team_rules.settings(session, team.id)
    return findings(case, rota, preset, own, heard)


def _setting(parameter: Parameter, own: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    """Return what a team has set for a parameter, by the name of the rule that is read; or None."""
    name, instead = parameter.rule, parameter.instead
    is_off = name in own and own[name] is None
    if is_off and own.get(instead) is not None:
        return {instead: own[instead]}
    return {name: own.get(name)}


def _stated(
    parameters: list[Parameter], setting: Mapping[str, Any]
) -> Iterator[tuple[Parameter, Rule]]:
    """Yield the rules of a preset, or those a team states instead; each must hold to be read."""
    if None in setting.values():
        yield from ((each, rule_settings.rule_of(each)) for each in parameters)
        return
    references = ", ".join(dict.fromkeys(each.reference for each in parameters))
    for rule in rulebook.rules_named(rule_settings.bare(setting)):
        yield replace(parameters[0], reference=references), replace(rule, weight=None)


def _note(own: Sequence[str], parameter: Parameter) -> Sentence:
    """Return what stands beside a rule: the team's own notes as they are, else the preset's."""
    return Sentence("{text}", {"text": " ".join(own)}) if own else say(parameter.note)


def _blank(case: Case, parameter: Parameter, rule: Rule, setting: object) -> Finding:
    settings = rulebook.settings_of((rule,))[rule.name][0]
    return Finding(
        rule=rule.name,
        settings={name: each for name, each in settings.items() if name != "weight"},
        mode=parameter.mode,
        reference=parameter.reference,
        verdict="ok",
        text=say("nothing to check was found for {rule}", rule=rule.name),
        interval=case.span,
        own=setting is not None,
        note=_note(rule_settings.notes(setting), parameter),
    )


def _finding_of(case: Case, blank: Finding, breach: Breach) -> Finding:
    return replace(
        blank,
        verdict="check",
        text=say("check: {reason}", reason=breach.because),
        interval=_interval(case, breach),
        members=breach.members,
        shifts=breach.shifts,
    )


def _interval(case: Case, breach: Breach) -> Span:
    spans = {each.shift.id: each.shift.span for each in case.history}
    spans |= {each.id: each.span for each in case.shifts}
    known = [spans[each] for each in breach.shifts]
    if len(known) == 2 and known[0].end < known[1].start:
        return Span(known[0].end, known[1].start)
    if breach.span or not known:
        return breach.span or case.span
    return Span(known[0].start, max(each.end for each in known))


def _late(
    case: Case, rota: Assignments, heard: Heard, blank: Finding, rule: Notice
) -> Iterator[Finding]:
    """Yield the assignments that were published too late, with the notice they got."""
    for pair in sorted(rota, key=lambda each: (case.shift[each[0]].span, each[1])):
        shift, member = case.shift[pair[0]], case.member[pair[1]]
        start = shift.span.start
        if heard[pair] > rule.latest(start, case.tz, case.holidays):
            told = rule.told(member, shift.said, max(start - heard[pair], timedelta()))
            yield replace(
                blank,
                verdict="check",
                text=say("check: {reason}", reason=told),
                interval=Span(heard[pair], max(start, heard[pair] + MINUTE)),
                members=(member.id,),
                shifts=(shift.id,),
            )
