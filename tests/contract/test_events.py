"""The business spoken aloud: every event has a schema, an example and one way on the wire."""

import json
from pathlib import Path

import pytest

from contracts.catalogue import events_page, schema
from contracts.compatibility import incompatibilities
from contracts.registry import REGISTRY, UndecodableError, decode, encode
from contracts.topics import TOPICS, dead_letter

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "libs" / "contracts"
TYPES = sorted(REGISTRY)


@pytest.mark.parametrize("event_type", TYPES)
def test_committed_schema_is_replaced_only_by_a_compatible_one(event_type: str) -> None:
    committed = json.loads((CONTRACTS / "schemas" / f"{event_type}.json").read_text("utf-8"))
    assert incompatibilities(committed, schema(REGISTRY[event_type])) == []


@pytest.mark.parametrize("event_type", TYPES)
def test_committed_schema_is_current(event_type: str) -> None:
    committed = json.loads((CONTRACTS / "schemas" / f"{event_type}.json").read_text("utf-8"))
    assert committed == schema(REGISTRY[event_type]), "run `make pages`"


def test_every_schema_and_example_belongs_to_an_event() -> None:
    for folder in ("schemas", "examples"):
        assert sorted(file.stem for file in (CONTRACTS / folder).glob("*.json")) == TYPES


@pytest.mark.parametrize("event_type", TYPES)
def test_hand_written_example_survives_the_wire_unchanged(event_type: str) -> None:
    body = (CONTRACTS / "examples" / f"{event_type}.json").read_bytes()
    event = decode(event_type, body)
    assert decode(event_type, encode(event)) == event
    assert _same(json.loads(body), json.loads(encode(event)))


def _same(written: object, kept: object) -> bool:
    """Tell whether everything that was written is kept; defaults may be added."""
    if isinstance(written, dict) and isinstance(kept, dict):
        return all(name in kept and _same(value, kept[name]) for name, value in written.items())
    if isinstance(written, list) and isinstance(kept, list):
        return len(written) == len(kept) and all(map(_same, written, kept))
    return written == kept


@pytest.mark.parametrize("event_type", TYPES)
def test_type_names_the_owner_of_its_topic(event_type: str) -> None:
    event = REGISTRY[event_type]
    assert event.TYPE.split(".", 1)[0] == event.TOPIC.split(".", 1)[0]
    assert event.TYPE.rsplit(".", 1)[-1] == "v" + event.__name__.rsplit("V", 1)[-1]


def test_every_business_topic_keeps_everything_and_has_a_dead_letter_topic() -> None:
    for event in REGISTRY.values():
        assert TOPICS[event.TOPIC].retention_ms == -1
        assert dead_letter(event.TOPIC) in TOPICS


def test_events_page_is_current() -> None:
    assert (ROOT / "docs" / "events.md").read_text("utf-8") == events_page(), "run `make pages`"


@pytest.mark.parametrize(
    ("event_type", "body"),
    [
        ("no.such.event.v1", b"{}"),
        ("submission.level.decided.v1", b""),
        ("submission.level.decided.v1", b"\xff\xfe"),
        ("submission.level.decided.v1", b'{"assessment_id": "x"}'),
        ("submission.level.decided.v1", b"[" * 100_000),
        ("submission.level.decided.v1", b'{"level": NaN}'),
    ],
)
def test_what_is_no_event_is_refused_with_a_reason(event_type: str, body: bytes) -> None:
    with pytest.raises(UndecodableError, match=r"\w+"):
        decode(event_type, body)
