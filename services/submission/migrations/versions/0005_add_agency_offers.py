"""Add offers of a place in the tree of agencies: made from above, accepted from below.

An offer ends once and stays as a record: a trigger refuses every other change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_STATES = "('open', 'accepted', 'refused', 'withdrawn', 'lapsed')"
_TRIGGERS = (
    """
CREATE TRIGGER agency_offer_ends_once BEFORE UPDATE ON agency_offer FOR EACH ROW
WHEN (OLD.state <> 'open' OR (to_jsonb(NEW) - '{state,ended_by,ended_at}'::text[])
      IS DISTINCT FROM (to_jsonb(OLD) - '{state,ended_by,ended_at}'::text[]))
EXECUTE FUNCTION refuse_change()
""",
    """
CREATE TRIGGER agency_offer_stays BEFORE DELETE OR TRUNCATE ON agency_offer
EXECUTE FUNCTION refuse_change()
""",
)


def upgrade() -> None:
    op.create_table(
        "agency_offer",
        sa.Column("offer_id", sa.Uuid, primary_key=True),
        sa.Column("parent_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("offered_by", sa.Text, nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Text),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(f"state IN {_STATES}", name="agency_offer_state_known"),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="agency_offer_ended"),
        sa.CheckConstraint("parent_code <> agency_code", name="agency_offer_of_two"),
    )
    op.create_index("agency_offer_agency", "agency_offer", ["agency_code", "offer_id"])
    op.create_index("agency_offer_parent", "agency_offer", ["parent_code", "offer_id"])
    op.create_index(
        "agency_offer_once",
        "agency_offer",
        ["agency_code", "parent_code"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    for trigger in _TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    op.drop_table("agency_offer")
