"""Rooms of the workshop, their tables, devices and versions, and the wrong codes tried lately."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("wall_hash", sa.String(64), nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("joinable", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
    )
    for name in ("token_hash", "wall_hash", "code"):
        op.create_index(f"ix_rooms_{name}", "rooms", [name], unique=True)
    op.create_index("ix_rooms_kept_until", "rooms", ["kept_until"])
    op.create_table(
        "room_tables",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("room_id", sa.Integer(), sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("rejoin", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_room_tables_room_number", "room_tables", ["room_id", "number"], unique=True)
    op.create_table(
        "room_seats",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("table_id", sa.Integer(), sa.ForeignKey("room_tables.id"), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_room_seats_table_id", "room_seats", ["table_id"])
    op.create_index("ix_room_seats_token_hash", "room_seats", ["token_hash"], unique=True)
    op.create_table(
        "room_versions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("table_id", sa.Integer(), sa.ForeignKey("room_tables.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_room_versions_table_version", "room_versions", ["table_id", "version"])
    op.create_table(
        "room_tries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_room_tries_client", "room_tries", ["client"])
    op.create_index("ix_room_tries_at", "room_tries", ["at"])


def downgrade() -> None:
    raise NotImplementedError("a database goes forward only: restore a backup")
