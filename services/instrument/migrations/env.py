"""Alembic's entry: the service's tables, run with the kit's time-outs."""

from instrument.store.tables import Table
from kit.database import migrations

migrations.run(Table.metadata)
