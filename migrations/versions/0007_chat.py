"""Chat platforms that may ask about a team, and what they have sent of late.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import UtcDateTime
from rotation.schema import wall

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_connection",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("privacy", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_connection")),
    )
    op.create_table(
        "chat_seen",
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_seen")),
        sa.UniqueConstraint(
            "organisation_id",
            "connection_id",
            "digest",
            name=op.f("uq_chat_seen_organisation_id_connection_id_digest"),
        ),
    )
    op.create_index("ix_chat_seen_connection_id_at", "chat_seen", ["connection_id", "at"])
    for table in ("chat_connection", "chat_seen"):
        for column in ("organisation_id", "team_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    wall("chat_seen")
    wall("chat_connection", door=True)


def downgrade() -> None:
    op.drop_table("chat_seen")
    op.drop_table("chat_connection")
