"""The routers of the pages, in one explicit list."""

from api.board.pages import (
    availability,
    draft,
    insights,
    mine,
    now,
    people,
    place,
    print_view,
    runs,
    set_up,
    settings,
    sign_in,
    start,
    static_files,
    swaps,
    week,
)

PAGES = (
    availability.router,
    draft.router,
    insights.router,
    mine.router,
    now.router,
    people.router,
    place.router,
    print_view.router,
    runs.router,
    set_up.router,
    settings.router,
    sign_in.router,
    start.router,
    static_files.router,
    swaps.router,
    week.router,
)
"""Every page; which comes first matters only for addresses that fit two: none do."""
