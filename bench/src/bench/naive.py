"""The naive consumer, as tutorials write it: an ORM session and a commit for every event."""

import json
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bench import oracle
from contracts.events.edition import EditionPublishedV1

SCORE_TOPIC = "bench.naive.score"


class _Table(SQLModel, registry=registry()):
    metadata = MetaData()


class NaiveLevel(_Table, table=True):
    """A level as the ORM keeps it."""

    assessment_id: UUID = Field(primary_key=True)
    indicator_code: str = Field(primary_key=True)
    level: int
    revision: int


class NaiveScore(_Table, table=True):
    """A score as the ORM keeps it."""

    assessment_id: UUID = Field(primary_key=True)
    exact: str
    revision: int


async def events_per_second(
    url: str, bootstrap_servers: str, *, topic: str, edition: EditionPublishedV1, count: int
) -> float:
    """Consume `count` events of `topic` one by one; return the speed."""
    weights = {node.code: Fraction(node.weight) for node in edition.nodes if node.scale_code}
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(_Table.metadata.drop_all)
        await connection.run_sync(_Table.metadata.create_all)
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest", group_id=None
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, acks="all")
    await producer.start()
    await consumer.start()
    try:
        await consumer.getmany(timeout_ms=2000, max_records=1)  # the first fetch is not measured
        await consumer.seek_to_beginning()
        started = time.perf_counter()
        for _ in range(count):
            body = json.loads((await consumer.getone()).value)
            async with AsyncSession(engine) as session:
                score = await _apply(session, body, weights)
                await session.commit()
            await producer.send_and_wait(SCORE_TOPIC, score.encode(), key=str(body).encode())
        return count / (time.perf_counter() - started)
    finally:
        await consumer.stop()
        await producer.stop()
        await engine.dispose()


async def _apply(
    session: AsyncSession, body: dict[str, str], weights: Mapping[str, Fraction]
) -> str:
    assessment = UUID(body["assessment_id"])
    await session.merge(
        NaiveLevel(
            assessment_id=assessment,
            indicator_code=body["indicator_code"],
            level=int(body["level"]),
            revision=int(body["revision"]),
        )
    )
    rows: Sequence[NaiveLevel] = (
        await session.exec(select(NaiveLevel).where(col(NaiveLevel.assessment_id) == assessment))
    ).all()
    levels = {row.indicator_code: row.level for row in rows}
    total = sum(weight * levels.get(code, 1) for code, weight in weights.items())
    score = oracle.exact(Fraction(total) / sum(weights.values()))
    await session.merge(
        NaiveScore(assessment_id=assessment, exact=score, revision=int(body["revision"]))
    )
    return score
