"""The chain of the audit trail; lines that are there already, or of older replicas, have none.

Revision: 0030, after 0029
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

from rotation.schema import wall

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None
PLACE: dict[str, sa.types.TypeEngine[Any]] = {
    "position": sa.Integer(),
    "previous_hash": sa.LargeBinary(),
    "hash": sa.LargeBinary(),
}
UNIQUE = "uq_audit_organisation_id_position"

VERBS = ("UPDATE", "DELETE")


@contextmanager
def keeping_the_trail() -> Iterator[None]:
    """Let SQLite make the table anew, which its triggers go with, and refuse changes again."""
    yield
    if op.get_bind().dialect.name == "sqlite":
        for verb in VERBS:
            op.execute(f"DROP TRIGGER IF EXISTS audit_no_{verb.lower()}")
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )


def upgrade() -> None:
    with keeping_the_trail(), op.batch_alter_table("audit") as table:
        for name, kind in PLACE.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        table.create_unique_constraint(UNIQUE, ["organisation_id", "position"])
    op.create_table(
        "audit_head",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_audit_head_organisation_id")),
    )
    op.create_index(op.f("ix_audit_head_organisation_id"), "audit_head", ["organisation_id"])
    wall("audit_head")


def downgrade() -> None:
    op.drop_table("audit_head")
    with keeping_the_trail(), op.batch_alter_table("audit") as table:
        table.drop_constraint(UNIQUE)
        for name in PLACE:
            table.drop_column(name)
