"""Keep what is needed to take a reorganisation back, and let an agency never begin."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

# Of those who moved the place before is known; of those whose time ended, only the end.
_KNOWN = """
INSERT INTO person_reorganised (subject, agency_code, day, valid_from, valid_until)
SELECT place.subject, place.agency_code, place.valid_until + 1, place.valid_from, person.valid_until
FROM person_place AS place JOIN person USING (subject)
"""


def upgrade() -> None:
    op.create_table(
        "person_reorganised",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
    )
    op.execute(_KNOWN)
    # Who never begins ends on the day before the first one; no other last day lies before it.
    _set_dates("valid_until >= valid_from - 1")


def downgrade() -> None:
    op.drop_table("person_reorganised")
    # The release before knows no agency without any day.
    op.execute("UPDATE agency SET valid_until = valid_from WHERE valid_until < valid_from")
    _set_dates("valid_until >= valid_from")


def _set_dates(condition: str) -> None:
    op.drop_constraint("agency_dates", "agency")
    op.create_check_constraint("agency_dates", "agency", condition)
