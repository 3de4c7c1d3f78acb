"""Scores that are judged by floors, as the tests begin them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from tests.component.scoring.region import (
    AT,
    RUN,
    SPBE,
    agencies,
    derivations,
    edition,
    opened,
)
from tests.component.scoring.targeting import got

from contracts.events.assessment import DerivationsChosenV1

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service, Worker

    from contracts.envelope import Event
    from contracts.events.derivations import DerivationsPublishedV1
    from contracts.events.edition import EditionPublishedV1

LAST, DECEMBER, OCTOBER = UUID(int=7), UUID(int=12), UUID(int=10)
ANSWERS = [*enumerate(("1", "2", "13"))]
MAY = datetime(2026, 5, 1, tzinfo=UTC)
BAIK = {"id": "Baik", "en": "Baik (en)"}


def rules(version: int = 1, **floors: str) -> DerivationsPublishedV1:
    """Return the rule of indicator 13 with these floors; without any, those of the product."""
    return msgspec.structs.replace(
        derivations(), derivation_set_version=version, coverage_floors=floors or None
    )


def floorless(edition_code: str = "spbe") -> DerivationsPublishedV1:
    """Return a set without rules under which everything is judged."""
    return msgspec.structs.replace(derivations(), edition_code=edition_code, rules=())


def spared(**anchors: str) -> EditionPublishedV1:
    """Return the edition with indicators that may not apply; some then count as an anchor."""
    nodes = tuple(
        msgspec.structs.replace(node, not_applicable="anchor", anchor=anchors[f"of_{node.code}"])
        if f"of_{node.code}" in anchors
        else node
        for node in edition().nodes
    )
    return msgspec.structs.replace(edition(), nodes=nodes, not_applicable="redistribute")


async def started(
    service: Service,
    *events: Event,
    chosen: Event | None = None,
    on: EditionPublishedV1 | None = None,
) -> Worker:
    worker = service.worker()
    await worker.apply(on or edition(), chosen or rules(), *agencies(), opened(), *events)
    return worker


async def track(service: Service, name: str = "provisional", assessment: UUID = SPBE) -> Any:
    """Return a track as the whole score shows it; the list shows the same of it."""
    whole = await got(service, f"/scores/{assessment}")
    found = next(each for each in whole["tracks"] if each["track"] == name)
    for item in (await got(service, "/scores"))["items"]:
        if item["assessment_id"] == str(assessment):
            listed = next(each for each in item["tracks"] if each["track"] == name)
            assert listed | {"nodes": 0, "indicators": 0, "result": 0} == found | {
                "nodes": 0,
                "indicators": 0,
                "result": 0,
            }
            assert item["period_state"] == whole["period_state"]
    return found


def choice(assessment: UUID, *, version: int) -> DerivationsChosenV1:
    return DerivationsChosenV1(
        assessment_id=assessment,
        revision=90,
        campaign_code="spbe-2026",
        edition_code="spbe",
        derivation_set_version=version,
        rederivation_id=RUN,
        assessment_count=1,
        chosen_by="petugas",
        chosen_at=AT,
    )
