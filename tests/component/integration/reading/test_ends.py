"""A record is gone only when a listing whose end is known no longer holds it."""

from typing import Any

import httpx
import pytest
from tests.component.integration.fake_planning import consultation

from integration.sources.domain.source import Options

KOMINFO, DISHUB, DINKES = "2.16.01", "2.15.01", "1.02.01"
PAGED = Options(number_format="plain", paging="pages", page_size=1)


def in_pages(world: Any, *pages: list[int], **claims: Any) -> None:
    """Let the system answer for consultations page by page, as they are numbered here."""
    orgs = {1: KOMINFO, 2: DISHUB, 3: DINKES}
    whole = type(world.fake).answer

    async def answer(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("konsultasi"):
            response: httpx.Response = await whole(world.fake, request)
            body = {**response.json(), "last_page": 1} if response.content else {}
            return httpx.Response(response.status_code, json=body)
        place = int(request.url.params["page"]) - 1
        numbers = pages[place] if place < len(pages) else []
        rows = [consultation(number, orgs[number]) for number in numbers]
        return httpx.Response(200, json={"status": 1, **claims, "data": rows})

    world.fake.answer = answer


async def gone(world: Any) -> list[str]:
    return [
        row["record_id"] for row in await world.query("SELECT record_id FROM record WHERE gone")
    ]


@pytest.fixture
async def world(world: Any) -> Any:
    """A world in which three pages of one row each were read."""
    await world.register(options=PAGED)
    in_pages(world, [1], [2], [3])
    assert await world.sync() == "succeeded"
    assert (await world.facts(DINKES))["planning.ict_consulted"] == ("value", True)
    await world.told()
    return world


@pytest.mark.parametrize("claims", [{}, {"last_page": 3}])
async def test_an_empty_page_in_the_middle_makes_nothing_gone(
    world: Any, claims: dict[str, int]
) -> None:
    in_pages(world, [1], [], [3], **claims)
    assert await world.sync() == "succeeded"
    assert await gone(world) == []
    assert await world.told() == []
    assert (await world.facts(DISHUB))["planning.ict_consulted"] == ("value", True)


async def test_a_walk_whose_end_is_proven_makes_the_rest_gone(world: Any) -> None:
    in_pages(world, [1], [3])
    assert await world.sync() == "succeeded"
    assert await gone(world) == ["2026:2"]
    assert (await world.facts(DISHUB))["planning.ict_consulted"] == ("absent", None)


async def test_a_run_tells_of_listings_without_a_known_end(world: Any) -> None:
    in_pages(world, [1], [], [3], last_page=3)
    await world.register(code="second", options=PAGED)
    assert await world.sync("second") == "succeeded"
    (run,) = await world.query("SELECT figures FROM sync_run WHERE source_code = 'second'")
    assert run["figures"]["listings_without_known_end"] == 1
    (first,) = await world.query("SELECT figures FROM sync_run WHERE source_code = 'planning'")
    assert "listings_without_known_end" not in first["figures"]


async def test_a_listing_without_a_known_end_is_not_taken_for_shorter(world: Any) -> None:
    in_pages(world, [1], [], [3], last_page=3)
    await world.sync()
    in_pages(world, [1], last_page=1)
    assert await world.sync() == "quarantined"
    (state,) = await world.query("SELECT failure FROM source_state")
    assert state["failure"]["code"] == "shrunk"
