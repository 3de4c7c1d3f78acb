"""A message that is refused for ever is one dead letter with its reason; its neighbours count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.component.scoring.conftest import record
from tests.component.scoring.region import (
    AT,
    DINAS,
    REGION,
    agencies,
    agency,
    decided,
    derivations,
    edition,
    observed,
    opened,
)
from tests.component.scoring.risking import at_risk, risk

from contracts.events.assessment import StageClosedV2
from contracts.registry import encode
from contracts.topics import AGENCY, ASSESSMENT, EDITION, FACT

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event


def changed(event: Event, **members: Any) -> bytes:
    """Return an event's body with some members replaced, whatever its schema says."""
    return msgspec.json.encode(msgspec.json.decode(encode(event)) | members)


@dataclass
class Bad:
    event: Event
    reason: str
    body: bytes | None = None


LEVEL = decided("1", "3", revision=50)
FACT_TRUE = observed(DINAS[0], True, revision=50)
BAD = {
    "level off the scale": Bad(decided("1", "6", revision=50), "not on the scale"),
    "level between the steps": Bad(decided("1", "2.5", revision=50), "not on the scale"),
    "unknown indicator": Bad(decided("99", "3", revision=50), "has no indicator '99'"),
    "revision out of range": Bad(LEVEL, "revision", changed(LEVEL, revision=2**63)),
    "NUL": Bad(LEVEL, "NUL", changed(LEVEL, explanation="a\0b")),
    "bytes that are no text": Bad(LEVEL, "", encode(LEVEL)[:-1] + b',"x":"\xff"}'),
    "truncated": Bad(LEVEL, "truncated", encode(LEVEL)[:-9]),
    "number of another kind": Bad(observed(DINAS[0], "5", revision=50), "is a boolean"),
    "truth value of another kind": Bad(
        observed(DINAS[0], True, fact="planning.ict_amount"), "is a decimal"
    ),
    "no number": Bad(observed(DINAS[0], "lima", fact="planning.ict_amount"), "not an exact number"),
    "value missing": Bad(FACT_TRUE, "value is missing", changed(FACT_TRUE, value=None)),
    "no period": Bad(observed(DINAS[0], True, period="0000"), "is no period"),
    "time without zone": Bad(
        FACT_TRUE, "observed_at", changed(FACT_TRUE, observed_at="2026-01-01T00:00:00")
    ),
    "edition published otherwise": Bad(edition(content_hash="c" * 64), "published otherwise"),
    "set published otherwise": Bad(derivations(content_hash="c" * 64), "published otherwise"),
    "no tree": Bad(edition(), "no edition", changed(edition(), edition_code="x", nodes=[])),
    "opened otherwise": Bad(opened(agency_code=DINAS[0]), "opened otherwise"),
    "risk of an unknown indicator": Bad(
        at_risk(risk("1"), risk("99"), revision=50), "has no indicator '99'"
    ),
    "risk named twice": Bad(at_risk(risk("1"), risk("1"), revision=51), "an indicator twice"),
    "risk without a cause": Bad(
        at_risk(risk("1"), revision=52),
        "causes",
        changed(
            at_risk(risk("1"), revision=52),
            indicators=[{"indicator_code": "1", "since": "2026-03-01", "causes": []}],
        ),
    ),
    "its own parent": Bad(agency(REGION, REGION, revision=9), "stand above itself"),
}


@pytest.fixture
async def ready(service: Service) -> Service:
    await service.hear(edition(), derivations(), *agencies(), opened())
    return service


async def test_every_kind_of_poison_is_one_dead_letter_and_its_neighbours_count(
    ready: Service,
) -> None:
    bodies = {name: record(bad.event, body=bad.body) for name, bad in BAD.items()}
    good = [decided("1", "2", revision=10), *(observed(code, True, revision=10) for code in DINAS)]
    await ready.hear(good[0], *bodies.values(), *good[1:])

    letters = [
        letter
        for topic in (EDITION, AGENCY, ASSESSMENT, FACT)
        for letter in await ready.letters(topic.name)
    ]
    reasons = dict(letters)
    assert len(letters) == len(BAD)
    for name, bad in BAD.items():
        assert bad.reason in reasons[bodies[name].value or b""], name
    tracks = {track.track: track.exact for track in (await ready.said())[-1].tracks}
    assert tracks == {"self": "1.3", "provisional": "2.1", "live": "3"}


async def test_an_edition_that_came_later_judges_as_one_that_came_before(service: Service) -> None:
    """Otherwise the order of topics would decide what an indicator counts."""
    await service.hear(opened(), decided("1", "3", revision=2), decided("1", "7", revision=3))
    await service.hear(edition())

    assert await service.letters(ASSESSMENT.name) == []
    rows = await service.rows("SELECT level, revision FROM level_state")
    assert [tuple(row) for row in rows] == [("3", 2)]
    assert [bool(row[0]) for row in await service.rows("SELECT refusal FROM parked_level")] == [
        True
    ]


async def test_conditions_nested_without_end_are_refused(service: Service) -> None:
    body = msgspec.json.decode(encode(derivations()))
    condition: dict[str, Any] = {"kind": "all", "conditions": []}
    for _ in range(200):
        condition = {"kind": "not", "condition": condition}
    body["rules"][0]["derivation"]["steps"][0]["condition"] = condition
    await service.hear(record(derivations(), body=msgspec.json.encode(body)))
    ((_, reason),) = await service.letters(EDITION.name)

    assert "nested deeper" in reason


async def test_what_moves_no_score_is_passed_over(ready: Service) -> None:
    before = await ready.state()
    await ready.hear(
        StageClosedV2(
            assessment_id=opened().assessment_id,
            revision=60,
            stage="mandiri",
            closed_by="koordinator",
            closed_at=AT,
        )
    )

    assert await ready.state() == before
    assert await ready.letters(ASSESSMENT.name) == []
