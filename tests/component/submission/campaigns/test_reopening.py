"""A plan can be given up, and a campaign that was closed by mistake is opened again."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import put

PATH = "/campaigns/spbe-2026"
DONE = {"reason": "Selesai"}
EARLY = {"reason": "Ditutup terlalu dini"}


@pytest.fixture
def approver(bearer: Any) -> dict[str, str]:
    headers: dict[str, str] = bearer("approver", subject="penyelia")
    return headers


async def test_a_plan_that_is_given_up_makes_room_for_another(service: Any, bearer: Any) -> None:
    await service.open_campaign(planned=True)
    same = await service.open_campaign("lagi")
    assert (same.status_code, "batalkan rencana" in same.text) == (409, True)
    for _ in range(2):
        given_up = await service.api.post(f"{PATH}/closing", json=DONE)
        assert (given_up.status_code, given_up.json()["state"]) == (200, "closed")
    assert given_up.json()["opened_at"] is None
    assert (await service.api.post(f"{PATH}/opening")).status_code == 409
    refused = await service.api.post(
        f"{PATH}/reopening", json=EARLY, headers=bearer("approver", subject="penyelia")
    )
    assert (refused.status_code, "dibatalkan sebelum dibuka" in refused.text) == (409, True)
    assert (await service.open_campaign("lagi")).status_code == 201
    assert (await service.open_campaign("ketiga")).status_code == 409
    listed = (await service.api.get("/campaigns")).json()["items"]
    assert {each["campaign_code"] for each in listed} == {"lagi", "spbe-2026"}


async def test_what_was_closed_by_mistake_goes_on_where_it_stood(
    service: Any, approver: dict[str, str]
) -> None:
    await service.open_campaign()
    address = f"/assessments/{await service.assessment()}/answers/1"
    assert (await put(service, address, "2")).status_code == 200
    await service.api.post(f"{PATH}/closing", json=DONE)
    in_the_way = await service.open_campaign("lagi")
    assert (in_the_way.status_code, "membukanya kembali" in in_the_way.text) == (409, True)
    for _ in range(2):
        again = await service.api.post(f"{PATH}/reopening", json=EARLY, headers=approver)
        assert (again.status_code, again.json()["state"]) == (200, "open"), again.text
    assert (again.json()["closed_at"], again.json()["closing_reason"]) == (None, None)
    assert (await put(service, address, "3", etag="2")).status_code == 200
    taken = (await service.api.get(f"{PATH}/steps")).json()["items"]
    assert [(each["step"], each["reason"]) for each in taken] == [
        ("reopened", "Ditutup terlalu dini"),
        ("closed", "Selesai"),
        ("opened", None),
    ]
    assert taken[0]["done_by"] == "penyelia"
    paged = (await service.api.get(f"{PATH}/steps", params={"limit": 2})).json()
    rest = await service.api.get(
        f"{PATH}/steps", params={"limit": 2, "cursor": paged["next_cursor"]}
    )
    assert [*paged["items"], *rest.json()["items"]] == taken


async def test_who_closed_it_does_not_reopen_it(service: Any, bearer: Any) -> None:
    await service.open_campaign()
    both = bearer("approver", "coordinator", subject="penyelia")
    assert (await service.api.post(f"{PATH}/reopening", json=EARLY)).status_code == 403
    await service.api.post(f"{PATH}/closing", json=DONE, headers=both)
    refused = await service.api.post(f"{PATH}/reopening", json=EARLY, headers=both)
    assert (refused.status_code, "orang lain" in refused.text) == (403, True)
    below = bearer("approver", agency="9901.1", subject="bawah")
    assert (await service.api.post(f"{PATH}/reopening", json=EARLY, headers=below)).status_code in {
        403,
        404,
    }
    other = bearer("approver", subject="orang-lain")
    assert (
        await service.api.post(f"{PATH}/reopening", json=EARLY, headers=other)
    ).status_code == 200


async def test_a_plan_is_not_reopened(service: Any, approver: dict[str, str]) -> None:
    await service.open_campaign(planned=True)
    refused = await service.api.post(f"{PATH}/reopening", json=EARLY, headers=approver)
    assert (refused.status_code, "masih direncanakan" in refused.text) == (409, True)


async def test_agencies_of_a_closed_campaign_are_told_how_to_go_on(service: Any) -> None:
    await service.open_campaign(agency_codes=["9901.1"])
    await service.api.post(f"{PATH}/closing", json=DONE)
    refused = await service.open_campaign("lain", kind="monitoring", agency_codes=["9901.1"])
    assert (refused.status_code, "sudah ditutup; minta" in refused.text) == (409, True)
