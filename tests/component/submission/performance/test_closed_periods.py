"""What a leader closed as a month changes by nobody's hand, until it is opened again."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.component.submission.conftest import bearer
from tests.component.submission.performance.test_performance import (
    AGENCY,
    SECRETARY,
    _open,
    end_stages,
    post,
    put,
)

COORDINATOR = bearer("coordinator", agency="9901", subject="koordinator")
APPROVER = bearer("approver", agency="9901", subject="penyetuju")


@pytest.fixture
async def closed(service: Any, edition: Callable[..., Any]) -> str:
    """Return the address of a month that a leader closed after its campaign."""
    month = str(await service.once(_open, edition))
    await put(service, month, 0)
    closing = {"reason": "Bulan selesai."}
    ended = await service.api.post("/campaigns/kinerja-2026-01/closing", json=closing)
    assert ended.status_code == 200, ended.text
    await post(service, month, "comments", {"revision": 1, "text": "Baik."})
    told = await post(service, month, "closing", {"revision": 1})
    assert (told.status_code, told.json()["state"]) == (200, "closed"), told.text
    return month


async def answer(service: Any, month: str) -> Any:
    headers = bearer("agency_officer", agency=AGENCY, subject="petugas")
    path = f"{month}/stages/mandiri/levels/1"
    tag = (await service.api.get(path, headers=headers)).headers["ETag"]
    body = {"level": "3", "explanation": "Diubah."}
    return await service.api.put(path, json=body, headers=headers | {"If-Match": tag})


async def test_a_reopened_campaign_lets_no_closed_month_change(service: Any, closed: str) -> None:
    reopened = await service.api.post(
        "/campaigns/kinerja-2026-01/reopening", json={"reason": "Keliru."}, headers=APPROVER
    )
    assert reopened.status_code == 200, reopened.text
    refused = await answer(service, closed)
    assert refused.status_code == 409, refused.text
    (lack,) = refused.json()["missing"]
    assert lack["requirement"] == "goes_on"
    assert "2026-01" in refused.json()["errors"][0]["message"], refused.text

    again = await post(service, closed, "reopening", {"reason": "Dikoreksi."}, SECRETARY)
    assert again.json()["state"] == "written"
    assert (await answer(service, closed)).status_code == 200


async def test_of_a_closed_month_no_stage_is_returned(
    service: Any, edition: Callable[..., Any]
) -> None:
    month = str(await service.once(_open, edition))
    await put(service, month, 0)
    await end_stages(service, month)
    await post(service, month, "comments", {"revision": 1, "text": "Baik."})
    assert (await post(service, month, "closing", {"revision": 1})).status_code == 200
    assert (await answer(service, month)).status_code == 409
