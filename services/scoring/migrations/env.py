"""Alembic's entry: the service's tables, run with the kit's time-outs."""

from kit.database import migrations
from scoring.replay.store.tables import Table

migrations.run(Table.metadata)
