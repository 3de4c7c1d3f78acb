"""What is generated from the events: JSON Schemas and the human list `docs/events.md`."""

import inspect
import json
from collections.abc import Iterator
from typing import Any

import msgspec

from contracts.envelope import Event
from contracts.registry import REGISTRY, SUPERSEDED
from contracts.topics import BUSINESS_TOPICS, Topic


def schema(event: type[Event]) -> dict[str, Any]:
    """Return the JSON Schema of an event's body."""
    described = json.loads(json.dumps(msgspec.json.schema(event)))  # default tuples become lists
    _clean_descriptions(described)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": event.TYPE,
        **described,
    }


def _clean_descriptions(part: Any) -> None:
    """Let no description depend on how its docstring is indented, or on the version of Python."""
    if isinstance(part, dict):
        if isinstance(text := part.get("description"), str):
            part["description"] = inspect.cleandoc(text)
        for below in part.values():
            _clean_descriptions(below)
    elif isinstance(part, list):
        for below in part:
            _clean_descriptions(below)


def events_page() -> str:
    """Return `docs/events.md`: every topic with its events and their fields."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Events"
    yield ""
    yield "Generated from `libs/contracts` by `make pages`; a test compares. CloudEvents 1.0 in"
    yield "binary mode: attributes are Kafka headers (`ce_id`, `ce_type`, `ce_source`, `ce_time`,"
    yield "`ce_subject`, `traceparent`), the body is JSON. Topics keep everything; the key orders."
    yield "Instants have a zone, and no text holds NUL."
    for topic in BUSINESS_TOPICS:
        yield from _topic_lines(topic)
    yield ""


def _topic_lines(topic: Topic) -> Iterator[str]:
    yield ""
    yield f"## {topic.name}"
    yield ""
    yield f"{topic.partitions} partition(s), retention {topic.retention_ms} (for ever)."
    for event in REGISTRY.values():
        if topic.name == event.TOPIC:
            yield ""
            yield f"### {event.TYPE}"
            yield ""
            yield (event.__doc__ or "").strip().splitlines()[0]
            if event.TYPE in SUPERSEDED:
                yield "An old version: nobody sends it any more, and it is read as the newest one."
            yield ""
            yield "| field | required | JSON type |"
            yield "|---|---|---|"
            yield from _field_lines(event)


def _field_lines(event: type[Event]) -> Iterator[str]:
    described = msgspec.json.schema_components([event])[1][event.__name__]
    required = set(described.get("required", ()))
    for name, field in described["properties"].items():
        yield f"| `{name}` | {'yes' if name in required else 'no'} | {_type(field)} |"


def _type(field: dict[str, Any]) -> str:
    if reference := field.get("$ref"):
        return str(reference).rsplit("/", 1)[-1]
    if alternatives := field.get("anyOf"):
        return " or ".join(_type(item) for item in alternatives)
    if "enum" in field:
        return "one of " + ", ".join(f"`{item}`" for item in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    return str(field.get("format") or field.get("type", "any"))
