"""Pay terms of teams and the pay of members.

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json
from rotation.schema import wall

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pay_terms",
        sa.Column("terms", Json, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_terms")),
        sa.UniqueConstraint(
            "organisation_id", "team_id", name=op.f("uq_pay_terms_organisation_id_team_id")
        ),
    )
    op.create_table(
        "member_pay",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("pay", Json, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_pay")),
        sa.UniqueConstraint(
            "organisation_id", "member_id", name=op.f("uq_member_pay_organisation_id_member_id")
        ),
    )
    for table in ("pay_terms", "member_pay"):
        for column in ("organisation_id", "team_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
        wall(table)


def downgrade() -> None:
    op.drop_table("member_pay")
    op.drop_table("pay_terms")
