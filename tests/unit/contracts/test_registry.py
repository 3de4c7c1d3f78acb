"""What no database could keep is no event: it is refused where bytes become events."""

import json
from typing import Any
from uuid import UUID

import pytest

from contracts.events.agency import AgencyChangedV2
from contracts.events.assessment import LevelDecidedV2
from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.fact import FactObservedV1
from contracts.registry import UndecodableError, decode

LEVEL: dict[str, Any] = {
    "assessment_id": str(UUID(int=1)),
    "revision": 2,
    "indicator_code": "1",
    "stage": "mandiri",
    "level": "3",
    "explanation": "Alasan",
    "decided_by": "petugas",
    "decided_at": "2026-03-01T08:00:00Z",
}
AGENCY: dict[str, Any] = {
    "agency_code": "9901",
    "revision": 1,
    "name": "Kabupaten",
    "agency_kind": "regency",
    "is_assessed": True,
    "valid_from": "2017-01-01",
    "changed_at": "2026-03-01T08:00:00Z",
}
DERIVATIONS: dict[str, Any] = {
    "edition_code": "spbe",
    "derivation_set_version": 1,
    "content_hash": "a" * 64,
    "rules": [],
    "published_at": "2026-03-01T08:00:00Z",
}
FACT: dict[str, Any] = {
    "agency_code": "9901.1",
    "fact": "ict-plan",
    "period": "2026",
    "source_code": "e-planning-9901",
    "revision": 1,
    "status": "absent",
    "observed_at": "2026-03-01T08:00:00Z",
    "run_id": str(UUID(int=2)),
    "adapter": "e-planning/1",
}


def body(sample: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps(sample | changes).encode()


@pytest.mark.parametrize(
    ("event_type", "sample", "changes"),
    [
        (LevelDecidedV2.TYPE, LEVEL, {"revision": 2**31}),
        (LevelDecidedV2.TYPE, LEVEL, {"revision": 2**70}),
        (LevelDecidedV2.TYPE, LEVEL, {"revision": 0}),
        (DerivationsPublishedV1.TYPE, DERIVATIONS, {"derivation_set_version": 3_000_000_000}),
        (FactObservedV1.TYPE, FACT, {"record_count": 2**31}),
        (FactObservedV1.TYPE, FACT, {"record_count": -1}),
    ],
)
def test_a_number_that_no_column_takes_is_refused(
    event_type: str, sample: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert decode(event_type, body(sample))
    with pytest.raises(UndecodableError, match=next(iter(changes))):
        decode(event_type, body(sample, **changes))


def test_the_largest_revision_is_a_revision() -> None:
    assert decode(LevelDecidedV2.TYPE, body(LEVEL, revision=2**31 - 1))


@pytest.mark.parametrize(
    ("event_type", "sample", "field"),
    [
        (LevelDecidedV2.TYPE, LEVEL, "decided_at"),
        (AgencyChangedV2.TYPE, AGENCY, "changed_at"),
        (DerivationsPublishedV1.TYPE, DERIVATIONS, "published_at"),
        (FactObservedV1.TYPE, FACT, "observed_at"),
    ],
)
def test_an_instant_without_a_zone_is_refused(
    event_type: str, sample: dict[str, Any], field: str
) -> None:
    with pytest.raises(UndecodableError, match=field):
        decode(event_type, body(sample, **{field: "2026-03-01T08:00:00"}))


@pytest.mark.parametrize(
    ("event_type", "sample", "field"),
    [
        (LevelDecidedV2.TYPE, LEVEL, "explanation"),
        (LevelDecidedV2.TYPE, LEVEL, "decided_by"),
        (AgencyChangedV2.TYPE, AGENCY, "name"),
        (DerivationsPublishedV1.TYPE, DERIVATIONS, "content_hash"),
    ],
)
@pytest.mark.parametrize("text", ["a\0b", "\\\0", "\\\\\0"])
def test_a_text_with_nul_is_refused(
    event_type: str, sample: dict[str, Any], field: str, text: str
) -> None:
    with pytest.raises(UndecodableError, match="NUL"):
        decode(event_type, body(sample, **{field: text}))


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "baris\nbaru\ttab", "u0000"])
def test_a_text_that_only_looks_like_it_is_kept(text: str) -> None:
    event = decode(LevelDecidedV2.TYPE, body(LEVEL, explanation=text))
    assert isinstance(event, LevelDecidedV2)
    assert event.explanation == text


@pytest.mark.parametrize("code", ["", "x" * 101, "9901\n", "9901\t1", "\x1b[31m", "99\x7f01"])
def test_a_code_with_control_characters_is_refused(code: str) -> None:
    with pytest.raises(UndecodableError, match="agency_code"):
        decode(AgencyChangedV2.TYPE, body(AGENCY, agency_code=code))


@pytest.mark.parametrize(
    ("event_type", "sample", "changes"),
    [
        (LevelDecidedV2.TYPE, LEVEL, {"level": "3\n"}),
        (FactObservedV1.TYPE, FACT, {"period": "2026\n"}),
        (DerivationsPublishedV1.TYPE, DERIVATIONS, {"content_hash": "a" * 64 + "\n"}),
    ],
)
def test_a_line_break_is_no_part_of_a_number_period_or_hash(
    event_type: str, sample: dict[str, Any], changes: dict[str, Any]
) -> None:
    with pytest.raises(UndecodableError, match=next(iter(changes))):
        decode(event_type, body(sample, **changes))


@pytest.mark.parametrize("changes", [{"name": ""}, {"name": "x" * 301}, {"short_name": ""}])
def test_an_agency_has_a_name(changes: dict[str, Any]) -> None:
    with pytest.raises(UndecodableError, match="name"):
        decode(AgencyChangedV2.TYPE, body(AGENCY, **changes))
