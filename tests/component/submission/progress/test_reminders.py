"""Reminders: who has to answer what by when, the overdue first."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import put

from kit.ids import new_id

PATH = "/campaigns/spbe-2026/reminders"


async def reminders(service: Any, **headers: Any) -> list[dict[str, Any]]:
    answer = await service.api.get(PATH, **headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_what_has_no_level_is_due_and_nothing_else(answers: str, service: Any) -> None:
    assert [each["agency_code"] for each in await reminders(service)] == [
        "9901",
        "9901.1",
        "9901.2",
    ]
    await put(service, f"{answers}/1", "2")
    await put(service, f"{answers}/P", "0")  # nothing is a level like others
    first = (await reminders(service))[0]
    assert (first["indicator_codes"], first["deadline"], first["overdue"]) == (["2"], None, False)
    await service.api.delete(f"{answers}/1", headers={"If-Match": '"2"'})
    assert (await reminders(service))[0]["indicator_codes"] == ["1", "2"]
    for code in ("1", "2"):
        await put(service, f"{answers}/{code}", "2", etag="4" if code == "1" else "0")
    assert "9901" not in [each["agency_code"] for each in await reminders(service)]


@pytest.mark.usefixtures("answers")
async def test_the_overdue_come_first_in_the_zone_of_each_agency(service: Any) -> None:
    assignment = {"node_code": "index", "duty": "responsible", "unit_code": "9901.2"}
    await service.api.put(f"/campaigns/spbe-2026/assignments/{new_id()}", json=assignment)
    await service.execute(
        "INSERT INTO campaign_stage SELECT 'spbe-2026', 'mandiri',"
        " (now() AT TIME ZONE 'Asia/Jakarta')::date - 1"
    )
    await service.execute(
        "UPDATE agency SET time_zone = 'Asia/Jayapura' WHERE agency_code = '9901.2'"
    )
    found = await reminders(service)
    assert [each["agency_code"] for each in found] == ["9901.2", "9901", "9901.1"]
    assert {each["overdue"] for each in found} == {True}
    assert found[0]["responsible"] == ["9901.2"]
    assert found[0]["ends_at"].endswith("T15:00:00Z")


@pytest.mark.usefixtures("answers")
async def test_only_agencies_within_reach_are_listed(service: Any, bearer: Any) -> None:
    headers = bearer("leader", agency="9901.1")
    assert [each["agency_code"] for each in await reminders(service, headers=headers)] == ["9901.1"]


@pytest.mark.usefixtures("answers")
async def test_a_closed_campaign_reminds_nobody(service: Any) -> None:
    await service.api.post("/campaigns/spbe-2026/closing", json={"reason": "Selesai"})
    assert await reminders(service) == []
