"""A run may be a staffing question that takes its time, instead of a rota.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("asked", Json, nullable=True))


def downgrade() -> None:
    op.drop_column("run", "asked")
