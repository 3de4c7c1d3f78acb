"""Create published results and those of the ministry, which the database itself keeps immutable.

Two locks: triggers refuse every change, and the service's role gives up the rights to update,
delete and truncate. Only the head, which tells of the last result, moves.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is published and never changes', TG_TABLE_NAME USING ERRCODE = 'TK001';
END
$$
"""
_IMMUTABLE = ("result", "national_result")


def upgrade() -> None:
    op.create_table(
        "result",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("campaign_code", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("result_hash", sa.Text, nullable=False, unique=True),
        sa.Column("previous_hash", sa.Text),
        sa.Column("previous_service_hash", sa.Text),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("package", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(
            "result_hash = encode(sha256(convert_to(body, 'UTF8')), 'hex')",
            name="result_hash_of_body",
        ),
        sa.CheckConstraint("revision >= 1 AND sequence >= 1", name="result_numbers"),
    )
    op.create_index("result_agency_code", "result", ["agency_code", "sequence"])
    op.create_table(
        "result_head",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("result_hash", sa.Text),
        sa.CheckConstraint("id = 1", name="result_head_has_one_row"),
    )
    op.execute("INSERT INTO result_head (id, sequence) VALUES (1, 0)")
    op.create_table(
        "national_result",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("imported_by", sa.Text, nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.CheckConstraint(
            "content_hash = encode(sha256(convert_to(body, 'UTF8')), 'hex')",
            name="national_result_content_hash",
        ),
    )
    op.execute(_REFUSE)
    for table in _IMMUTABLE:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
    op.execute("REVOKE DELETE, TRUNCATE ON result_head FROM CURRENT_USER")


def downgrade() -> None:
    for table in ("national_result", "result_head", "result"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")
