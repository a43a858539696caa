"""The commands of ``rotation`` and their help; each is carried out by the module of its name."""

import gc
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="rotation",
    help="Evening and weekend rotas for webcare teams, staffed to response-time targets.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)
AsJson = Annotated[bool, typer.Option("--json", help="For machines: one line of JSON.")]


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Print and exit.")] = False,
    port: Annotated[int, typer.Option(help="Where to serve afterwards.")] = 8000,
) -> None:
    """Make a team of twelve, forecast, staff, plan next week, print it, then serve."""
    from api.cli.demo import run as command

    command.run(once=once, port=port)


@app.command()
def init(
    organization: Annotated[str, typer.Option(help="Its name.")],
) -> None:
    """Migrate the database and add an organisation; the last line printed is its owner key."""
    from api.cli import init as command

    command.run(organization)


@app.command()
def key(
    organization: Annotated[str, typer.Option(help="Its name or id.")],
    owner: Annotated[bool, typer.Option("--owner", help="It may do everything.")] = False,
) -> None:
    """Make another owner key when the last one is lost; the last line printed is the key."""
    from api.cli import key as command
    from rotation.account.access import Access

    if not owner:
        raise typer.BadParameter("say --owner: other keys are made through the API")
    command.run(organization, Access.OWNER)


@app.command()
def sign_in(
    who: Annotated[str, typer.Argument(help="owner, manager, viewer, or a member's name or id.")],
    plans: Annotated[
        bool, typer.Option("--plans", help="The member may plan for the team, too.")
    ] = False,
    organization: Annotated[str | None, typer.Option(help="When there are several.")] = None,
) -> None:
    """Print a link that signs a browser in to the board, once, within a day."""
    from api.cli import sign_in as command

    command.run(who, organization, plans=plans)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Where to listen.")] = 8000,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Web only: run `rotation worker` beside it.")
    ] = False,
) -> None:
    """Serve the web; with it, in the same process, the ticker and the local solver."""
    gc.disable()  # loading makes a million objects that stay; enabled when it is done
    from api.cli import serve as command

    command.run(host, port, worker=not no_worker)


@app.command()
def worker() -> None:
    """Solve runs and send notices, without the web."""
    from api.cli import serve as command

    command.work()


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from api.cli import init as command

    command.migrate()


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A file that is not there yet.")]) -> None:
    """Write the database to one file, whole and of one instant, while the service runs."""
    from api.cli import backup as command

    command.backup(file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.", exists=True, dir_okay=False)],
) -> None:
    """Make the database from a backup of the same engine; nothing is ever overwritten."""
    from api.cli import backup as command

    command.restore(file)


@app.command()
def verify() -> None:
    """Verify the chain of every audit trail; exit 1 and name the first line that does not fit."""
    from api.cli import audit as command

    if not command.verify():
        raise typer.Exit(1)


@app.command()
def export_audit(
    organization: Annotated[str, typer.Option(help="Its name or id.")],
) -> None:
    """Print the audit trail of an organisation as JSON lines, oldest first."""
    from api.cli import audit as command

    command.export(organization)


@app.command()
def solve(
    file: Annotated[
        Path | None, typer.Argument(help="A case as JSON.", exists=True, dir_okay=False)
    ] = None,
    seconds: Annotated[float, typer.Option(help="How long to look.", min=1, max=900)] = 30.0,
    seed: Annotated[int | None, typer.Option(help="Repeatable, on one core.")] = None,
    replay: Annotated[
        Path | None, typer.Option(help="A kept solve, with its own budget.", exists=True)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Solve a week given as JSON, or a kept solve once more, and print the rota."""
    from api.cli import solve as command

    command.run(command.SolveArguments(file, replay, seconds, seed), as_json=as_json)


@app.command()
def predict(
    team: Annotated[str, typer.Option(help="Slug or id of the team.")],
    week: Annotated[str, typer.Option(help="ISO week such as 2026-W48, or typical.")] = "typical",
    engine: Annotated[str, typer.Option(help="auto, exact or simulation.")] = "auto",
    organization: Annotated[str | None, typer.Option(help="When there are several.")] = None,
    as_json: AsJson = False,
) -> None:
    """Predict the replies of a week: its draft, else its published rota, else what is required."""
    from api.cli import predict as command

    command.run((team, week, engine), organization, as_json=as_json)


@app.command()
def ask(
    kind: Annotated[
        str, typer.Argument(help="predict, what-if, requirements, compare-closed or right-size.")
    ],
    team: Annotated[str, typer.Option(help="Slug or id of the team.")],
    week: Annotated[str, typer.Option(help="ISO week such as 2026-W48, or typical.")] = "typical",
    body: Annotated[
        Path | None, typer.Option(help="JSON with more of the question.", exists=True)
    ] = None,
    organization: Annotated[str | None, typer.Option(help="When there are several.")] = None,
) -> None:
    """Answer a staffing question, as the API does, and print the answer as JSON."""
    from api.cli import ask as command

    command.run(command.AskArguments(kind, team, week, body, organization))


@app.command()
def import_messages(
    file: Annotated[Path, typer.Argument(help="A CSV or JSON log.", exists=True, dir_okay=False)],
    team: Annotated[str, typer.Option(help="Slug or id of the team.")],
    columns: Annotated[
        str, typer.Option(help="Other headers (received_at:when_utc,…), or an export: zendesk, …")
    ] = "",
    organization: Annotated[str | None, typer.Option(help="When there are several.")] = None,
    as_json: AsJson = False,
) -> None:
    """Import a message log of any length; importing it again is harmless."""
    from api.cli import messages as command

    said = command.settings(columns)
    command.run(file, team, said, organization, as_json=as_json)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look at everything the service stands on, and say what is wrong."""
    from api.cli import doctor as command

    raise typer.Exit(0 if command.run(as_json=as_json) else 1)


def main() -> None:
    """Run the command line; what it writes is for its user alone."""
    import os

    os.umask(0o077)
    app()
