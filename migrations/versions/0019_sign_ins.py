"""One-time sign-in links and the browser sessions they open.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json, UtcDateTime
from rotation.schema import wall

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("teams", Json, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "sign_in_link",
        *_columns(),
        sa.Column("asks_first", sa.Boolean(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_link_digest")),
    )
    op.create_table(
        "browser_session",
        *_columns(),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_browser_session_digest")),
    )
    for table in ("sign_in_link", "browser_session"):
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])
        wall(table, door=True)
    op.create_index(op.f("ix_browser_session_member_id"), "browser_session", ["member_id"])


def downgrade() -> None:
    op.drop_table("browser_session")
    op.drop_table("sign_in_link")
