"""records"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CATEGORIES = ("plant", "animal", "water", "soil", "structure", "other")


def upgrade() -> None:
    op.create_table(
        "record",
        sa.Column("title", sqlmodel.AutoString(length=200), nullable=False),
        sa.Column("note", sqlmodel.AutoString(length=10_000), nullable=False),
        sa.Column("category", sa.Enum(*CATEGORIES, name="category"), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("observed_at", sa.DateTime(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("accuracy", sa.Float(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_text", sqlmodel.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_record_observed_at", "record", ["observed_at"])


def downgrade() -> None:
    op.drop_table("record")
