"""An address may have quiet hours of its own.

Revision: tell_quiet_hours, after 0013
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json

revision = "tell_quiet_hours"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("quiet_hours", Json, nullable=True))


def downgrade() -> None:
    op.drop_column("contact", "quiet_hours")
