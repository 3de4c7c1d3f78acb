"""Keep every state of an agency, whom it took over from, and when an assessment ended.

Of the agencies that are there, the present state is all that is known: it becomes the first one.
States are append-only in the database too.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

_CODES = postgresql.ARRAY(sa.Text)
_TRIGGER = """
CREATE TRIGGER agency_state_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON agency_state
EXECUTE FUNCTION refuse_change()
"""
_COLUMNS = """
agency_code, revision, name, short_name, agency_kind, is_assessed, time_zone, parent_code,
valid_from, valid_until, predecessor_codes, successor_codes, changed_at, changed_by
"""


def upgrade() -> None:
    for name in ("predecessor_codes", "successor_codes"):
        op.add_column("agency", sa.Column(name, _CODES, nullable=False, server_default="{}"))
    _create_states()
    op.execute(
        f"INSERT INTO agency_state ({_COLUMNS}, since, change)"  # noqa: S608 - constants
        f" SELECT {_COLUMNS}, valid_from, 'entered' FROM agency"
    )
    op.execute(_TRIGGER)
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON agency_state FROM CURRENT_USER")
    op.add_column("assessment", sa.Column("ended_on", sa.Date))
    op.add_column("assessment", sa.Column("end_cause", sa.Text))
    op.create_check_constraint(
        "assessment_ended", "assessment", "(ended_on IS NULL) = (end_cause IS NULL)"
    )


def downgrade() -> None:
    op.drop_column("assessment", "end_cause")
    op.drop_column("assessment", "ended_on")
    op.drop_table("agency_state")
    op.drop_column("agency", "successor_codes")
    op.drop_column("agency", "predecessor_codes")


def _create_states() -> None:
    op.create_table(
        "agency_state",
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("short_name", sa.Text),
        sa.Column("agency_kind", sa.Text, nullable=False),
        sa.Column("is_assessed", sa.Boolean, nullable=False),
        sa.Column("time_zone", sa.Text),
        sa.Column("parent_code", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("predecessor_codes", _CODES, nullable=False),
        sa.Column("successor_codes", _CODES, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
    )
