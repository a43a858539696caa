"""The application with one bare route beside it, for ``benchmarks.http``.

``python -m benchmarks.bare_server PORT`` serves the database of ``ROTATION_DATABASE_URL``. The bare
route is a plain ``def`` that returns a constant; feeds are not limited, or nothing could be
measured.
"""

import sys

from api.app import create_app
from api.cli.serve import serve
from api.middleware import Limiter
from api.routes.feeds import icalendar
from api.settings import Settings
from api.telemetry import configure_logs
from rotation.clock import system_clock


def bare() -> dict[str, str]:
    """Return a constant."""
    return {"status": "ok"}


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    configure_logs(settings.log_level)
    icalendar.LIMIT = Limiter(10**9)
    app = create_app(settings, system_clock)
    app.add_api_route("/bare", bare)
    app.router.routes.insert(0, app.router.routes.pop())  # found at once, as the hot routes are
    serve(app, "127.0.0.1", int(sys.argv[1]))


if __name__ == "__main__":
    main()
