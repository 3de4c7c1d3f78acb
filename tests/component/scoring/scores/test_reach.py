"""Whose scores a token reaches before, and whether, its agency is known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.component.scoring.region import DINAS, REGION, SPBE, agencies, edition, opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.component.scoring.conftest import Service

    Bearer = Callable[..., dict[str, str]]


async def test_a_token_that_names_an_unknown_agency_hears_of_it(
    service: Service, bearer: Bearer
) -> None:
    await service.worker().apply(edition(), *agencies(), opened())
    unknown = bearer("leader", agency="7777")
    answer = await service.api.get("/scores", params={"agency": "7777"}, headers=unknown)
    other = await service.api.get("/scores", params={"agency": "7778"}, headers=unknown)

    assert (answer.status_code, other.status_code) == (404, 404)
    assert (await service.api.get("/scores", headers=unknown)).json()["items"] == []


async def test_an_agency_reaches_its_score_before_its_own_event_has_come(
    service: Service, bearer: Bearer
) -> None:
    await service.worker().apply(edition(), opened())
    own, other = bearer("leader", agency=REGION), bearer("leader", agency=DINAS[0])

    assert (await service.api.get(f"/scores/{SPBE}", headers=own)).status_code == 200
    assert (await service.api.get(f"/scores/{SPBE}", headers=other)).status_code == 404
    assert len((await service.api.get("/scores", headers=own)).json()["items"]) == 1
