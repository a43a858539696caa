"""The compliance report of a rota: what to check against the labour preset of its team."""

from datetime import date, datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.http.deps import Language, May, Now, Read
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.routes.rota.rotas import ROTA, WhichVersion
from api.schemas.below_floor import BelowFloorOut
from rotation.rota.checks import compliance
from rotation.rota.checks.compliance import ComplianceReport, Finding
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Week
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["rotas"])


class PresetOut(BaseModel):
    """A labour preset as of its version."""

    id: str
    version: str
    checked: date
    title: str
    remark: str


class FindingIntervalOut(BaseModel):
    """The stretch of time that was found."""

    start: datetime
    end: datetime
    minutes: int


class FindingOut(BaseModel):
    """One thing to check, or a parameter for which nothing was found."""

    rule: str
    settings: dict[str, Any]
    mode: Literal["hard", "soft", "info"]
    preset: str
    version: str
    reference: str
    verdict: Literal["check", "ok"]
    text: str
    interval: FindingIntervalOut
    members: list[str]
    shifts: list[str]
    own: bool = Field(description="the team has set this rule otherwise than the preset")
    note: str


class ComplianceReportOut(BaseModel):
    """Findings to check about a rota; none is no proof that it is lawful."""

    team: str
    week: str
    version: int
    preset: PresetOut
    items: list[FindingOut]
    below_floor: list[BelowFloorOut] = Field(
        description="open days on which a channel falls below the floor of its target"
    )


@router.get(ROTA + "/compliance", responses=problems(), dependencies=[May("see_team")])
def read_compliance(
    team: str,
    week: str,
    session: Read,
    now: Now,
    language: Language,
    version: WhichVersion = "published",
) -> ComplianceReportOut:
    """Show what to check about a rota against the labour preset of its team."""
    found, asked = teams.find(session, team), Week.parse(week)
    if version == "draft":
        report = compliance.of_draft(session, found, asked, now)
    else:
        number = None if version == "published" else int(version)
        report = compliance.of_version(session, found, asked, number)
    return _report(report, found, str(asked), language or "en")


def _report(report: ComplianceReport, team: Team, week: str, language: str) -> ComplianceReportOut:
    preset = report.preset
    shown = PresetOut(
        id=preset.id,
        version=preset.version,
        checked=preset.checked,
        title=say(preset.title).said_in(language),
        remark=say(preset.remark).said_in(language),
    )
    items = [_finding(each, report, team, language) for each in report.findings]
    return ComplianceReportOut(
        team=team.slug,
        week=week,
        version=report.version,
        preset=shown,
        items=items,
        below_floor=[BelowFloorOut(**vars(each)) for each in report.below_floor],
    )


def _finding(finding: Finding, report: ComplianceReport, team: Team, language: str) -> FindingOut:
    span = finding.interval
    return FindingOut(
        rule=finding.rule,
        settings=dict(finding.settings),
        mode=finding.mode,
        preset=report.preset.id,
        version=report.preset.version,
        reference=finding.reference,
        verdict=finding.verdict,
        text=finding.text.said_in(language, team.zone),
        interval=FindingIntervalOut(start=span.start, end=span.end, minutes=span.minutes),
        members=list(finding.members),
        shifts=list(finding.shifts),
        own=finding.own,
        note=finding.note.said_in(language),
    )
