"""A filter by a code that does not exist is refused, and names those that do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.component.scoring.publishing import KEY, publish, score, set_keys
from tests.component.scoring.region import DINAS, REGION, month_opened, opened

from kit.awaited import AWAITED
from scoring.publication.domain.signing_keys import Keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

LISTS = ["/scores", "/results", "/rederivations"]


@pytest.fixture
async def story(service: Service, bearer: Callable[..., dict[str, str]]) -> Service:
    """A campaign with a published result, and one of an agency below."""
    set_keys(service, Keys.of(KEY.text))
    service.api.headers.update(bearer("coordinator"))
    await service.once(_publish)
    return service


async def _publish(service: Service) -> None:
    await score(service)
    await service.worker().apply(month_opened())
    await publish(service)


@pytest.mark.parametrize("path", LISTS)
async def test_an_unknown_campaign_is_refused_with_the_known_ones(
    story: Service, path: str
) -> None:
    answer = await story.api.get(path, params={"campaign": "tidak-ada"})

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "query/campaign"
    assert {"spbe-2026", "kinerja-2026-02"} == {*error["message"].split(": ")[1].split(", ")}
    # Submission may have opened it a moment ago.
    assert answer.headers[AWAITED] == "campaigns/tidak-ada"


@pytest.mark.parametrize("path", LISTS)
async def test_a_campaign_of_others_is_as_one_that_is_not_there(
    story: Service, path: str, bearer: Callable[..., dict[str, str]]
) -> None:
    below = bearer("leader", agency=DINAS[0])
    told = []
    for code in ("spbe-2026", "tidak-ada-1"):
        answer = await story.api.get(path, params={"campaign": code}, headers=below)
        told.append((answer.status_code, answer.json()["errors"]))

    assert told[0] == told[1]
    assert told[0][0] == 400
    assert "kinerja-2026-02" in told[0][1][0]["message"]
    assert "spbe-2026" not in told[0][1][0]["message"]
    known = await story.api.get(path, params={"campaign": "kinerja-2026-02"}, headers=below)
    assert known.status_code == 200


async def test_a_campaign_that_is_known_may_have_nothing(story: Service) -> None:
    found = await story.api.get("/results", params={"campaign": "kinerja-2026-02"})

    assert (found.status_code, found.json()["items"]) == (200, [])


async def test_the_public_knows_campaigns_with_results_only(
    story: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    public = bearer("public", agency=None)
    await story.worker().apply(opened(UUID(int=70), campaign_code="rahasia"))
    told = []
    for code in ("rahasia", "tidak-ada"):
        answer = await story.api.get("/results", params={"campaign": code}, headers=public)
        told.append((answer.status_code, answer.json()["errors"]))

    assert told[0] == told[1]
    assert told[0][1] == [{"pointer": "query/campaign", "message": "dikenal: spbe-2026"}]
    for query in ({"campaign": "spbe-2026"}, {"agency": REGION}):
        found = await story.api.get("/results", params=query, headers=public)
        assert len(found.json()["items"]) == 1
