"""Alembic's entry: the tables of every wing, run with the kit's time-outs."""

import integration.agencies.store
import integration.drift.store
import integration.facts.store.tables
import integration.followups.store
import integration.reading.store
import integration.records.store.tables
import integration.runs.store.tables
import integration.sources.store  # noqa: F401 - each declares its tables
from integration.tables import Table
from kit.database import migrations

migrations.run(Table.metadata)
