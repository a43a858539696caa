"""Links that show a published week.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import UtcDateTime
from rotation.schema import wall

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "week_link",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("privacy", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_week_link_digest")),
    )
    for column in ("organisation_id", "team_id", "week"):
        op.create_index(op.f(f"ix_week_link_{column}"), "week_link", [column])
    wall("week_link", door=True)


def downgrade() -> None:
    op.drop_table("week_link")
