"""Campaigns, a profile to begin a channel with, and a leaner message log.

A million messages came with two indexes that nothing used: others begin with the same columns.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json
from rotation.schema import wall

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("factor", sa.Float(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_campaign_channel_id_channel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(
        op.f("ix_campaign_organisation_id"), "campaign", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_campaign_team_id"), "campaign", ["team_id"], unique=False)
    wall("campaign")
    op.add_column("channel", sa.Column("weekly_profile", Json, nullable=True))
    op.drop_index(op.f("ix_message_organisation_id"), table_name="message")
    op.drop_index(op.f("ix_message_team_id"), table_name="message")


def downgrade() -> None:
    op.create_index(op.f("ix_message_team_id"), "message", ["team_id"], unique=False)
    op.create_index(
        op.f("ix_message_organisation_id"), "message", ["organisation_id"], unique=False
    )
    op.drop_column("channel", "weekly_profile")
    op.drop_table("campaign")
