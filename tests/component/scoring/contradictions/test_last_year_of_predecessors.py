"""A claim of a successor is held against the year before of its only predecessor."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.component.scoring.contradictions.test_contradictions import YEARS, findings, looking_for
from tests.component.scoring.region import DINAS, agencies, agency, decided, edition, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.component.scoring.conftest import Service

    from contracts.envelope import Event

OLD, NEW, NEWER = DINAS[0], "9901.7", "9901.8"
BEFORE, OTHER, NOW = UUID(int=7), UUID(int=8), UUID(int=9)
FROM = date(2026, 1, 1)
FOUND, CLEARED = ("years", "Found", 1), ("years", "Cleared", 2)


def year(assessment: UUID, period: str, code: str, level: str) -> list[Event]:
    return [
        opened(assessment, period=period, campaign_code=f"spbe-{period}", agency_code=code),
        decided("1", level, revision=2, assessment=assessment),
    ]


def taken_over(code: str, *before: str) -> Event:
    return agency(code, predecessor_codes=before, valid_from=FROM)


async def told(service: Service, *events: Event) -> list[tuple[str, str, int]]:
    await service.worker().apply(edition(), looking_for(YEARS), *agencies(), *events)
    return await findings(service)


async def test_the_only_predecessor_is_looked_at(service: Service) -> None:
    old, new = year(BEFORE, "2025", OLD, "1"), year(NOW, "2026", NEW, "4")
    assert await told(service, taken_over(NEW, OLD), *old, *new) == [FOUND]
    sentence = await service.rows("SELECT text_id FROM contradiction")
    assert [row[0] for row in sentence] == ["1->4"]
    await service.worker().apply(decided("1", "3", revision=3, assessment=BEFORE))
    assert await findings(service) == [FOUND, CLEARED]


@pytest.mark.parametrize("order", [*permutations(range(5))][::15])
async def test_the_order_of_events_decides_nothing(service: Service, order: Sequence[int]) -> None:
    old, new = year(BEFORE, "2025", OLD, "1"), year(NOW, "2026", NEW, "4")
    story = [*old, *new, taken_over(NEW, OLD)]
    await told(service)
    for place in order:
        await service.worker().apply(story[place])
    assert await findings(service) == [FOUND]


async def test_a_chain_is_followed_to_the_nearest_that_was_assessed(service: Service) -> None:
    chain = [taken_over(NEW, OLD), taken_over(NEWER, NEW)]
    old, new = year(BEFORE, "2025", OLD, "1"), year(NOW, "2026", NEWER, "4")
    assert await told(service, *chain, *old, *new) == [FOUND]
    await service.worker().apply(*year(OTHER, "2025", NEW, "4"))
    assert await findings(service) == [FOUND, CLEARED]


async def test_its_own_year_before_goes_before_that_of_the_predecessor(service: Service) -> None:
    own, old = year(OTHER, "2025", NEW, "4"), year(BEFORE, "2025", OLD, "1")
    new = year(NOW, "2026", NEW, "4")
    assert await told(service, taken_over(NEW, OLD), *own, *old, *new) == []


@pytest.mark.parametrize("level", ["1", "5"])
async def test_of_several_nothing_is_known(service: Service, level: str) -> None:
    old = [*year(BEFORE, "2025", OLD, level), *year(OTHER, "2025", DINAS[1], level)]
    new = year(NOW, "2026", NEW, "3")
    assert await told(service, taken_over(NEW, *DINAS[:2]), *old, *new) == []


async def test_one_that_was_told_of_one_predecessor_too_few_keeps_what_was_found(
    service: Service,
) -> None:
    """What is unknown clears nothing."""
    old, new = year(BEFORE, "2025", OLD, "1"), year(NOW, "2026", NEW, "4")
    assert await told(service, taken_over(NEW, OLD), *old, *new) == [FOUND]
    await service.worker().apply(
        agency(NEW, predecessor_codes=DINAS[:2], valid_from=FROM, revision=2)
    )
    assert await findings(service) == [FOUND]
