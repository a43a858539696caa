"""Fixtures of notices: a receiver, and a planner whose webhooks may lie on this machine."""

from collections.abc import Iterator

import pytest

from household import Household
from notices.receiver import Receiver, receiving
from notices.told import Heard, Told
from planning import Planner
from standing import Standing


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    with receiving() as made:
        yield made


@pytest.fixture
def heard(home: Household, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """The usual published week, whose people's addresses may lie on this machine."""
    state = home.app.state
    usual = state.settings
    state.settings = usual.model_copy(update={"allow_private_destinations": True})
    made = Heard(Standing.of_nord(home), receiver, monkeypatch)
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
