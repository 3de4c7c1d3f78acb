"""Keep what is searched as structure: tracks, levels that moved, and the facts behind a change.

No release has gone out with the texts, so they go at once.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"

# " live:13  self:13 " becomes ["live:13", "self:13"].
_MOVED = "to_jsonb(string_to_array(btrim(moved), '  '))"
_FACTS = """
coalesce((
  SELECT jsonb_agg(cause -> 'event_id' ORDER BY place)
  FROM jsonb_array_elements(body::jsonb -> 'causes') WITH ORDINALITY AS named (cause, place)
  WHERE cause ? 'fact'), '[]')
"""
_AS_TEXT = """
coalesce((
  SELECT string_agg(' ' || level || ' ', '' ORDER BY place)
  FROM jsonb_array_elements_text(moved_levels) WITH ORDINALITY AS one (level, place)), '')
"""


def upgrade() -> None:
    for name in ("moved_levels", "fact_event_ids"):
        op.add_column("score_change", sa.Column(name, JSONB))
    op.execute(f"UPDATE score_change SET moved_levels = {_MOVED}, fact_event_ids = {_FACTS}")  # noqa: S608 - the migration's own text
    for name in ("moved_levels", "fact_event_ids"):
        op.alter_column("score_change", name, nullable=False)
    op.drop_column("score_change", "moved")
    op.alter_column("score", "tracks", type_=JSONB, postgresql_using="tracks::jsonb")


def downgrade() -> None:
    op.alter_column("score", "tracks", type_=sa.Text, postgresql_using="tracks::text")
    op.add_column("score_change", sa.Column("moved", sa.Text))
    op.execute(f"UPDATE score_change SET moved = {_AS_TEXT}")  # noqa: S608 - the migration's own text
    op.alter_column("score_change", "moved", nullable=False)
    for name in ("fact_event_ids", "moved_levels"):
        op.drop_column("score_change", name)
