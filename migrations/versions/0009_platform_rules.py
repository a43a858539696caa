"""Rules of platforms are a team's to change, with the dates between which they hold.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json
from rotation.schema import wall

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "platform_rule",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("parameters", Json, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_rule")),
    )
    op.create_index(
        op.f("ix_platform_rule_organisation_id"), "platform_rule", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_platform_rule_team_id"), "platform_rule", ["team_id"], unique=False)
    wall("platform_rule")


def downgrade() -> None:
    op.drop_table("platform_rule")
