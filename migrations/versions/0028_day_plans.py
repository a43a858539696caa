"""Dates with opening hours, shifts, volumes of their own; away texts; holidays of more countries.

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json
from rotation.schema import wall

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_plan",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("windows", Json, nullable=True),
        sa.Column("shifts", Json, nullable=False),
        sa.Column("usual_shifts", sa.Boolean(), nullable=False),
        sa.Column("volume_factor", sa.Float(), nullable=False),
        sa.Column("away", Json, nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_plan")),
    )
    for column in ("organisation_id", "team_id"):
        op.create_index(op.f(f"ix_day_plan_{column}"), "day_plan", [column])
    wall("day_plan")
    for table in ("channel", "closure"):
        op.add_column(table, sa.Column("away", Json, nullable=False, server_default="{}"))
    op.add_column("team", sa.Column("also_holidays_of", Json, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("team", "also_holidays_of")
    for table in ("channel", "closure"):
        op.drop_column(table, "away")
    op.drop_table("day_plan")
