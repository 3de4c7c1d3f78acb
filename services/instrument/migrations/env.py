"""Alembic's entry: the service's tables, run with the kit's time-outs."""

import instrument.agencies.store
import instrument.crosswalks.store.tables
import instrument.derivations.store.tables
import instrument.editions.store.tables  # noqa: F401 - each wing declares its tables on the base
from instrument.tables import Table
from kit.database import migrations

migrations.run(Table.metadata)
