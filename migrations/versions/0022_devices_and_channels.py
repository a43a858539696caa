"""The key by which push services know an organisation; channels of chats beside webhooks.

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

from rotation.schema import wall

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push_key",
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_key")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_push_key_organisation_id")),
    )
    op.create_index(op.f("ix_push_key_organisation_id"), "push_key", ["organisation_id"])
    wall("push_key")
    op.add_column("webhook", sa.Column("team_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("webhook", "team_id")
    op.drop_table("push_key")
