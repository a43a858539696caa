"""Fixtures of notices: a receiver, and a planner whose webhooks may lie on this machine."""

from collections.abc import Iterator

import pytest

from notices.receiver import Receiver, receiving
from notices.told import Told
from planning import Planner


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    with receiving() as made:
        yield made


@pytest.fixture
def told(planner: Planner, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """The team Nord, whose addresses may lie on this machine."""
    state = planner.home.app.state
    usual = state.settings
    state.settings = usual.model_copy(update={"allow_private_destinations": True})
    yield Told(planner, receiver, monkeypatch)
    state.settings = usual
