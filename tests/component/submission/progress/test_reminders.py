"""Reminders: who has to do what by when at the open stage, the overdue first."""

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


async def test_what_is_not_complete_is_due_and_nothing_else(answers: str, service: Any) -> None:
    assert [each["agency_code"] for each in await reminders(service)] == [
        "9901",
        "9901.1",
        "9901.2",
    ]
    await put(service, f"{answers}/1", "1")
    await put(service, f"{answers}/P", "0")  # nothing is a level like others
    first = (await reminders(service))[0]
    assert (first["indicator_codes"], first["deadline"], first["overdue"]) == (["2"], None, False)
    await service.api.delete(f"{answers}/1", headers={"If-Match": '"2"'})
    assert (await reminders(service))[0]["indicator_codes"] == ["1", "2"]
    # A level above the lowest, without what proves the one below, is not complete.
    await put(service, f"{answers}/1", "2", etag="4")
    assert (await reminders(service))[0]["indicator_codes"] == ["1", "2"]
    await put(service, f"{answers}/1", "1", etag="5")
    await put(service, f"{answers}/2", "1")
    # What is complete and not submitted is still to be submitted.
    assert (await reminders(service))[0]["indicator_codes"] == []


async def test_a_submitted_stage_reminds_of_nothing_and_a_return_does_again(
    evaluation: Any,
) -> None:
    service = evaluation.service
    for code, level in (("1", "1"), ("2", "1"), ("P", "0")):
        await evaluation.answer(code, level)
    await evaluation.submit("mandiri", "coordinator")
    assert await reminders(service) == []
    await evaluation.give_back("mandiri", "approver", i2="Halaman belum disebut.")
    (again,) = await reminders(service)
    assert (again["stage"], again["indicator_codes"]) == ("mandiri", ["2"])
    await evaluation.submit("mandiri", "coordinator")
    await evaluation.reach("dokumen")
    assessor = {"node_code": "2", "duty": "assessor", "subject": "asesor-7", "stage": "dokumen"}
    person = {"agency_code": "9901", "name": "Nama", "valid_from": "2026-01-01"}
    await service.api.put("/people/asesor-7", json=person, headers={"If-None-Match": "*"})
    made = await service.api.put(f"/campaigns/spbe-2026/assignments/{new_id()}", json=assessor)
    assert made.status_code == 201, made.text
    (open_one,) = await reminders(service)
    assert (open_one["stage"], open_one["indicator_codes"]) == ("dokumen", [])
    assert open_one["responsible"] == ["asesor-7"]


@pytest.mark.usefixtures("answers")
async def test_the_overdue_come_first_in_the_zone_of_each_agency(service: Any) -> None:
    assignment = {"node_code": "index", "duty": "responsible", "unit_code": "9901.2"}
    await service.api.put(f"/campaigns/spbe-2026/assignments/{new_id()}", json=assignment)
    await service.execute(
        "INSERT INTO campaign_stage SELECT 'spbe-2026', 'mandiri',"
        " (now() AT TIME ZONE 'Asia/Jakarta')::date - 1"
    )
    await service.execute(
        "UPDATE assessment SET time_zone = 'Asia/Jayapura' WHERE agency_code = '9901.2'"
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
