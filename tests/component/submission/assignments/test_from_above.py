"""Assessors from above are assigned by the owner of the campaign, who reads nothing about them."""

from typing import Any

import pytest
from tests.component.submission.assignments.test_assignments import enter
from tests.component.submission.conftest import bearer

from kit.ids import new_id

PATH = "/campaigns/spbe-2026"
ASSESSOR = {"node_code": "index", "duty": "assessor", "stage": "dokumen", "agency_code": "9901.1.1"}
OWNER = bearer("coordinator", agency="9901.1", subject="koordinator-dinas")


@pytest.fixture
async def opened(service: Any) -> Any:
    """Return the service with a campaign of 9901.1 for an agency below it, and people around."""
    await service.once(_open)
    return service


async def _open(service: Any) -> None:
    await service.put_agency("9901.1.1", "9901.1")
    opened = await service.api.post(
        "/campaigns",
        json={
            "code": "spbe-2026",
            "name": "SPBE 2026",
            "edition_code": "spbe",
            "period": "2026",
            "agency_codes": ["9901.1.1"],
        },
        headers=OWNER,
    )
    assert opened.status_code == 201, opened.text
    await enter(service, "asesor-atas", "9901")
    await enter(service, "orang-lain", "9901.2")
    await enter(service, "asesor-lama", "9901")
    old = await service.api.get("/people/asesor-lama")
    state = {"agency_code": "9901", "name": "Nama", "valid_from": "2020-01-01"}
    ended = await service.api.put(
        "/people/asesor-lama",
        json=state | {"valid_until": "2020-12-31"},
        headers={"If-Match": old.headers["etag"]},
    )
    assert ended.status_code == 200, ended.text


async def assign(service: Any, subject: str, **body: Any) -> Any:
    return await service.api.put(
        f"{PATH}/assignments/{new_id()}", json=ASSESSOR | {"subject": subject} | body, headers=OWNER
    )


async def test_the_owner_assigns_an_assessor_from_above_unread(opened: Any) -> None:
    made = await assign(opened, "asesor-atas")
    assert made.status_code == 201, made.text
    assert (await opened.api.get("/people/asesor-atas", headers=OWNER)).status_code == 404


async def test_the_refusal_is_the_same_wherever_else_somebody_is(opened: Any) -> None:
    told = set()
    for subject in ("tiada", "orang-lain", "asesor-lama"):
        refused = await assign(opened, subject)
        errors = refused.json()["errors"]
        assert (refused.status_code, errors[0]["pointer"]) == (422, "/subject")
        told.add((refused.json()["detail"], errors[0]["message"]))
    assert len(told) == 1


async def test_nobody_from_above_answers_or_assesses_at_the_first_stage(opened: Any) -> None:
    refused = await assign(opened, "asesor-atas", stage="mandiri")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/subject")
