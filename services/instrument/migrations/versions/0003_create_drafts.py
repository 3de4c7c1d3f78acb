"""Create drafts of editions and derivation sets, and crosswalks; let editions say more in lists.

Drafts live in tables of their own, so that those of what is published stay immutable. What a list
says of an edition is taken from its content by the database, so that the two cannot differ.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SAY_CONTENT = """
CREATE FUNCTION say_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    body CONSTANT jsonb := NEW.content::jsonb;
BEGIN
    NEW.in_force_from := (body ->> 'in_force_from')::date;
    NEW.in_force_until := (body ->> 'in_force_until')::date;
    NEW.caveat_id := body #>> '{caveat,id}';
    NEW.caveat_en := body #>> '{caveat,en}';
    RETURN NEW;
END
$$
"""
# The rows that are there hear of the columns once, past the trigger that keeps their content.
_FILL = """
GRANT UPDATE ON edition TO CURRENT_USER;
DROP TRIGGER edition_keeps_content ON edition;
UPDATE edition SET
    in_force_from = (content::jsonb ->> 'in_force_from')::date,
    in_force_until = (content::jsonb ->> 'in_force_until')::date,
    caveat_id = content::jsonb #>> '{caveat,id}',
    caveat_en = content::jsonb #>> '{caveat,en}';
REVOKE UPDATE ON edition FROM CURRENT_USER;
GRANT UPDATE (status, revision, retired_at, retired_reason) ON edition TO CURRENT_USER
"""
_TRIGGERS = """
CREATE TRIGGER edition_says_content BEFORE INSERT ON edition FOR EACH ROW
EXECUTE FUNCTION say_content();
CREATE TRIGGER edition_keeps_content BEFORE UPDATE ON edition FOR EACH ROW
WHEN ((to_jsonb(NEW) - '{status,revision,retired_at,retired_reason}'::text[])
      IS DISTINCT FROM (to_jsonb(OLD) - '{status,revision,retired_at,retired_reason}'::text[]))
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_retires_once BEFORE UPDATE ON edition FOR EACH ROW
WHEN (OLD.status = 'retired' OR NEW.status <> 'retired' OR NEW.retired_at IS NULL
      OR NEW.revision <> OLD.revision + 1)
EXECUTE FUNCTION refuse_change()
"""
_BACK = """
DROP TRIGGER edition_retires_once ON edition;
DROP TRIGGER edition_keeps_content ON edition;
DROP TRIGGER edition_says_content ON edition;
DROP FUNCTION say_content()
"""
_KEEP_CONTENT_AGAIN = """
CREATE TRIGGER edition_keeps_content BEFORE UPDATE ON edition FOR EACH ROW
WHEN ((to_jsonb(NEW) - '{status,revision,retired_at}'::text[])
      IS DISTINCT FROM (to_jsonb(OLD) - '{status,revision,retired_at}'::text[]))
EXECUTE FUNCTION refuse_change()
"""
_CROSSWALK_TRIGGER = """
CREATE TRIGGER crosswalk_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON crosswalk
EXECUTE FUNCTION refuse_change()
"""
_IN_LISTS = ("in_force_from", "in_force_until", "caveat_id", "caveat_en")


def upgrade() -> None:
    _create_drafts()
    _create_crosswalks()
    for column in _said():
        op.add_column("edition", column)
    op.add_column("edition", sa.Column("retired_reason", sa.Text))
    op.execute(_SAY_CONTENT)
    for statements in (_FILL, _TRIGGERS):
        for statement in statements.split(";\n"):
            op.execute(statement)


def downgrade() -> None:
    for statement in _BACK.split(";\n"):
        op.execute(statement)
    for name in ("retired_reason", *reversed(_IN_LISTS)):
        op.drop_column("edition", name)
    op.execute(_KEEP_CONTENT_AGAIN)
    op.drop_table("crosswalk")
    op.drop_table("derivation_draft")
    op.drop_table("edition_draft")


def _said() -> list[sa.Column[object]]:
    kinds = (sa.Date, sa.Date, sa.Text, sa.Text)
    return [sa.Column(name, kind) for name, kind in zip(_IN_LISTS, kinds, strict=True)]


def _create_drafts() -> None:
    op.create_table(
        "edition_draft",
        sa.Column("edition_code", sa.Text, primary_key=True),
        *_draft(),
        sa.Column("instrument_code", sa.Text),
        sa.Column("title_id", sa.Text),
        sa.Column("title_en", sa.Text),
        sa.Column("certainty", sa.Text),
        sa.Column("period_kind", sa.Text),
        *_said(),
    )
    op.create_table(
        "derivation_draft",
        sa.Column("edition_code", sa.Text, primary_key=True),
        sa.Column("derivation_set_version", sa.Integer, nullable=False),
        *_draft(),
    )


def _draft() -> list[sa.Column[object]]:
    return [
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("document_hash", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text),
        sa.Column("defect_count", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
    ]


def _create_crosswalks() -> None:
    """Crosswalks are immutable like the editions that they relate: by trigger and by grant."""
    edition = "edition.edition_code"
    op.create_table(
        "crosswalk",
        sa.Column("crosswalk_code", sa.Text, primary_key=True),
        sa.Column("from_edition", sa.Text, sa.ForeignKey(edition), nullable=False),
        sa.Column("to_edition", sa.Text, sa.ForeignKey(edition), nullable=False),
        sa.Column("title_id", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False),
        sa.Column("certainty", sa.Text, nullable=False),
        sa.Column("caveat_id", sa.Text),
        sa.Column("caveat_en", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')",
            name="crosswalk_content_hash",
        ),
    )
    op.execute(_CROSSWALK_TRIGGER)
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON crosswalk FROM CURRENT_USER")
