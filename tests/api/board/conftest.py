"""Every test of the board counts its own sign-ins: the limits stand in the process."""

import pytest

from api.board.pages import sign_in
from api.middleware import Limiter


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "LIMIT", Limiter(60))
    monkeypatch.setattr(sign_in, "MAIL_LIMIT", Limiter(3))
