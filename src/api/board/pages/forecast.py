"""The forecast of a week by the hour, with its band, and how good forecasts have been."""

from typing import Annotated

from fastapi import Query, Response

from api.board import frame, hour_charts
from api.board.page_route import router as page_router
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from rotation.demand import channels
from rotation.demand.forecasting import campaigns, team_forecast
from rotation.team import teams
from rotation.timespan import Week

router = page_router()
MAY_SEE = [PageMay("see_team")]


@router.get("/t/{team}/insights/forecast", dependencies=MAY_SEE)
def show_forecast(
    team: str, visit: Visiting, week: Annotated[str, Query(max_length=10)] = ""
) -> Response:
    """Show what is expected in a week, by channel and hour."""
    return forecast_page(visit, team, week)


def forecast_page(visit: Visit, team: str, week: str) -> Response:
    """Return the page of the forecast of a week, by default the next."""
    with visit.reading() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        this = frame.this_week(visit, found)
        shown = Week.parse(week) if week else this.plus(1)
        made = team_forecast.report(session, found, shown, visit.now, 60)
        names = {each.slug: each.name for each in channels.listed(session, found.id)}
        bands = [
            (hour_charts.band(names[slug], rows, shown.days, found.zone), made.accuracies[slug])
            for slug, rows in made.intervals.items()
        ]
        return visit.page(
            "forecast.j2",
            team=found,
            frame=frame.of_team(session, visit, found),
            here="insights",
            tab="forecast",
            weeks=[this.plus(each) for each in range(-7, 1)],
            week=shown,
            bands=[
                (each, judged, made.forecast.channels[slug])
                for (each, judged), slug in zip(bands, made.intervals, strict=True)
            ],
            campaigns=campaigns.listed(session, found.id, shown.days[0], shown.days[-1]),
            size=(hour_charts.WIDTH, hour_charts.HEIGHT),
        )
