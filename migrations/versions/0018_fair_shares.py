"""Special days of a team, and burden to a part of a point.

Burden was kept in whole points, so that twenty minutes counted nothing. Ledgers are read from the
duties that people did: what is there already is shared out anew, among those who could have worked
it, the next time somebody looks.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

from rotation.schema import wall

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("duty_span") as duty_span:
        duty_span.alter_column("burden", existing_type=sa.Integer(), type_=sa.Double())
    op.create_table(
        "special_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("burden", sa.Double(), nullable=True),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("end", sa.String(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_day")),
        sa.UniqueConstraint(
            "organisation_id",
            "team_id",
            "day",
            name=op.f("uq_special_day_organisation_id_team_id_day"),
        ),
    )
    for column in ("organisation_id", "team_id"):
        op.create_index(op.f(f"ix_special_day_{column}"), "special_day", [column])
    wall("special_day")


def downgrade() -> None:
    op.drop_table("special_day")
    with op.batch_alter_table("duty_span") as duty_span:
        duty_span.alter_column(
            "burden",
            existing_type=sa.Double(),
            type_=sa.Integer(),
            postgresql_using="round(burden)::integer",
        )
