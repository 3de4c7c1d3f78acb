"""Keep the zone in which the deadlines of a campaign end, as it was when the campaign was opened.

Without one, as the release before writes it, the zone of the agency counts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

# The zone of each agency: its own, or that of the nearest above it that has one.
_ZONES = """
WITH RECURSIVE above (agency_code, parent_code, time_zone) AS (
    SELECT agency_code, parent_code, time_zone FROM agency
    UNION
    SELECT above.agency_code, parent.parent_code, parent.time_zone
    FROM above JOIN agency AS parent ON parent.agency_code = above.parent_code
    WHERE above.time_zone IS NULL
)
"""


def upgrade() -> None:
    for table, opened in (("assessment", ""), ("campaign", "AND opened_at IS NOT NULL")):
        op.add_column(table, sa.Column("time_zone", sa.Text))
        op.execute(
            f"{_ZONES} UPDATE {table} SET time_zone = above.time_zone FROM above"  # noqa: S608 - own text
            f" WHERE above.agency_code = {table}.agency_code AND above.time_zone IS NOT NULL"
            f" {opened}"
        )
        op.execute(
            f"UPDATE {table} SET time_zone = 'Asia/Jakarta' WHERE time_zone IS NULL {opened}"  # noqa: S608 - own text
        )


def downgrade() -> None:
    for table in ("campaign", "assessment"):
        op.drop_column(table, "time_zone")
