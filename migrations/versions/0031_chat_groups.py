"""Groups of chat platforms that hold who is on duty.

Revision: 0031, after 0030
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json, UtcDateTime
from rotation.schema import wall

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_group",
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("platform_group", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("held", sa.Integer(), nullable=True),
        sa.Column("synced_at", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("unlinked", Json, nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_group")),
        sa.UniqueConstraint(
            "organisation_id",
            "connection_id",
            "platform_group",
            name=op.f("uq_chat_group_organisation_id_connection_id_platform_group"),
        ),
    )
    for column in ("organisation_id", "team_id", "connection_id", "next_at"):
        op.create_index(op.f(f"ix_chat_group_{column}"), "chat_group", [column])
    wall("chat_group", door=True)


def downgrade() -> None:
    op.drop_table("chat_group")
