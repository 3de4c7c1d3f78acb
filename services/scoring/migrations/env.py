"""Alembic's entry: the tables of every wing, run with the kit's time-outs."""

from kit.database import migrations
from scoring.replay.store.tables import METADATA

migrations.run(METADATA)
