"""A run may be a staffing question that takes its time, instead of a rota.

Revision: questions_asked_runs, after questions_platform_rules
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json

revision = "questions_asked_runs"
down_revision = "questions_platform_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run", sa.Column("asked", Json, nullable=True))


def downgrade() -> None:
    op.drop_column("run", "asked")
