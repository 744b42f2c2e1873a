"""A document knows its data class: who of those who may know of it may also open it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column; what lies in the files already is internal."""
    column = sa.Column("data_class", sa.String(1), nullable=False, server_default="B")
    op.add_column("document", column)


def downgrade() -> None:
    """Without it again."""
    op.drop_column("document", "data_class")
