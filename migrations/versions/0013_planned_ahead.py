"""Planning ahead, exceptions that are allowed, repeating rotas, why a run was made, freeze levels.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json, UtcDateTime
from rotation.schema import wall

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("team", sa.Column("freeze", Json, nullable=False, server_default="{}"))
    op.add_column("run", sa.Column("origin", sa.String(), nullable=False, server_default="asked"))
    op.add_column("run", sa.Column("publishing", sa.String(), nullable=True))
    op.create_index("ix_run_publishing", "run", ["publishing"])
    op.create_table(
        "horizon",
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("publish", sa.Boolean(), nullable=False),
        sa.Column("accept_gaps", sa.Boolean(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("ran_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_owned("horizon"),
        sa.UniqueConstraint(
            "organisation_id", "team_id", name=op.f("uq_horizon_organisation_id_team_id")
        ),
    )
    op.create_index(op.f("ix_horizon_due_at"), "horizon", ["due_at"])
    op.create_table(
        "allowance",
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("allowance", Json, nullable=False),
        sa.Column("because", Json, nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        *_owned("allowance"),
    )
    op.create_table(
        "repeating_rota",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("patterns", Json, nullable=False),
        sa.Column("members", Json, nullable=False),
        sa.Column("ring", Json, nullable=False),
        sa.Column("wanted", Json, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        *_owned("repeating_rota"),
    )
    for table in ("horizon", "allowance", "repeating_rota"):
        for column in ("organisation_id", "team_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    wall("allowance", "repeating_rota")
    wall("horizon", door=True)


def downgrade() -> None:
    for table in ("repeating_rota", "allowance", "horizon"):
        op.drop_table(table)
    op.drop_index("ix_run_publishing", "run")
    op.drop_column("run", "publishing")
    op.drop_column("run", "origin")
    op.drop_column("team", "freeze")


def _owned(table: str) -> tuple[sa.Column[object] | sa.PrimaryKeyConstraint, ...]:
    return (
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
