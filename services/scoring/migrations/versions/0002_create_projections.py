"""Create what scoring knows of the others: editions, derivation sets, agencies, levels, facts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Rows that change often find room on their own page, so that no index has to be touched.
_ROOM = {"fillfactor": 70}
_TABLES = (
    "fact_state",
    "parked_level",
    "level_state",
    "assessment",
    "agency",
    "derivation_set",
    "edition",
    "structure",
)


def upgrade() -> None:
    op.create_table(
        "structure",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.CheckConstraint("id = 1", name="structure_has_one_row"),
    )
    op.execute("INSERT INTO structure (id, version) VALUES (1, 0)")
    op.create_table(
        "edition",
        sa.Column("edition_code", sa.Text, primary_key=True),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "derivation_set",
        sa.Column("edition_code", sa.Text, primary_key=True),
        sa.Column("derivation_set_version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "agency",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("agency_kind", sa.Text, nullable=False),
        sa.Column("parent_code", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
    )
    op.create_table(
        "assessment",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("campaign_code", sa.Text, nullable=False),
        sa.Column("agency_code", sa.Text, nullable=False),
        sa.Column("edition_code", sa.Text, nullable=False),
        sa.Column("derivation_set_version", sa.BigInteger),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("assessment_agency_code", "assessment", ["agency_code"])
    op.create_index("assessment_edition_code", "assessment", ["edition_code"])
    op.create_index("assessment_campaign_code", "assessment", ["campaign_code", "assessment_id"])
    op.create_table(
        "level_state",
        *_decision(),
        sa.PrimaryKeyConstraint("assessment_id", "indicator_code", "stage"),
        postgresql_with=_ROOM,
    )
    op.create_table(
        "parked_level",
        *_decision(),
        sa.Column("refusal", sa.Text),
        sa.PrimaryKeyConstraint("assessment_id", "indicator_code", "stage", "revision"),
    )
    op.create_table(
        "fact_state",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("fact", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("source_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        *_coordinates(),
        postgresql_with=_ROOM,
    )


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)


def _decision() -> list[sa.Column[object]]:
    return [
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("indicator_code", sa.Text, nullable=False),
        sa.Column("stage", sa.SmallInteger, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("level", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        *_coordinates(),
    ]


def _coordinates() -> list[sa.Column[object]]:
    """Return the columns that say where on Kafka an event stands."""
    return [
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("event_partition", sa.Integer, nullable=False),
        sa.Column("event_offset", sa.BigInteger, nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
    ]
