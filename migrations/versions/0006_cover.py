"""Cover: places opened because somebody cannot come, and who was asked to step in.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import UtcDateTime
from rotation.schema import wall

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cover",
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("override_id", sa.Uuid(), nullable=True),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("end", UtcDateTime(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("taker_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    for column in ("organisation_id", "slot_id", "team_id"):
        op.create_index(op.f(f"ix_cover_{column}"), "cover", [column])
    op.create_index("ix_cover_state_next_at", "cover", ["state", "next_at"])
    op.create_table(
        "cover_ask",
        sa.Column("cover_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("deadline", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_ask")),
        sa.UniqueConstraint("digest", name=op.f("uq_cover_ask_digest")),
        sa.UniqueConstraint(
            "organisation_id",
            "cover_id",
            "member_id",
            name=op.f("uq_cover_ask_organisation_id_cover_id_member_id"),
        ),
    )
    for column in ("cover_id", "organisation_id", "team_id"):
        op.create_index(op.f(f"ix_cover_ask_{column}"), "cover_ask", [column])
    wall("cover", "cover_ask", door=True)


def downgrade() -> None:
    op.drop_table("cover_ask")
    op.drop_table("cover")
