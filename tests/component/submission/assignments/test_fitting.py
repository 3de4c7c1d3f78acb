"""A responsible unit is of the assessed agency, its officer of the unit, and nobody has left."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import put
from tests.component.submission.assignments.test_assignments import (
    RESPONSIBLE,
    assign,
    enter,
)


@pytest.fixture
async def opened(service: Any) -> Any:
    """Return the service with an open campaign of two agencies, and a person of each."""
    await service.once(_open)
    return service


async def _open(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1", agency_kind="unit")
    await service.open_campaign(agency_codes=["9901", "9901.1"])
    await enter(service, "orang-1", "9901.1")
    await enter(service, "orang-2", "9901.2")


async def test_a_responsible_unit_is_of_the_assessed_agency(opened: Any) -> None:
    other = RESPONSIBLE | {"agency_code": "9901.1", "unit_code": "9901.2"}
    refused = await assign(opened, **other)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/unit_code")
    assert "bukan bagian dari instansi yang dinilai" in refused.text
    for unit, node in (("9901.1", "1"), ("9901.1.1", "2")):
        made = await assign(opened, **other | {"unit_code": unit, "node_code": node})
        assert made.status_code == 201, made.text


async def test_a_unit_of_all_agencies_is_responsible_in_its_own_only(
    service: Any, bearer: Any
) -> None:
    await service.put_agency("9901.1.1", "9901.1", agency_kind="unit")
    await service.open_campaign(agency_codes=["9901.1", "9901.2"])
    made = await assign(service, **RESPONSIBLE | {"unit_code": "9901.1.1"})
    assert (made.status_code, made.json()["agency_code"]) == (201, None)
    for agency, status in (("9901.1", 403), ("9901.2", 200)):
        address = f"/assessments/{await service.assessment(agency=agency)}/answers/1"
        service.api.headers.update(bearer("agency_officer", agency=agency, subject=agency))
        answered = await put(service, address, "2")
        assert answered.status_code == status, answered.text
        service.api.headers.update(bearer("coordinator"))


async def test_a_named_officer_works_in_the_unit(opened: Any) -> None:
    refused = await assign(opened, **RESPONSIBLE, subject="orang-2")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/subject")
    assert "bekerja pada 9901.2" in refused.text
    assert (await assign(opened, **RESPONSIBLE, subject="orang-1")).status_code == 201


async def test_who_has_left_decides_nothing(opened: Any, bearer: Any) -> None:
    address = f"/assessments/{await opened.assessment()}/answers/1"
    person = {"agency_code": "9901", "name": "Nama", "valid_from": "2026-01-01"}
    for subject, until, status in (("pergi", "2026-06-30", 403), ("ada", "2999-12-31", 200)):
        made = await opened.api.put(
            f"/people/{subject}",
            json=person | {"valid_until": until},
            headers={"If-None-Match": "*"},
        )
        assert made.status_code == 201, made.text
        opened.api.headers.update(bearer("data_entry", subject=subject))
        answered = await put(opened, address, "2")
        assert answered.status_code == status, answered.text
        opened.api.headers.update(bearer("coordinator"))
