"""Create what was known when: of facts, decisions, agencies and openings, kept for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# What was known before the history began was always known.
_ALWAYS = "TIMESTAMPTZ '1970-01-01T00:00:00Z'"
_TABLES = ("fact_record", "opening_history", "agency_history", "fact_history", "level_history")


def upgrade() -> None:
    _create_events()
    _create_structure()
    # Changes come in the order of time, so that this index costs next to nothing.
    op.create_index(
        "score_change_changed_at", "score_change", ["changed_at"], postgresql_using="brin"
    )
    op.add_column("score", sa.Column("recorded_at", sa.DateTime(timezone=True)))
    for table in ("edition", "derivation_set"):
        op.add_column(table, _recorded_at(server_default=sa.text(_ALWAYS)))
        # The release before does not know the column yet.
        op.execute(f"ALTER TABLE {table} ALTER recorded_at SET DEFAULT clock_timestamp()")
    _fill()


def downgrade() -> None:
    op.drop_index("score_change_changed_at")
    for table in ("derivation_set", "edition", "score"):
        op.drop_column(table, "recorded_at")
    for name in _TABLES:
        op.drop_table(name)


def _create_events() -> None:
    op.create_table(
        "level_history",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("indicator_code", sa.Text, primary_key=True),
        sa.Column("stage", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("level", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        *_coordinates(),
        _recorded_at(),
    )
    op.create_table(
        "fact_history",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("fact", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("source_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        *_coordinates(),
        _recorded_at(),
    )
    op.create_table(
        "fact_record",
        sa.Column("record_source", sa.Text, primary_key=True),
        sa.Column("record_kind", sa.Text, primary_key=True),
        sa.Column("record_id", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("fact", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("source_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
    )


def _create_structure() -> None:
    op.create_table(
        "agency_history",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("agency_kind", sa.Text, nullable=False),
        sa.Column("parent_code", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        _recorded_at(),
    )
    op.create_table(
        "opening_history",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("derivation_set_version", sa.BigInteger),
    )


def _fill() -> None:
    """Take up what is known; of events, since the time of the event."""
    levels = (
        "assessment_id, indicator_code, stage, revision, level, body, event_id, event_partition,"
        " event_offset, event_time"
    )
    facts = (
        "agency_code, fact, period, source_code, revision, body, event_id, event_partition,"
        " event_offset, event_time"
    )
    agencies = "agency_code, revision, name, agency_kind, parent_code, valid_from, valid_until"
    for history, columns, since, state in (
        ("level_history", levels, "event_time", "level_state"),
        ("fact_history", facts, "event_time", "fact_state"),
        ("agency_history", agencies, _ALWAYS, "agency"),
        ("opening_history", "assessment_id, derivation_set_version", "opened_at", "assessment"),
    ):
        op.execute(
            f"INSERT INTO {history} ({columns}, recorded_at) SELECT {columns}, {since} FROM {state}"  # noqa: S608 - the migration's own text
        )


def _coordinates() -> list[sa.Column[object]]:
    """Return the columns that say where on Kafka an event stands."""
    return [
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("event_partition", sa.Integer, nullable=False),
        sa.Column("event_offset", sa.BigInteger, nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
    ]


def _recorded_at(**more: object) -> sa.Column[object]:
    return sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, **more)  # type: ignore[arg-type]  # one option of a column
