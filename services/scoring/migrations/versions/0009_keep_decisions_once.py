"""Keep what a decision says in the history alone, where it is found by its time.

No release has gone out with the wider table, so the columns go at once.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_KEY = ["assessment_id", "indicator_code", "stage", "revision"]
# Revisions of an assessment only rise, so new rows meet at the end of its part of the index.
_RISING = ["assessment_id", "revision", "indicator_code", "stage"]
_SAID: dict[str, sa.types.TypeEngine[Any]] = {
    "body": sa.Text(),
    "event_id": sa.Text(),
    "event_partition": sa.Integer(),
    "event_offset": sa.BigInteger(),
    "event_time": sa.DateTime(timezone=True),
}


def upgrade() -> None:
    for name in _SAID:
        op.drop_column("level_state", name)
    _key_history(_RISING)


def downgrade() -> None:
    for name, type_ in _SAID.items():
        op.add_column("level_state", sa.Column(name, type_))
    said = ", ".join(f"{name} = h.{name}" for name in _SAID)
    same = " AND ".join(f"l.{name} = h.{name}" for name in _KEY)
    op.execute(f"UPDATE level_state AS l SET {said} FROM level_history AS h WHERE {same}")  # noqa: S608 - the migration's own text
    for name in _SAID:
        op.alter_column("level_state", name, nullable=False)
    _key_history(_KEY)


def _key_history(columns: list[str]) -> None:
    op.drop_constraint("level_history_pkey", "level_history", type_="primary")
    op.create_primary_key("level_history_pkey", "level_history", columns)
