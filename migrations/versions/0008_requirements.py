"""Requirements are stored: found when their inputs change, looked up by runs.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json, UtcDateTime
from rotation.schema import wall

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requirement",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("answer", Json, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint(
            "organisation_id",
            "team_id",
            "week",
            name=op.f("uq_requirement_organisation_id_team_id_week"),
        ),
    )
    op.create_index(
        op.f("ix_requirement_organisation_id"), "requirement", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_requirement_team_id"), "requirement", ["team_id"], unique=False)
    wall("requirement", door=True)


def downgrade() -> None:
    op.drop_table("requirement")
