"""The tools of the MCP server, in one fixed order: their arguments, answers and rights."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.assistants import answers, arguments, change_tools, duty_tools, rota_tools
from api.assistants.answers import ChangeDone
from api.assistants.arguments import ToolArguments
from api.assistants.call import Call
from api.problems import title
from rotation.account.access import Right
from rotation.errors import RotationError
from rotation.words import say


@dataclass(frozen=True)
class AssistantTool:
    """A tool: what it takes and answers, who may call it; ``change``: what it changes.

    A tool either has ``read`` or ``change``.
    """

    name: str
    title: str
    right: Right
    takes: type[ToolArguments]
    gives: type[BaseModel]
    read: Callable[[Call, Any], BaseModel] | None = None  # Any: arguments of the type it takes
    change: Callable[[Call, Session, Any], ChangeDone] | None = None

    @property
    def description(self) -> str:
        """Return what a tool is for: the docstring of its function."""
        return " ".join(((self.read or self.change).__doc__ or "").split())


def _reading(
    read: Callable[[Call, Any], BaseModel], right: Right, title: str, *types: Any
) -> AssistantTool:
    takes, gives = types
    return AssistantTool(read.__name__, title, right, takes, gives, read=read)


def _changing(
    change: Callable[[Call, Session, Any], ChangeDone], title: str, takes: type[ToolArguments]
) -> AssistantTool:
    return AssistantTool(change.__name__, title, "own", takes, ChangeDone, change=change)


TOOLS: tuple[AssistantTool, ...] = (
    _reading(
        duty_tools.who_is_on_duty,
        "see_on_duty",
        "Who is on duty",
        arguments.OnDutyArguments,
        answers.OnDutyNow,
    ),
    _reading(
        duty_tools.duties, "see_on_duty", "Duties", arguments.DutiesArguments, answers.ListedDuties
    ),
    _reading(
        duty_tools.my_duties,
        "see_on_duty",
        "My duties",
        arguments.PeriodArguments,
        answers.ListedDuties,
    ),
    _reading(
        duty_tools.list_teams, "see_team", "Teams", arguments.TeamsArguments, answers.ListedTeams
    ),
    _reading(
        rota_tools.week, "see_team", "Rota of a week", arguments.WeekArguments, answers.WeekRota
    ),
    _reading(
        rota_tools.cover_for,
        "see_team",
        "Who could cover a place",
        arguments.SlotArguments,
        answers.Ranking,
    ),
    _reading(
        rota_tools.why,
        "see_team",
        "Why this person",
        arguments.SlotArguments,
        answers.Ranking,
    ),
    _reading(
        rota_tools.coverage,
        "see_team",
        "Gaps and predicted replies",
        arguments.CoverageArguments,
        answers.Coverage,
    ),
    _changing(change_tools.ask_swap, "Ask for a swap", arguments.SwapArguments),
    _changing(change_tools.answer_swap, "Answer a swap", arguments.AnswerArguments),
    _changing(change_tools.report_sick, "Report sick", arguments.SickArguments),
)


def answer(tool: AssistantTool, call: Call, asked: ToolArguments, *, sure: bool) -> BaseModel:
    """Return what a tool answers; a change that nobody has confirmed is only tried."""
    call.caller.require(tool.right)
    if tool.read is not None:
        return tool.read(call, asked)
    change = tool.change
    assert change
    call.caller.require_write()
    if sure:
        return call.change(lambda session: change(call, session, asked))
    would = call.trial(lambda session: change(call, session, asked))
    hint = say("Nothing has been changed. Call again with confirm: true to do it.")
    return would.model_copy(update={"done": False, "id": None, "hint": str(hint)})


def error_text(error: RotationError, language: str) -> str:
    """Return an error as an assistant reads it: the field, the reason, the rules broken."""
    reason = error.detail.said_in(language) or title(type(error))
    field = (error.field or "").strip("/")
    broken = [each["reason"] for each in error.extra.get("breaches", ())]
    return " ".join([f"{field}: {reason}" if field else reason, *broken])[:2_000]
