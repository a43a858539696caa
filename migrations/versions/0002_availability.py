"""When members can work: recurring weeks, absences, wishes and imported busy calendars.

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json, UtcDateTime
from rotation.schema import wall

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("end", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_absence_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_member_id"), "absence", ["member_id"], unique=False)
    op.create_index(
        op.f("ix_absence_organisation_id"), "absence", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_absence_organisation_id_team_id_end"),
        "absence",
        ["organisation_id", "team_id", "end"],
        unique=False,
    )
    op.create_index(op.f("ix_absence_team_id"), "absence", ["team_id"], unique=False)
    op.create_table(
        "availability_week",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("entries", Json, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_availability_week_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_week")),
        sa.UniqueConstraint(
            "organisation_id",
            "member_id",
            name=op.f("uq_availability_week_organisation_id_member_id"),
        ),
    )
    op.create_index(
        op.f("ix_availability_week_member_id"), "availability_week", ["member_id"], unique=False
    )
    op.create_index(
        op.f("ix_availability_week_organisation_id"),
        "availability_week",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_availability_week_team_id"), "availability_week", ["team_id"], unique=False
    )
    op.create_table(
        "busy_calendar",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("error", Json, nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_busy_calendar_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_calendar")),
        sa.UniqueConstraint(
            "organisation_id", "member_id", name=op.f("uq_busy_calendar_organisation_id_member_id")
        ),
    )
    op.create_index(op.f("ix_busy_calendar_due_at"), "busy_calendar", ["due_at"], unique=False)
    op.create_index(
        op.f("ix_busy_calendar_member_id"), "busy_calendar", ["member_id"], unique=False
    )
    op.create_index(
        op.f("ix_busy_calendar_organisation_id"), "busy_calendar", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_busy_calendar_team_id"), "busy_calendar", ["team_id"], unique=False)
    op.create_table(
        "busy_span",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("end", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_busy_span_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_span")),
    )
    op.create_index(op.f("ix_busy_span_member_id"), "busy_span", ["member_id"], unique=False)
    op.create_index(
        op.f("ix_busy_span_organisation_id"), "busy_span", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_busy_span_organisation_id_team_id_end"),
        "busy_span",
        ["organisation_id", "team_id", "end"],
        unique=False,
    )
    op.create_index(op.f("ix_busy_span_team_id"), "busy_span", ["team_id"], unique=False)
    op.create_table(
        "wish",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("end", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_wish_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    op.create_index(op.f("ix_wish_member_id"), "wish", ["member_id"], unique=False)
    op.create_index(op.f("ix_wish_organisation_id"), "wish", ["organisation_id"], unique=False)
    op.create_index(
        op.f("ix_wish_organisation_id_team_id_end"),
        "wish",
        ["organisation_id", "team_id", "end"],
        unique=False,
    )
    op.create_index(op.f("ix_wish_team_id"), "wish", ["team_id"], unique=False)
    wall("absence", "availability_week", "busy_span", "wish")
    wall("busy_calendar", door=True)


def downgrade() -> None:
    op.drop_table("wish")
    op.drop_table("busy_span")
    op.drop_table("busy_calendar")
    op.drop_table("availability_week")
    op.drop_table("absence")
