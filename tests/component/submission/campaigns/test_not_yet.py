"""An edition or set that was published just now may not be known here: the gateway is told."""

from typing import Any

import msgspec
import pytest

from kit.awaited import AWAITED
from kit.ids import new_id


@pytest.mark.parametrize(
    ("body", "awaited"),
    [
        ({"edition_code": "baru"}, "editions/baru"),
        ({"derivation_set_version": 2}, "editions/spbe/derivations/2"),
        ({"edition_code": "baru", "derivation_set_version": None}, "editions/baru"),
        # Something else is wrong too, and that does not come right by itself.
        ({"period": "2026-11", "derivation_set_version": 2}, None),
        ({"period": "2026-11"}, None),
    ],
)
async def test_only_what_may_come_is_awaited(
    service: Any, body: dict[str, Any], awaited: str | None
) -> None:
    answer = await service.open_campaign(**body)
    assert (answer.status_code, answer.headers.get(AWAITED)) == (422, awaited)


async def test_a_campaign_that_chooses_a_new_set_awaits_it(service: Any) -> None:
    await service.open_campaign()
    path = "/campaigns/spbe-2026"
    headers = {"If-Match": '"1"'}
    answer = await service.api.put(path, json={"derivation_set_version": 2}, headers=headers)
    assert (answer.status_code, answer.headers[AWAITED]) == (422, "editions/spbe/derivations/2")


async def test_a_retired_edition_is_not_awaited(service: Any) -> None:
    await service.execute("UPDATE edition SET retired = true")
    answer = await service.open_campaign()
    assert (answer.status_code, answer.headers.get(AWAITED)) == (422, None)


async def test_a_rederivation_leads_to_its_campaign_within_reach(
    service: Any, bearer: Any, derivations: Any
) -> None:
    await service.hear(msgspec.structs.replace(derivations(), derivation_set_version=2))
    await service.open_campaign()
    put = await service.api.put(
        "/campaigns/spbe-2026", json={"derivation_set_version": 2}, headers={"If-Match": '"1"'}
    )
    job = put.json()["rederivation_id"]
    for agency, wanted, count in (("9901", job, 1), ("8801", job, 0), ("9901", new_id(), 0)):
        headers = bearer("coordinator", agency=agency)
        params = {"rederivation": str(wanted)}
        found = await service.api.get("/campaigns", params=params, headers=headers)
        assert len(found.json()["items"]) == count
