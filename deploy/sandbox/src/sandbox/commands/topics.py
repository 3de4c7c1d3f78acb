"""`topics` and `tail`: the records on Kafka."""

import asyncio
import json
import sys
from datetime import UTC, datetime

from aiokafka.admin import AIOKafkaAdminClient
from rich.console import Console
from rich.table import Table

from contracts.topics import TOPICS
from kit.messaging import ConsumerClient, KafkaBroker, Record, TopicPartition
from sandbox.processes.children import StartError
from sandbox.running.state import require_running
from sandbox.settings import SandboxSettings

_WAIT_MS = 500
_AT_ONCE = 500


def topics() -> int:
    """List the product's topics: partitions, and how many records they hold."""
    ends = asyncio.run(_ends(_servers()))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("topic", "partitions", "records"):
        table.add_column(title, justify="left" if title == "topic" else "right")
    for name, topic in TOPICS.items():
        records = sum(end for partition, end in ends.items() if partition.topic == name)
        table.add_row(name, str(topic.partitions), str(records))
    Console().print(table)
    return 0


def tail(topic: str, *, follow: bool, lines: int) -> int:
    """Show the last records of a topic in the order of time; with `follow`, new ones too."""
    if topic not in TOPICS:
        raise StartError(f"No topic {topic}: there are {', '.join(TOPICS)}.")
    asyncio.run(_tail(_servers(), topic, follow=follow, lines=lines))
    return 0


def delete_topics(servers: str) -> None:
    """Delete the product's topics from an external broker."""
    asyncio.run(_delete(servers))


def _servers() -> str:
    return require_running(SandboxSettings().home).kafka


async def _ends(servers: str) -> dict[TopicPartition, int]:
    broker = KafkaBroker(servers, client_id="tolok-topics")
    try:
        return dict(await broker.end_offsets(list(TOPICS)))
    finally:
        await broker.stop()


async def _tail(servers: str, topic: str, *, follow: bool, lines: int) -> None:
    broker = KafkaBroker(servers, client_id="tolok-tail")
    consumer = broker.consumer(None)
    try:
        ends = await broker.end_offsets([topic])
        await consumer.assign(list(ends))
        for partition, end in ends.items():
            consumer.seek(partition, max(0, end - lines))
        found = await _read_to(consumer, dict(ends))
        for record in sorted(found, key=lambda record: record.timestamp)[-lines:] if lines else []:
            _print(record)
        while follow:
            batches = await consumer.getmany(_AT_ONCE, _WAIT_MS)
            for records in batches.values():
                for record in records:
                    _print(record)
    finally:
        await consumer.stop()
        await broker.stop()


async def _read_to(consumer: ConsumerClient, ends: dict[TopicPartition, int]) -> list[Record]:
    """Return all records from the positions to the ends."""
    found: list[Record] = []
    missing = {partition for partition, end in ends.items() if end > 0}
    while missing:
        batches = await consumer.getmany(_AT_ONCE, _WAIT_MS)
        for partition, records in batches.items():
            found += records
            if records and records[-1].offset + 1 >= ends[partition]:
                missing.discard(partition)
        if not batches:
            return found  # the position is at the end of the partition
    return found


async def _delete(servers: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        present = set(await admin.list_topics())
        await admin.delete_topics([name for name in TOPICS if name in present])
    finally:
        await admin.close()


def _print(record: Record) -> None:
    headers = {name: value.decode(errors="replace") for name, value in record.headers}
    moment = datetime.fromtimestamp(record.timestamp / 1000, UTC).strftime("%H:%M:%S.%f")[:-3]
    key = (record.key or b"").decode(errors="replace")
    where = f"{record.partition}@{record.offset}"
    sys.stdout.write(f"{moment} {where:>8} {headers.get('ce_type', '?')} {key} {_body(record)}\n")
    sys.stdout.flush()


def _body(record: Record) -> str:
    """Return a JSON body in one line; any other body unchanged."""
    if record.value is None:
        return "(none)"
    try:
        return json.dumps(json.loads(record.value), ensure_ascii=False, separators=(",", ":"))
    except ValueError:
        return record.value.decode(errors="replace")
