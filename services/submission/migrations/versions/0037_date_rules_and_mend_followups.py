"""Keep from which day on rules of a region count; let mistakes about follow-ups be mended.

A newer version of rules rewrites no earlier period. A verification is taken back with a reason, and
an agency takes back a follow-up that waits.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

_JUDGED_ONCE = "OLD.state <> 'submitted'"
_MENDED = "NOT (OLD.state = 'submitted' OR (OLD.state = 'verified' AND NEW.state = 'returned'))"


def upgrade() -> None:
    # Versions from before judged every period, and go on to do so: their column stays empty.
    op.add_column("consequence_rule_set", sa.Column("valid_from", sa.Date))
    _know("'submitted', 'verified', 'returned', 'withdrawn'")
    _guard(_MENDED)


def downgrade() -> None:
    _guard(_JUDGED_ONCE)
    _know("'submitted', 'verified', 'returned'")
    op.drop_column("consequence_rule_set", "valid_from")


def _know(states: str) -> None:
    op.drop_constraint("followup_state_known", "followup", type_="check")
    op.create_check_constraint("followup_state_known", "followup", f"state IN ({states})")


def _guard(refused: str) -> None:
    op.execute("DROP TRIGGER followup_judged_once ON followup")
    op.execute(
        "CREATE TRIGGER followup_judged_once BEFORE UPDATE ON followup FOR EACH ROW"
        f" WHEN ({refused}) EXECUTE FUNCTION refuse_change()"
    )
