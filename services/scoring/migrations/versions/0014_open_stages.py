"""Keep the stages of every assessment, and which agencies are assessed.

All that was opened before has the five stages of an SPBE evaluation. A decision that waits keeps
the code of its stage, whose place is known with the opening. A region of an earlier event is a
regency, as the events are read now.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

_STAGES = (
    '[["mandiri", "self"], ["dokumen", "dokumen"], ["interviu", "interviu"],'
    ' ["visitasi", "visitasi"], ["reviu", "reviu"]]'
)
_CODES = ("mandiri", "dokumen", "interviu", "visitasi", "reviu")
_AGENCIES = ("agency", "agency_history")


def upgrade() -> None:
    op.add_column(
        "assessment",
        sa.Column("stages", postgresql.JSONB, nullable=False, server_default=_STAGES),
    )
    op.alter_column("assessment", "stages", server_default=None)
    codes = ", ".join(f"'{code}'" for code in _CODES)
    op.execute(
        f"ALTER TABLE parked_level ALTER COLUMN stage TYPE text USING (ARRAY[{codes}])[stage + 1]"
    )
    for table in _AGENCIES:
        op.add_column(
            table, sa.Column("is_assessed", sa.Boolean, nullable=False, server_default=sa.true())
        )
        op.alter_column(table, "is_assessed", server_default=None)
        op.execute(f"UPDATE {table} SET agency_kind = 'regency' WHERE agency_kind = 'region'")  # noqa: S608 - the migration's own text


def downgrade() -> None:
    for table in _AGENCIES:
        op.execute(f"UPDATE {table} SET agency_kind = 'region' WHERE agency_kind <> 'agency'")  # noqa: S608 - the migration's own text
        op.drop_column(table, "is_assessed")
    codes = " ".join(f"WHEN '{code}' THEN {place}" for place, code in enumerate(_CODES))
    op.execute(
        f"ALTER TABLE parked_level ALTER COLUMN stage TYPE smallint USING CASE stage {codes} END"
    )
    op.drop_column("assessment", "stages")
