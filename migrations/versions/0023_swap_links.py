"""Links in the messages that offer a swap, by which it is answered.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import UtcDateTime
from rotation.schema import wall

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "swap_link",
        sa.Column("swap_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_swap_link_digest")),
        sa.UniqueConstraint(
            "organisation_id",
            "swap_id",
            "member_id",
            name=op.f("uq_swap_link_organisation_id_swap_id_member_id"),
        ),
    )
    for column in ("organisation_id", "swap_id", "team_id"):
        op.create_index(op.f(f"ix_swap_link_{column}"), "swap_link", [column])
    wall("swap_link", door=True)


def downgrade() -> None:
    op.drop_table("swap_link")
