"""Keep letters and reports that came from outside."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("report_id", sa.Uuid, primary_key=True),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("dated", sa.Date, nullable=False),
        sa.Column("author_kind", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("evidence_id", sa.Uuid),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "author_kind IN ('ministry', 'province', 'inspectorate', 'internal')",
            name="report_author_kind_known",
        ),
    )
    op.create_index("report_once", "report", ["agency_code", "author_kind", "number"], unique=True)
    op.create_index("report_agency", "report", ["agency_code", "report_id"])


def downgrade() -> None:
    op.drop_table("report")
