"""Duties that their members have acknowledged.

Revision: 0029, after 0028
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import UtcDateTime
from rotation.schema import wall

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint(
            "organisation_id",
            "slot_id",
            "member_id",
            "start",
            name=op.f("uq_acknowledgement_organisation_id_slot_id_member_id_start"),
        ),
    )
    for column in ("organisation_id", "team_id", "slot_id"):
        op.create_index(op.f(f"ix_acknowledgement_{column}"), "acknowledgement", [column])
    wall("acknowledgement")


def downgrade() -> None:
    op.drop_table("acknowledgement")
