"""Fixtures of notices: a receiver, and a planner whose webhooks may lie on this machine."""

from collections.abc import Iterator

import pytest

from support.organisation import TestOrganisation
from support.outbox import Heard, Told
from support.planned_team import Planner
from support.published_week import PublishedWeek
from support.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    with receiving() as made:
        yield made


@pytest.fixture
def heard(
    home: TestOrganisation, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Heard]:
    """The usual published week, whose people's addresses may lie on this machine."""
    state = home.app.state
    usual = state.settings
    state.settings = usual.model_copy(update={"allow_private_destinations": True})
    made = Heard(PublishedWeek.of_nord(home), receiver, monkeypatch)
    yield made
    made.forget()
    state.settings = usual


@pytest.fixture
def told(planner: Planner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """The team Nord, whose addresses may lie on this machine."""
    state = planner.home.app.state
    usual = state.settings
    state.settings = usual.model_copy(update={"allow_private_destinations": True})
    made = Told(planner, receiver, monkeypatch)
    yield made
    made.forget()
    state.settings = usual
