"""A team may keep holidays of other categories than public ones.

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    categories = sa.Column("holiday_categories", Json, nullable=False, server_default='["public"]')
    op.add_column("team", categories)


def downgrade() -> None:
    op.drop_column("team", "holiday_categories")
