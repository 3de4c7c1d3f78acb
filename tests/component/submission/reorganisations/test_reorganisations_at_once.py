"""Reorganisations at the same moment as others, as decisions and as new campaigns."""

import asyncio
from typing import Any

from tests.component.submission.reorganisations.reorganising import (
    MERGER,
    NEW,
    answer_level,
    do,
    items,
)


async def test_two_reorganisations_at_once_are_made_one_after_the_other(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    other = MERGER | {"from_codes": ["9901.1"], "agency": NEW | {"name": "Lain"}}
    answers = await asyncio.gather(
        do(service, "9901.8/merger", other), do(service, "9901.9/merger", MERGER)
    )
    assert sorted(each.status_code for each in answers) == [200, 409]
    assert await service.count("assessment WHERE agency_code = '9901.1'") == 1
    assert await service.count("agency WHERE predecessor_codes <> '{}'") == 1


async def test_reorganisation_against_decision_loses_neither(service: Any) -> None:
    await service.open_campaign(agency_codes=None)
    merged, decided = await asyncio.gather(
        do(service, "9901.9/merger", MERGER), answer_level(service, "9901.1")
    )
    assert merged.status_code == 200
    kept = await service.count("level_decision")
    assert (decided.status_code, kept) in ((200, 1), (409, 0))
    assert (await answer_level(service, "9901.2")).status_code == 409


async def test_reorganisation_against_a_new_campaign_doubles_nobody(service: Any) -> None:
    merged, opened = await asyncio.gather(
        do(service, "9901.9/merger", MERGER), service.open_campaign(agency_codes=None)
    )
    assert (merged.status_code, opened.status_code) == (200, 201)
    found = await items(service, campaign="spbe-2026")
    # Those that the merger has ended take part in nothing that opens after it.
    assert sorted(each["agency_code"] for each in found) in (
        ["9901", "9901.9"],
        ["9901", "9901.1", "9901.2", "9901.9"],
    )
