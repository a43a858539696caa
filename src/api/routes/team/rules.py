"""The catalogue of rules, and what a team has set."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, Field

from api.http.deps import May, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from rotation.errors import Stale
from rotation.rota.case import rule_settings
from rotation.solver import rulebook
from rotation.team import teams

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["rules"])
Settings = dict[str, Any]  # Any: each rule has a schema of its own, see GET /v1/rules


class RuleKindOut(BaseModel):
    """A rule that a team can set, with the JSON schema of its settings."""

    name: str
    schema_: Settings = Field(alias="schema")


@router.get("/rules", responses=problems(), dependencies=[May("see_team")])
def list_rules(part: Slicing) -> Listed[RuleKindOut]:
    """List every rule a team can set, with the JSON schema of its settings."""
    found = rulebook.schemas()
    return sliced(part, [RuleKindOut(name=name, schema=each) for name, each in found.items()])


@router.get("/teams/{team}/rules", responses=problems(), dependencies=[May("see_team")])
def read_rules(team: str, session: Read, request: Request) -> Settings:
    """Show what holds for a team, by rule name; null: turned off."""
    return with_etag(request, rule_settings.settings(session, teams.find(session, team)))


@router.put("/teams/{team}/rules", responses=problems(Stale), dependencies=[May("plan")])
def put_rules(
    team: str,
    body: Annotated[Settings, Body(description="settings by rule name; null turns a rule off")],
    session: Write,
    request: Request,
) -> Settings:
    """Set the rules of a team; a rule that is not named is as by default."""
    found = teams.find(session, team)
    require_match(request, rule_settings.settings(session, found))
    rule_settings.put(session, found, body)
    return with_etag(request, rule_settings.settings(session, found))
