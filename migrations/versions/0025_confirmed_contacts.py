"""Contacts are confirmed by whoever reads there; those that are there already were used so far.

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import UtcDateTime
from rotation.schema import wall

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact") as contact:
        contact.add_column(sa.Column("confirmed_at", UtcDateTime(), nullable=True))
        contact.add_column(sa.Column("confirmation_digest", sa.LargeBinary(), nullable=True))
        contact.create_unique_constraint(
            op.f("uq_contact_confirmation_digest"), ["confirmation_digest"]
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY mine ON contact")
        wall("contact", door=True)
        # The wall holds for the owner of the table, too: it is seen through its door.
        op.execute("SELECT set_config('app.door', 'contact', true)")
    op.execute("UPDATE contact SET confirmed_at = created_at")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('app.door', '', true)")


def downgrade() -> None:
    with op.batch_alter_table("contact") as contact:
        contact.drop_constraint(op.f("uq_contact_confirmation_digest"), type_="unique")
        contact.drop_column("confirmation_digest")
        contact.drop_column("confirmed_at")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY mine ON contact")
        wall("contact")
