"""Links of members to chat platforms, codes for them, answers that go out late, secrets replaced.

Revision: 0021, after 0020
"""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from rotation.database import Json, UtcDateTime
from rotation.schema import wall

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
_OF_CONNECTIONS = (
    ("secret_before", sa.String),
    ("secret_before_until", UtcDateTime),
    ("server", sa.String),
    ("account", sa.String),
    ("token", sa.String),
    ("called_at", UtcDateTime),
    ("called", sa.String),
    ("sent_at", UtcDateTime),
    ("sent", sa.String),
)


def _make(table: str, *columns: sa.schema.SchemaItem, door: bool = False) -> None:
    op.create_table(
        table,
        *columns,
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("organisation_id", "team_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    wall(table, door=door)


def _member(table: str) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_member_id_member")
    return (
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=name),
    )


def _connections() -> None:
    with op.batch_alter_table("chat_connection") as batch:
        for name, kind in _OF_CONNECTIONS:
            batch.add_column(sa.Column(name, kind(), nullable=True))
        batch.add_column(sa.Column("button_key", sa.LargeBinary(), nullable=True))
    table = sa.table(
        "chat_connection", sa.column("id", sa.Uuid()), sa.column("button_key", sa.LargeBinary())
    )
    if op.get_bind().dialect.name == "postgresql":
        # Behind the wall its owner, too, sees rows through the door alone.
        op.execute("SELECT set_config('app.door', 'chat_connection', true)")
    for (each,) in op.get_bind().execute(sa.select(table.c.id)).all():
        key = secrets.token_bytes(32)
        op.execute(table.update().where(table.c.id == each).values(button_key=key))
    with op.batch_alter_table("chat_connection") as batch:
        batch.alter_column("button_key", existing_type=sa.LargeBinary(), nullable=False)


def _seen(*when: sa.Column[Any], index: str, columns: list[str]) -> None:
    # It is remembered for ten minutes: nothing of it is worth a conversion.
    op.drop_table("chat_seen")
    _make(
        "chat_seen",
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        *when,
        sa.UniqueConstraint(
            "organisation_id",
            "connection_id",
            "digest",
            name=op.f("uq_chat_seen_organisation_id_connection_id_digest"),
        ),
    )
    op.create_index(index, "chat_seen", columns)


def upgrade() -> None:
    _connections()
    forget_at: sa.Column[Any] = sa.Column("forget_at", UtcDateTime(), nullable=True)
    _seen(forget_at, index="ix_chat_seen_forget_at", columns=["forget_at"])
    op.create_index("ix_chat_seen_connection_id", "chat_seen", ["connection_id"])
    _make(
        "chat_link",
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("platform_user", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        *_member("chat_link"),
        sa.UniqueConstraint(
            "organisation_id",
            "connection_id",
            "platform_user",
            name=op.f("uq_chat_link_organisation_id_connection_id_platform_user"),
        ),
    )
    _make(
        "chat_link_code",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        *_member("chat_link_code"),
        sa.UniqueConstraint(
            "organisation_id", "digest", name=op.f("uq_chat_link_code_organisation_id_digest")
        ),
    )
    _make(
        "chat_late_answer",
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("message", Json, nullable=False),
        sa.Column("to", Json, nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        door=True,
    )
    for table, column in (
        ("chat_link", "connection_id"),
        ("chat_link", "member_id"),
        ("chat_link_code", "member_id"),
        ("chat_late_answer", "connection_id"),
        ("chat_late_answer", "next_at"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("chat_late_answer", "chat_link_code", "chat_link"):
        op.drop_table(table)
    at: sa.Column[Any] = sa.Column("at", UtcDateTime(), nullable=False)
    _seen(at, index="ix_chat_seen_connection_id_at", columns=["connection_id", "at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('app.door', 'chat_connection', true)")
    # Nothing but Slack was known there, and a digest proves nothing.
    op.execute("DELETE FROM chat_connection WHERE platform != 'slack'")
    with op.batch_alter_table("chat_connection") as batch:
        for name in (*(name for name, _ in _OF_CONNECTIONS), "button_key"):
            batch.drop_column(name)
