"""A busy calendar keeps what reading it left out and assumed.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("busy_calendar", sa.Column("notes", Json, nullable=True))


def downgrade() -> None:
    op.drop_column("busy_calendar", "notes")
