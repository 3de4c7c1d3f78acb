"""Create editions and derivation sets, which the database itself keeps immutable.

Two locks: triggers refuse a change of anything but an edition's status, and the service's role
gives up the rights to update, delete and truncate.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is published and never changes', TG_TABLE_NAME USING ERRCODE = 'TK001';
END
$$
"""
_EDITION_TRIGGERS = """
CREATE TRIGGER edition_keeps_content BEFORE UPDATE ON edition FOR EACH ROW
WHEN ((to_jsonb(NEW) - '{status,revision,retired_at}'::text[])
      IS DISTINCT FROM (to_jsonb(OLD) - '{status,revision,retired_at}'::text[]))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_stays BEFORE DELETE OR TRUNCATE ON edition
EXECUTE FUNCTION refuse_change()
"""
_DERIVATION_SET_TRIGGERS = """
CREATE TRIGGER derivation_set_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON derivation_set
EXECUTE FUNCTION refuse_change()
"""
_GRANTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON edition, derivation_set FROM CURRENT_USER;
GRANT UPDATE (status, revision, retired_at) ON edition TO CURRENT_USER
"""


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("edition_code", sa.Text, primary_key=True),
        sa.Column("instrument_code", sa.Text, nullable=False),
        sa.Column("title_id", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("certainty", sa.Text, nullable=False),
        sa.Column("period_kind", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("status IN ('published', 'retired')", name="edition_status"),
        sa.CheckConstraint(
            "content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')",
            name="edition_content_hash",
        ),
    )
    op.create_table(
        "derivation_set",
        sa.Column("edition_code", sa.Text, sa.ForeignKey("edition.edition_code"), primary_key=True),
        sa.Column("derivation_set_version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')",
            name="derivation_set_content_hash",
        ),
    )
    for statements in (_REFUSE, _EDITION_TRIGGERS, _DERIVATION_SET_TRIGGERS, _GRANTS):
        for statement in statements.split(";\n") if statements is not _REFUSE else (statements,):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("derivation_set")
    op.drop_table("edition")
    op.execute("DROP FUNCTION refuse_change()")
