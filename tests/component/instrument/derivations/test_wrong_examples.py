"""A set whose own example gives another level reaches neither the database nor the topic."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from instrument.settings import InstrumentSettings
from instrument.worker import create_worker
from kit.database import Database

DOCUMENTS = Path(__file__).parents[3] / "unit" / "instrument" / "samples" / "documents"


async def test_nothing_is_published_while_an_example_is_wrong(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    for name in ("edition.yaml", "derivations.yaml"):
        content = (DOCUMENTS / name).read_text("utf-8")
        (tmp_path / name).write_text(content.replace('level: "50"\n', 'level: "51"\n'), "utf-8")
    settings = InstrumentSettings(
        database_url=database_url,
        kafka_bootstrap_servers="unused:9092",
        oidc_issuer="https://issuer.test",
        cursor_key=SecretStr("of-this-test-and-longer-than-32-characters"),
        editions_folder=tmp_path,
    )
    with pytest.raises(SystemExit) as raised:
        await create_worker(settings)
    assert raised.value.code == 1
    async with database.engine.connect() as connection:
        for table in ("edition", "derivation_set", "outbox"):
            found = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - the test's own text
            assert found.scalar_one() == 0
