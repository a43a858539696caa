"""Swaps, the places they pass on, and overrides that leave a place open.

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import UtcDateTime
from rotation.schema import wall

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "swap",
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("return_slot_id", sa.Uuid(), nullable=True),
        sa.Column("taker_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap")),
    )
    for column in ("organisation_id", "return_slot_id", "slot_id", "team_id"):
        op.create_index(op.f(f"ix_swap_{column}"), "swap", [column])
    op.create_index("ix_swap_state_expires_at", "swap", ["state", "expires_at"])
    op.create_table(
        "transfer",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("taker_id", sa.Uuid(), nullable=False),
        sa.Column("swap_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    for column in ("organisation_id", "team_id"):
        op.create_index(op.f(f"ix_transfer_{column}"), "transfer", [column])
    op.create_index("ix_transfer_team_id_week", "transfer", ["team_id", "week"])
    wall("transfer")
    wall("swap", door=True)
    with op.batch_alter_table("override") as override:
        override.alter_column("member_id", existing_type=sa.Uuid(), nullable=True)
        override.add_column(sa.Column("instead_of_id", sa.Uuid(), nullable=True))
        override.add_column(sa.Column("cause_id", sa.Uuid(), nullable=True))
        override.create_index(op.f("ix_override_cause_id"), ["cause_id"])


def downgrade() -> None:
    op.execute("DELETE FROM override WHERE member_id IS NULL")
    with op.batch_alter_table("override") as override:
        override.drop_index(op.f("ix_override_cause_id"))
        override.drop_column("cause_id")
        override.drop_column("instead_of_id")
        override.alter_column("member_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_table("transfer")
    op.drop_table("swap")
