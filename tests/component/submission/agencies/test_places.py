"""Where agencies may stand, which codes they have, and who moves them."""

from typing import Any

import pytest
from tests.component.submission.agencies.test_agencies import STATE


@pytest.mark.parametrize("code", ["9901..a", "9901.", "9901.-.q", "9901.t._", "a" * 101])
async def test_a_code_has_no_empty_part(service: Any, code: str) -> None:
    assert (await service.put_agency(code)).status_code == 400
    below = await service.put_agency("9901.3", code)
    assert below.json()["errors"][0]["pointer"] == "/parent_code"
    campaign = await service.open_campaign(code)
    assert (campaign.status_code, campaign.json()["errors"][0]["pointer"]) == (400, "/code")


async def test_nothing_lives_on_below_an_agency_that_ends(service: Any) -> None:
    await service.put_agency("9901.3", valid_until="2020-12-31")
    refused = await service.put_agency("9901.3.1", "9901.3")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/parent_code")
    assert "2020-12-31" in refused.json()["errors"][0]["message"]
    bound = await service.put_agency("9901.3.1", "9901.3", valid_until="2020-12-31")
    assert bound.status_code == 201
    moved = STATE | {"parent_code": "9901.3"}
    answer = await service.api.put("/agencies/9901.1", json=moved, headers={"If-Match": '"1"'})
    assert answer.status_code == 422
    # What stood there before that was asked can still be corrected in all else.
    await service.execute("UPDATE agency SET parent_code = '9901.3' WHERE agency_code = '9901.1'")
    renamed = moved | {"name": "Lain"}
    answer = await service.api.put("/agencies/9901.1", json=renamed, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text


async def test_an_agency_with_assessments_moves_from_a_day_on_only(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1")
    moved = STATE | {"parent_code": "9901.2"}
    path = "/agencies/9901.1"
    corrected = await service.api.put(path, json=moved, headers={"If-Match": '"1"'})
    assert corrected.status_code == 200  # nothing was assessed yet
    await service.open_campaign(agency_codes=["9901.1.1"])
    back = await service.api.put(path, json=STATE, headers={"If-Match": '"2"'})
    assert back.status_code == 409
    assert back.json()["errors"][0]["pointer"] == "/parent_code"
    assert "…/move" in back.json()["detail"]
    row = "code,name,parent_code\n9901.1,Nama,9901\n"
    table = {"Content-Type": "text/csv"}
    taken = await service.api.post("/agencies/imports", content=row, headers=table)
    assert taken.status_code == 422, taken.text
    assert taken.json()["errors"][0]["pointer"] == "/rows/2/parent_code"
    same = moved | {"name": "Lain"}
    assert (await service.api.put(path, json=same, headers={"If-Match": '"2"'})).is_success
