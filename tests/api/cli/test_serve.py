"""Serving where somebody listens already is refused in a sentence, before any work is done."""

import socket

import pytest
from typer.testing import CliRunner

from api.cli.main import app


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_taken_port_is_refused_before_anything_is_made(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = CliRunner().invoke(app, [command, "--port", str(port)])
    assert ended.exit_code == 1
    assert f"Cannot listen on port {port}" in ended.output
    assert "people" not in ended.output
