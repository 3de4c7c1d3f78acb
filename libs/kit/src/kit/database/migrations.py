"""Alembic without files of settings: `env.py` of a service is `migrations.run(Table.metadata)`.

A service's folder `migrations/` holds `env.py` and `versions/NNNN_verb_noun.py`. Each revision's
id is its number, and its file is named after it.
"""

import asyncio
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic import command, context
from alembic.config import Config
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_URL: Final = "url"
_SCHEMA: Final = "schema"
# A migration that waits for a lock holds up every query behind it, so it gives up early.
_TIMEOUTS: Final = {"lock_timeout": "4s", "statement_timeout": "60s"}
# Outbox rows live for milliseconds: large ones stay on their page and are not compressed, which
# takes half the time of compressing them.
_SHORT_LIVED: Final = {"toast_tuple_target": 8160}
_LANE_INDEX: Final = "outbox_lane"
_ONE_AT_A_TIME: Final = 7_230_519  # key of the advisory lock


def upgrade(
    database_url: str | SecretStr,
    migrations: Path,
    revision: str = "head",
    *,
    schema: str | None = None,
) -> None:
    """Bring a database, or one schema of it, to a revision. Not where an event loop runs."""
    config = configuration(migrations)
    config.attributes.update({_URL: _text(database_url), _SCHEMA: schema})
    command.upgrade(config, revision)


def configuration(migrations: Path) -> Config:
    """Return alembic's configuration for a service's folder of migrations."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def run(metadata: sa.MetaData) -> None:
    """Run the migrations that were asked for; called by `env.py`."""
    attributes = context.config.attributes
    asyncio.run(_run_online(attributes[_URL], metadata, attributes.get(_SCHEMA)))


def create_kit_tables(op: Any) -> None:
    """Create the tables that the kit needs in every service's database; call it in 0001."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("key", sa.LargeBinary),
        sa.Column("value", sa.LargeBinary),
        sa.Column("headers", sa.LargeBinary, nullable=False),
        sa.Column("owner", sa.Integer),
        _created_at(sa.func.clock_timestamp()),
        postgresql_with=_SHORT_LIVED,
    )
    op.execute("ALTER TABLE outbox ALTER value SET STORAGE EXTERNAL")
    op.create_table(
        "consumer_offset",
        sa.Column("consumer_group", sa.Text, primary_key=True),
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("next_offset", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.SmallInteger),
        sa.Column("headers", sa.LargeBinary),
        sa.Column("body", sa.LargeBinary),
        _created_at(sa.func.now()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("idempotency_key_expires_at", "idempotency_key", ["expires_at"])


def index_outbox(op: Any) -> None:
    """Create the index by which a relay finds its own rows of a partition, and those of others."""
    op.create_index(_LANE_INDEX, "outbox", ["topic", "partition", "owner", "id"])


def drop_outbox_index(op: Any) -> None:
    """Undo `index_outbox`."""
    op.drop_index(_LANE_INDEX)


def drop_kit_tables(op: Any) -> None:
    """Undo `create_kit_tables`."""
    for name in ("idempotency_key", "consumer_offset", "outbox"):
        op.drop_table(name)


def _text(url: str | SecretStr) -> str:
    return url.get_secret_value() if isinstance(url, SecretStr) else url


def _created_at(clock: sa.Function[Any]) -> sa.Column[Any]:
    return sa.Column("created_at", sa.DateTime(timezone=True), server_default=clock, nullable=False)


async def _run_online(url: str, metadata: sa.MetaData, schema: str | None) -> None:
    path = {} if schema is None else {"search_path": schema}
    engine = create_async_engine(
        url, poolclass=NullPool, connect_args={"server_settings": _TIMEOUTS | path}
    )
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_run_sync, metadata)
    finally:
        await engine.dispose()


def _run_sync(connection: sa.Connection, metadata: sa.MetaData) -> None:
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()
