"""An address may have quiet hours of its own.

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("quiet_hours", Json, nullable=True))


def downgrade() -> None:
    op.drop_column("contact", "quiet_hours")
