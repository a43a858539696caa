"""Notices of swaps and cover, hand-over notes, and when a team's weekly summary is due.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import UtcDateTime
from rotation.schema import wall

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("about_id", sa.Uuid(), nullable=True))
    op.add_column("notice", sa.Column("token", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("service", sa.String(), nullable=True))
    op.create_index(op.f("ix_notice_about_id"), "notice", ["about_id"])
    op.create_table(
        "hand_over_note",
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_note")),
    )
    for column in ("organisation_id", "slot_id", "team_id"):
        op.create_index(op.f(f"ix_hand_over_note_{column}"), "hand_over_note", [column])
    op.create_table(
        "weekly_summary",
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_summary")),
        sa.UniqueConstraint(
            "organisation_id", "team_id", name=op.f("uq_weekly_summary_organisation_id_team_id")
        ),
    )
    for column in ("next_at", "organisation_id", "team_id"):
        op.create_index(op.f(f"ix_weekly_summary_{column}"), "weekly_summary", [column])
    wall("hand_over_note")
    wall("weekly_summary", door=True)


def downgrade() -> None:
    op.drop_table("weekly_summary")
    op.drop_table("hand_over_note")
    op.drop_index(op.f("ix_notice_about_id"), "notice")
    for column in ("service", "token", "about_id"):
        op.drop_column("notice", column)
