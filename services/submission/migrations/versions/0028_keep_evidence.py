"""Keep evidence: items with their versions, contents, uploads under way, and a log of reads."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "evidence_blob",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("kept_at", _INSTANT, nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$' AND size > 0", name="evidence_blob_known"),
    )
    op.create_table(
        "evidence_upload",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("touched_at", _INSTANT, nullable=False),
        sa.Column("completed_at", _INSTANT),
    )
    op.create_index("evidence_upload_touched_at", "evidence_upload", ["touched_at"])
    op.create_index("evidence_upload_sha256", "evidence_upload", ["sha256"])
    op.create_table(
        "evidence",
        sa.Column("evidence_id", sa.Uuid, primary_key=True),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("confidential", sa.Boolean, nullable=False),
        sa.Column("effective_date", sa.Date),
        sa.Column("period", sa.Text),
        sa.Column("valid_until", sa.Date),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
    )
    op.create_index("evidence_agency", "evidence", ["agency_code", "evidence_id"])
    op.create_table(
        "evidence_version",
        sa.Column("evidence_id", sa.Uuid, sa.ForeignKey("evidence.evidence_id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("blob_sha256", sa.Text, sa.ForeignKey("evidence_blob.sha256")),
        sa.Column("name", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("system", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("adapter_version", sa.Text),
        sa.Column("stated_sha256", sa.Text),
        sa.Column("effective_date", sa.Date),
        sa.Column("period", sa.Text),
        sa.Column("valid_until", sa.Date),
        sa.Column("note", sa.Text),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "(origin = 'file' AND blob_sha256 IS NOT NULL AND name IS NOT NULL)"
            " OR (origin = 'url' AND address IS NOT NULL)"
            " OR (origin = 'record' AND system IS NOT NULL AND reference IS NOT NULL)",
            name="evidence_version_whole",
        ),
    )
    op.create_index("evidence_version_blob", "evidence_version", ["blob_sha256"])
    op.create_table(
        "evidence_fetch",
        sa.Column("evidence_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("first_sha256", sa.Text),
        sa.Column("first_size", sa.BigInteger),
        sa.Column("first_type", sa.Text),
        sa.Column("first_at", _INSTANT),
        sa.Column("seen_sha256", sa.Text),
        sa.Column("seen_at", _INSTANT),
        sa.Column("changed_at", _INSTANT),
        sa.Column("checked_at", _INSTANT),
        sa.Column("next_at", _INSTANT, nullable=False),
        sa.Column("fault_id", sa.Text),
        sa.Column("fault_en", sa.Text),
        sa.ForeignKeyConstraint(
            ["evidence_id", "version"],
            ["evidence_version.evidence_id", "evidence_version.version"],
        ),
    )
    op.create_index("evidence_fetch_next_at", "evidence_fetch", ["next_at"])
    op.create_table(
        "evidence_read",
        sa.Column("read_id", sa.Uuid, primary_key=True),
        sa.Column("evidence_id", sa.Uuid, sa.ForeignKey("evidence.evidence_id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("read_at", _INSTANT, nullable=False),
    )
    op.create_index("evidence_read_evidence", "evidence_read", ["evidence_id", "read_id"])
    op.execute(
        """
        CREATE TRIGGER evidence_read_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_read
        EXECUTE FUNCTION refuse_change()
        """
    )
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON evidence_read FROM CURRENT_USER")


def downgrade() -> None:
    for table in (
        "evidence_read",
        "evidence_fetch",
        "evidence_version",
        "evidence",
        "evidence_upload",
        "evidence_blob",
    ):
        op.drop_table(table)
