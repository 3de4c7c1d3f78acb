"""The broker of one's own keeps what it acknowledged, whatever is done to it."""

import uuid
from pathlib import Path

import pytest

from contracts.topics import Topic
from kit.messaging import KafkaBroker, Record
from sandbox.servers.kafka import Kafka
from sandbox.servers.kafka_topics import ensure_topics

_TOPIC = Topic("kept", 1)


async def _send(servers: str, value: bytes) -> int:
    """Append a record and return where the log ends."""
    broker = KafkaBroker(servers, client_id="test")
    try:
        await ensure_topics(servers, [_TOPIC])
        await broker.producer().send([Record(_TOPIC.name, 0, None, value)])
        return next(iter((await broker.end_offsets([_TOPIC.name])).values()))
    finally:
        await broker.stop()


async def test_records_survive_a_stop_and_a_kill(tmp_path: Path) -> None:
    kafka = Kafka(tmp_path / "kafka")
    kafka.start()
    try:
        address = kafka.bootstrap_servers
        assert await _send(address, b"one") == 1
        kafka.stop()
        assert not kafka.running
        kafka.start()
        assert kafka.bootstrap_servers == address
        assert await _send(address, b"two") == 2
        kafka.pause()
        kafka.resume()
        kafka.kill()
        kafka.start()
        assert await _send(address, b"three") == 3
    finally:
        kafka.kill()


async def test_an_id_that_begins_with_a_hyphen_is_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(bytes=b"\xf8" + bytes(15)))
    kafka = Kafka(tmp_path / "kafka")
    kafka.start()
    try:
        text = (tmp_path / "kafka" / "data" / "meta.properties").read_text("utf-8")
        assert "cluster.id=-AAAA" in text
        assert await _send(kafka.bootstrap_servers, b"one") == 1
    finally:
        kafka.kill()
