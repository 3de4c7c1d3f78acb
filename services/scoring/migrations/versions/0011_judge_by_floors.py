"""Keep which tracks of a score are not judged, as its tracks tell it.

Rows of an earlier release tell nothing: the worker judges them anew, one slice after another.
"""

from alembic import op

revision = "0011"
down_revision = "0010"

_NOT_JUDGED = """
CASE WHEN jsonb_path_exists(tracks, '$[*].level_share') THEN
  jsonb_path_query_array(tracks, '$[*] ? (exists(@.not_judged)).track')::text
  || ' ' || jsonb_path_query_array(tracks, '$[*].not_judged')::text END
"""
_IS_EARLY = """jsonb_path_exists(tracks, '$[*] ? (@.not_judged == "not_begun")')"""


def upgrade() -> None:
    op.execute(
        f"ALTER TABLE score ADD COLUMN not_judged text GENERATED ALWAYS AS ({_NOT_JUDGED}) STORED"
    )
    op.execute(
        "CREATE INDEX score_to_judge ON score (assessment_id)"
        f" WHERE revision > 0 AND (not_judged IS NULL OR {_IS_EARLY})"
    )


def downgrade() -> None:
    op.drop_index("score_to_judge", "score")
    op.drop_column("score", "not_judged")
