"""A read address, a day until which a plan is kept, names and authors of versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from planner.store.expiry import kept_until

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plans", sa.Column("read_hash", sa.String(64)))
    op.add_column("plans", sa.Column("kept_until", sa.Date()))
    # Nobody was told of an end until now: each plan has its whole time before it, counted from today.
    op.execute(sa.text("update plans set kept_until = :day").bindparams(sa.bindparam("day", kept_until(), sa.Date())))
    with op.batch_alter_table("plans") as plans:
        plans.alter_column("kept_until", existing_type=sa.Date(), nullable=False)
    op.create_index("ix_plans_read_hash", "plans", ["read_hash"], unique=True)
    op.create_index("ix_plans_kept_until", "plans", ["kept_until"])
    op.add_column("versions", sa.Column("name", sa.String(80)))
    op.add_column("versions", sa.Column("by", sa.String(40)))
    op.create_index("ix_versions_plan_version", "versions", ["plan_id", "version"], unique=True)
    op.drop_index("ix_versions_plan_id", table_name="versions")


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only: restore a backup")
