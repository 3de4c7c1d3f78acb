"""Targets as the tests set them and hear of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.component.scoring.region import REGION, agencies, decided, derivations, edition, opened

from contracts.events.finding import TargetMetV1, TargetMissedV1

if TYPE_CHECKING:
    from tests.component.scoring.conftest import Service, Worker

INDEX = f"/targets/{REGION}/spbe/2026/index"


async def started(service: Service) -> Worker:
    """Levels 3 and 4 and an empty 13: an index of 0.6 * 3.5 + 0.4 = 2.5."""
    worker = service.worker()
    await worker.apply(edition(), derivations(), *agencies(), opened())
    await worker.apply(decided("1", "3", revision=2), decided("2", "4", revision=3))
    return worker


async def put(
    service: Service, path: str, value: Any, status: int = 200, *, held: str | None = '"0"'
) -> Any:
    headers = {} if held is None else {"If-Match": held}
    answer = await service.api.put(path, json={"value": value}, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


async def got(service: Service, path: str, **query: Any) -> Any:
    answer = await service.api.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def turns(service: Service) -> list[tuple[str, str, str, str, int]]:
    """Return what was announced: the node, met or missed, the target, the value, the revision."""
    return [
        (
            event.node_code,
            type(event).__name__[6:-2],
            event.target,
            event.exact,
            event.revision,
        )
        for event in await service.announced()
        if isinstance(event, TargetMissedV1 | TargetMetV1)
    ]
