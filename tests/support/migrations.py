"""What only tests ask of a service's migrations."""

from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from kit.database.migrations import configuration


def downgrade(database_url: str, migrations: Path, revision: str) -> None:
    """Take a database back to a revision."""
    config = configuration(migrations)
    config.attributes["url"] = database_url
    command.downgrade(config, revision)


def heads(migrations: Path) -> list[str]:
    """Return the revisions that no other follows; there should be one."""
    return list(ScriptDirectory.from_config(configuration(migrations)).get_heads())
