"""Feeds of an organisation, filters, readers by client; contacts that on-duty answers may show.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("feed") as feed:
        feed.alter_column("team_id", existing_type=sa.Uuid(), nullable=True)
        feed.add_column(sa.Column("channel", sa.String(), nullable=True))
        feed.add_column(sa.Column("role", sa.String(), nullable=True))
        feed.add_column(sa.Column("color", sa.String(), nullable=True))
        feed.add_column(sa.Column("clients", Json, nullable=False, server_default="{}"))
    op.add_column("duty_span", sa.Column("once", Json, nullable=True))
    op.add_column(
        "contact", sa.Column("on_duty", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("contact", "on_duty")
    op.drop_column("duty_span", "once")
    op.execute(sa.text("DELETE FROM feed WHERE team_id IS NULL"))
    with op.batch_alter_table("feed") as feed:
        for name in ("clients", "color", "role", "channel"):
            feed.drop_column(name)
        feed.alter_column("team_id", existing_type=sa.Uuid(), nullable=False)
