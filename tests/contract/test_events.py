"""The business spoken aloud: every event has a schema, an example and one way on the wire."""

import json
from pathlib import Path

import msgspec
import pytest

from contracts.catalogue import events_page, schema
from contracts.compatibility import incompatibilities
from contracts.events import superseded
from contracts.facts_page import facts_page
from contracts.registry import REGISTRY, SUPERSEDED, UndecodableError, decode, encode
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
    event = msgspec.json.decode(body, type=REGISTRY[event_type])
    assert decode(event_type, encode(event)) == decode(event_type, body)
    assert _same(json.loads(body), json.loads(encode(event)))


def test_every_old_version_is_read_as_the_newest_one_and_only_those_are() -> None:
    numbers: dict[str, set[int]] = {}
    for event_type in TYPES:
        kind, _, number = event_type.rpartition(".v")
        numbers.setdefault(kind, set()).add(int(number))
    for event_type in TYPES:
        kind, _, number = event_type.rpartition(".v")
        newest = max(numbers[kind])
        body = (CONTRACTS / "examples" / f"{event_type}.json").read_bytes()
        assert f"{kind}.v{newest}" == decode(event_type, body).TYPE
        assert (event_type in SUPERSEDED) is (int(number) < newest)


def test_no_service_knows_an_old_version() -> None:
    old = [cls.__name__ for cls in SUPERSEDED.values()] + [superseded.__name__]
    sources = [
        file
        for folder in ("services", "gateway", "deploy", "bench", "libs/kit", "libs/rules")
        for file in (ROOT / folder).rglob("*.py")
        if ".venv" not in file.parts
    ]
    assert len(sources) > len(TYPES)
    found = [
        (str(file.relative_to(ROOT)), name)
        for file in sources
        for name in old
        if name in file.read_text("utf-8")
    ]
    assert found == []


@pytest.mark.parametrize(
    ("event_type", "expected"),
    [
        ("submission.agency.changed.v1", {"agency_kind": "agency", "is_assessed": True}),
        (
            "submission.assessment.opened.v1",
            {
                "kind": "evaluation",
                "stages": [
                    {"code": "mandiri", "track": "self"},
                    {"code": "dokumen", "track": "dokumen"},
                    {"code": "interviu", "track": "interviu"},
                    {"code": "visitasi", "track": "visitasi"},
                    {"code": "reviu", "track": "reviu"},
                ],
            },
        ),
        ("submission.level.decided.v1", {}),
        ("submission.stage.closed.v1", {}),
        ("scoring.score.changed.v1", {}),
        ("scoring.result.published.v1", {}),
    ],
)
def test_an_upcast_keeps_everything_and_adds_what_was_meant(
    event_type: str, expected: dict[str, object]
) -> None:
    body = (CONTRACTS / "examples" / f"{event_type}.json").read_bytes()
    said, read = json.loads(body), json.loads(encode(decode(event_type, body)))
    assert _same(said | expected, read)


def test_a_region_of_an_old_event_is_a_regency() -> None:
    event_type = "submission.agency.changed.v1"
    said = json.loads((CONTRACTS / "examples" / f"{event_type}.json").read_text("utf-8"))
    event = decode(event_type, json.dumps(said | {"agency_kind": "region"}).encode())
    assert json.loads(encode(event))["agency_kind"] == "regency"


@pytest.mark.parametrize("code", ["", "Mandiri", "mandiri\n", "1a", "a" * 41, "a-b", "a b"])
def test_an_open_code_still_is_a_code(code: str) -> None:
    event_type = "submission.stage.closed.v2"
    said = json.loads((CONTRACTS / "examples" / f"{event_type}.json").read_text("utf-8"))
    with pytest.raises(UndecodableError, match="stage"):
        decode(event_type, json.dumps(said | {"stage": code}).encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state_hash", "ab"),
        ("evidence", ["no hash"]),
        ("minutes", [{"kind": "interview"}]),
        ("approvals", []),
        ("approvals", [{"subject": "a", "role": "approver", "sha256": "ab" * 32}]),
        ("consent", {}),
        ("published_at", "2026-12-01T00:00:00"),
    ],
)
def test_what_is_to_be_published_says_exactly_what_it_rests_on(name: str, value: object) -> None:
    event_type = "submission.assessment.published.v2"
    said = json.loads((CONTRACTS / "examples" / f"{event_type}.json").read_text("utf-8"))
    assert said[name] != value
    with pytest.raises(UndecodableError, match=name):
        decode(event_type, json.dumps(said | {name: value}).encode())


def test_a_result_of_before_there_were_requests_is_read() -> None:
    event_type = "scoring.result.published.v2"
    said = json.loads((CONTRACTS / "examples" / f"{event_type}.json").read_text("utf-8"))
    assert said.pop("publication_id")
    assert (
        json.loads(encode(decode(event_type, json.dumps(said).encode())))["publication_id"] is None
    )


def test_a_refusal_gives_at_least_one_reason() -> None:
    event_type = "scoring.result.refused.v1"
    said = json.loads((CONTRACTS / "examples" / f"{event_type}.json").read_text("utf-8"))
    with pytest.raises(UndecodableError, match="reasons"):
        decode(event_type, json.dumps(said | {"reasons": []}).encode())


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


def test_the_page_of_facts_is_current() -> None:
    assert (ROOT / "docs" / "facts.md").read_text("utf-8") == facts_page(), "run `make pages`"


def test_events_page_is_current() -> None:
    assert (ROOT / "docs" / "events.md").read_text("utf-8") == events_page(), "run `make pages`"


@pytest.mark.parametrize(
    ("event_type", "body"),
    [
        ("no.such.event.v1", b"{}"),
        ("submission.level.decided.v2", b""),
        ("submission.level.decided.v2", b"\xff\xfe"),
        ("submission.level.decided.v2", b'{"assessment_id": "x"}'),
        ("submission.level.decided.v2", b"[" * 100_000),
        ("submission.level.decided.v2", b'{"level": NaN}'),
    ],
)
def test_what_is_no_event_is_refused_with_a_reason(event_type: str, body: bytes) -> None:
    with pytest.raises(UndecodableError, match=r"\w+"):
        decode(event_type, body)
