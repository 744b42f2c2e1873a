"""The case of last year whose answers are proposed in a new one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("follows_id", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.execute('ALTER TABLE "case" DROP COLUMN follows_id')
