"""Judge anew what an earlier release judged with `n/a` as if it were a level.

Without its level share a score is one that tells nothing of floors: the worker judges it anew.
"""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute(
        "UPDATE score SET tracks ="
        " (SELECT jsonb_agg(track - 'level_share') FROM jsonb_array_elements(tracks) AS of (track))"
        " WHERE revision > 0 AND EXISTS (SELECT FROM level_state AS said"
        " WHERE said.assessment_id = score.assessment_id AND said.level = 'n/a')"
    )


def downgrade() -> None:
    """Leave the scores: an earlier release shows them as they are until they change."""
