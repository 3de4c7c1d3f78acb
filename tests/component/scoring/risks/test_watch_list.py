"""The scores of a campaign of which something is at risk, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.component.scoring.publishing import scored
from tests.component.scoring.region import (
    DINAS,
    MONTH,
    SPBE,
    month_opened,
    monthly_derivations,
    monthly_edition,
    opened,
)
from tests.component.scoring.risking import at_risk, risk

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service


@pytest.fixture
async def story(service: Service) -> Service:
    """One assessment of which nothing is at risk."""
    for batch in scored():
        await service.worker().apply(*batch)
    return service


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_campaign_has_a_list_of_what_is_at_risk(story: Service) -> None:
    worker = story.worker()
    more = [UUID(int=400 + number) for number in range(5)]
    await worker.apply(monthly_edition(), monthly_derivations(), month_opened())
    await worker.apply(*(opened(each) for each in more))
    await worker.apply(*(at_risk(risk("2"), revision=9, assessment=each) for each in more[:3]))
    await worker.apply(at_risk(revision=9, assessment=more[3]))
    await worker.apply(at_risk(risk("K1"), revision=9, assessment=MONTH))
    wanted = {"campaign": "spbe-2026", "at_risk": "true", "limit": "2"}
    first = await got(story, "/scores", **wanted)
    second = await got(story, "/scores", **wanted, cursor=first["next_cursor"])

    found = [each["assessment_id"] for each in (*first["items"], *second["items"])]
    assert (found, second["next_cursor"]) == ([*map(str, more[:3])], None)
    other = await got(story, "/scores", campaign="spbe-2026", at_risk="false")
    assert {each["assessment_id"] for each in other["items"]} == {*map(str, (SPBE, *more[3:]))}
    below = await got(story, "/scores", agency=DINAS[0], at_risk="true")
    assert [each["assessment_id"] for each in below["items"]] == [str(MONTH)]


async def test_a_cursor_of_one_list_is_none_of_the_other(story: Service) -> None:
    await story.worker().apply(*(opened(UUID(int=400 + number)) for number in range(3)))
    first = await got(story, "/scores", at_risk="false", limit="1")
    answer = await story.api.get(
        "/scores", params={"at_risk": "true", "cursor": first["next_cursor"]}
    )

    assert answer.status_code == 400
