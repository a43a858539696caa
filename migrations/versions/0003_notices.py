"""Notices: rules, destinations, and the outbox that is the delivery log afterwards.

Revision: 0003, after 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from rotation.database import Json, UtcDateTime
from rotation.schema import wall

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def owned(*columns: sa.Column[Any], team: bool = True) -> list[sa.Column[Any]]:
    """Return columns with those that every owned table has."""
    ids = ["organisation_id", "team_id"] if team else ["organisation_id"]
    mine: list[sa.Column[Any]] = [
        sa.Column(name, sa.Uuid(), nullable=False, index=True) for name in ids
    ]
    return [*columns, *mine, sa.Column("id", sa.Uuid(), nullable=False, primary_key=True)]


def destination() -> list[sa.Column[Any]]:
    """Return the columns that say whether an address can be reached."""
    return [
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("resume_at", UtcDateTime(), nullable=True),
    ]


def upgrade() -> None:
    op.create_table(
        "notice_rules",
        *owned(
            sa.Column("settings", Json, nullable=False),
            sa.Column("revision", sa.Integer(), nullable=False),
        ),
        sa.UniqueConstraint("organisation_id", "team_id"),
    )
    op.create_table(
        "contact",
        *owned(
            sa.Column(
                "member_id", sa.Uuid(), sa.ForeignKey("member.id"), nullable=False, index=True
            ),
            sa.Column("kind", sa.String(), nullable=False),
            sa.Column("address", sa.String(), nullable=False),
            sa.Column("lead_minutes", Json, nullable=True),
            sa.Column("secret", sa.String(), nullable=True),
            *destination(),
        ),
    )
    op.create_table(
        "webhook",
        *owned(
            sa.Column("url", sa.String(), nullable=False),
            sa.Column("events", Json, nullable=False),
            sa.Column("secret", sa.String(), nullable=False),
            sa.Column("secret_before", sa.String(), nullable=True),
            sa.Column("secret_before_until", UtcDateTime(), nullable=True),
            *destination(),
            team=False,
        ),
    )
    op.create_table(
        "notice",
        *owned(
            sa.Column("kind", sa.String(), nullable=False),
            sa.Column("dedupe_key", sa.String(), nullable=False),
            sa.Column("member_id", sa.Uuid(), nullable=True, index=True),
            sa.Column("slot_id", sa.Uuid(), nullable=True),
            sa.Column("contact_id", sa.Uuid(), nullable=True),
            sa.Column("webhook_id", sa.Uuid(), nullable=True),
            sa.Column("payload", Json, nullable=False),
            sa.Column("created_at", UtcDateTime(), nullable=False),
            sa.Column("due_at", UtcDateTime(), nullable=False),
            sa.Column("expires_at", UtcDateTime(), nullable=False),
            sa.Column("next_at", UtcDateTime(), nullable=True),
            sa.Column("superseded_at", UtcDateTime(), nullable=True),
            sa.Column("state", sa.String(), nullable=False),
            sa.Column("attempts", sa.Integer(), nullable=False),
            sa.Column("ended_at", UtcDateTime(), nullable=True),
            sa.Column("reason", sa.String(), nullable=True),
            sa.Column("code", sa.Integer(), nullable=True),
            sa.Column("reply", sa.String(), nullable=True),
        ),
        sa.UniqueConstraint("organisation_id", "dedupe_key"),
        sa.Index(
            "ix_notice_next_at",
            "next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        ),
        sa.Index("ix_notice_slot_id_state", "slot_id", "state"),
    )
    wall("notice_rules", "contact", "webhook")
    wall("notice", door=True)


def downgrade() -> None:
    for table in ("notice", "webhook", "contact", "notice_rules"):
        op.drop_table(table)
