"""A root that comes below another agency brings its subtree along: facts, scores and reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.component.scoring import region

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

PROVINCE = "99"
OF_PROVINCE = UUID(int=7)


async def test_what_rests_on_the_subtree_follows_and_those_above_reach_it(
    service: Service, bearer: Callable[..., dict[str, str]]
) -> None:
    worker = service.worker()
    await worker.apply(
        region.edition(),
        region.derivations(),
        *region.agencies(),
        region.agency(PROVINCE, None),
        region.opened(),
        region.opened(OF_PROVINCE, agency_code=PROVINCE, campaign_code="provinsi-2026"),
        *(region.observed(code, True) for code in region.DINAS),
        region.decided("1", "3", revision=2),
    )
    above = bearer("leader", agency=PROVINCE)

    async def level() -> Any:
        score = (await service.api.get(f"/scores/{OF_PROVINCE}", headers=above)).json()
        live = next(track for track in score["tracks"] if track["track"] == "live")
        return next(each for each in live["indicators"] if each["code"] == "13")["level"]

    async def reached() -> list[str]:
        listed = (await service.api.get("/scores", headers=above)).json()["items"]
        return [each["agency_code"] for each in listed]

    assert (await level(), await reached()) == (None, [PROVINCE])
    hidden = await service.api.get(f"/scores/{region.SPBE}", headers=above)
    assert hidden.status_code in {403, 404}

    moved = region.agency(region.REGION, PROVINCE, revision=2, agency_kind="regency")
    await worker.apply(moved)
    assert (await level(), await reached()) == ("3", [PROVINCE, region.REGION])
    assert (await service.api.get(f"/scores/{region.SPBE}", headers=above)).status_code == 200
    await worker.apply(region.observed(region.DINAS[1], False, revision=2))
    assert await level() == "2"
