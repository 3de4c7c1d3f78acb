"""Let the id of a record name its listing, and keep the id that it had.

Many systems number their rows from 1 again in every year or quarter. Facts and published results
name records by the ids that they had; those go on to lead to the record and to all its versions.
The next reading is by a new version of the adapters, and so reads everything.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# Documents of e-SAKIP, whose listings have two parts, name their listing already; units have none.
_LISTED = "resource ~ '^[^/]+/[^/]+$'"
# The service's role may not change histories; here it gives itself the right for a moment.
_MAY_RENAME = "GRANT UPDATE (record_id) ON record_revision TO CURRENT_USER"
_MAY_NO_MORE = "REVOKE UPDATE (record_id) ON record_revision FROM CURRENT_USER"
_RENAME = f"""
UPDATE record
SET former_id = record_id, record_id = split_part(resource, '/', 2) || ':' || record_id
WHERE source_code = :code AND {_LISTED}
"""  # noqa: S608 - put together from a constant
_RENAME_VERSIONS = """
UPDATE record_revision AS version SET record_id = record.record_id
FROM record
WHERE record.source_code = :code AND version.source_code = :code
  AND version.kind = record.kind AND version.record_id = record.former_id
"""
_FORMER_VERSIONS = """
UPDATE record_revision AS version SET record_id = record.former_id
FROM record
WHERE record.former_id IS NOT NULL
  AND version.source_code = record.source_code
  AND version.kind = record.kind AND version.record_id = record.record_id
"""
_FORMER = "UPDATE record SET record_id = former_id WHERE former_id IS NOT NULL"


def upgrade() -> None:
    op.add_column("record", sa.Column("former_id", sa.Text))
    op.execute(_MAY_RENAME)
    connection = op.get_bind()
    # One source at a time: no statement may take longer than the time-out of migrations.
    for code in connection.scalars(sa.text("SELECT source_code FROM source")).all():
        connection.execute(sa.text(_RENAME), {"code": code})
        connection.execute(sa.text(_RENAME_VERSIONS), {"code": code})
    op.execute(_MAY_NO_MORE)
    op.create_index(
        "record_former_id",
        "record",
        ["source_code", "kind", "former_id"],
        postgresql_where=sa.text("former_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.execute(_MAY_RENAME)
    op.execute(_FORMER_VERSIONS)
    op.execute(_MAY_NO_MORE)
    op.execute(_FORMER)
    op.drop_column("record", "former_id")
