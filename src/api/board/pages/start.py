"""The first page of an empty service: a team with its name, zone and country."""

import re
import unicodedata
from collections.abc import Iterator

from fastapi import Response

from api.board.frame import Frame
from api.board.page_route import page_status, shows_again
from api.board.page_route import router as page_router
from api.board.pages.set_up import team_values
from api.board.reading import Reader
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting, visit_again
from rotation.clock import new_id
from rotation.errors import RotationError
from rotation.team import labour, teams
from rotation.team.teams import Team
from rotation.words import say

router = page_router()
MAY_SEE, MAY_PLAN = [PageMay("see_team")], [PageMay("plan")]
PLACES = {
    "BE": ("Europe/Brussels", "be"),
    "NL": ("Europe/Amsterdam", "nl"),
    "FR": ("Europe/Paris", "fr"),
    "DE": ("Europe/Berlin", "de"),
    "LU": ("Europe/Luxembourg", "eu"),
    "GB": ("Europe/London", "uk"),
    "ES": ("Europe/Madrid", "es"),
    "IT": ("Europe/Rome", "it"),
    "IE": ("Europe/Dublin", "ie"),
    "US": ("America/New_York", "us"),
}
"""By country the zone most people there have, and the labour preset where there is one."""
_PARTS = {
    "GB": {
        "ENG": say("England"),
        "SCT": say("Scotland"),
        "WLS": say("Wales"),
        "NIR": say("Northern Ireland"),
    }
}
"""Countries that have no holidays of their own, only their parts."""


@router.get("/start", dependencies=MAY_SEE)
def show_start(visit: Visiting) -> Response:
    """Show how one begins: planners make a team, others wait for one."""
    return start_page(visit)


def start_page(visit: Visit, error: RotationError | None = None) -> Response:
    """Return the first page of an empty service; ``error`` says why its form was refused."""
    around = Frame(None, visit.actor.name, visit.actor.member)
    return visit.page(
        "start.j2",
        page_status(error) if error else 200,
        frame=around,
        here="",
        places=dict(_places(visit.reader)),
        can_plan=visit.may("plan"),
        **visit.refused(error),
    )


def _places(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the places one can choose, and what they are called."""
    for country, (timezone, _) in PLACES.items():
        name = reader.country(country)
        for part, called in _PARTS.get(country, {}).items():
            yield f"{country}-{part}", f"{name}, {reader(called)}: {timezone}"
        if country not in _PARTS:
            yield country, f"{name}: {timezone}"


def law_of(country: str) -> str:
    """Return the labour preset of a country, that of the European Union where it has none."""
    preset = PLACES.get(country, ("", ""))[1]
    return preset if preset in labour.names() else "eu"


@router.post("/start", dependencies=MAY_PLAN)
@shows_again(lambda request, error: start_page(visit_again(request), error))
def make_team(visit: Visiting) -> Response:
    """Make the first team, or a further one."""
    form = visit.form
    country, _, part = form.required("country", 20).upper().partition("-")
    usual, _ = PLACES.get(country, ("", ""))
    given = {"labour_preset": law_of(country), "timezone": form.value("timezone") or usual}
    given |= {"country": country, "subdivision": part}
    others = (each for each in form.fields if each[0] not in given)
    filled = type(form)((*others, *given.items()))
    values = team_values(filled)
    slug = slug_of(values["name"])
    with visit.writing(f"/t/{slug}/set-up") as session:
        teams.create(session, Team(new_id(), slug, **values))
    return visit.go(f"/t/{slug}/set-up", say("{team} is there.", team=values["name"]))


def slug_of(name: str) -> str:
    """Return the name of a team for addresses: Café Lumière → cafe-lumiere."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "team"
