"""After the first stage nobody of the assessed agency chooses who assesses it."""

from typing import Any

import pytest
from tests.component.submission.conftest import bearer
from tests.component.submission.minutes.test_visits import put_visits

from kit.ids import new_id

PATH = "/campaigns/spbe-2026"
ASSESSOR = {"node_code": "index", "duty": "assessor", "subject": "asesor", "stage": "dokumen"}
ASSESSED = bearer("coordinator", agency="9901.1", subject="koordinator-dinas")


@pytest.fixture
async def opened(service: Any) -> Any:
    """Return the service with a campaign for one agency, opened by the one above it."""
    await service.once(_open)
    return service


async def _open(service: Any) -> None:
    await service.open_campaign(under_code="9901.1", agency_codes=["9901.1"])
    person = {"agency_code": "9901", "name": "Nama", "valid_from": "2026-01-01"}
    await service.api.put("/people/asesor", json=person, headers={"If-None-Match": "*"})
    own = person | {"agency_code": "9901.1"}
    await service.api.put("/people/asesor-sendiri", json=own, headers={"If-None-Match": "*"})


@pytest.mark.parametrize("agency", ["9901.1", None])
async def test_the_assessed_agency_assigns_no_assessor_of_a_later_stage(
    opened: Any, agency: str | None
) -> None:
    body = ASSESSOR | {"agency_code": agency, "subject": "asesor-sendiri"}
    path = f"{PATH}/assignments/{new_id()}"
    refused = await opened.api.put(path, json=body, headers=ASSESSED)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/agency_code")
    assert "dokumen" in refused.json()["detail"]
    first = await opened.api.put(path, json=body | {"stage": "mandiri"}, headers=ASSESSED)
    assert first.status_code == 201, first.text
    by_above = ASSESSOR | {"agency_code": agency}
    made = await opened.api.put(f"{PATH}/assignments/{new_id()}", json=by_above)
    assert made.status_code == 201, made.text


async def test_the_assessed_agency_removes_no_assessor_of_a_later_stage(opened: Any) -> None:
    path = f"{PATH}/assignments/{new_id()}"
    assert (await opened.api.put(path, json=ASSESSOR)).status_code == 201
    refused = await opened.api.delete(path, headers=ASSESSED)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
        403,
        "path/assignment_id",
    )
    assert (await opened.api.get(path)).status_code == 200
    assert (await opened.api.delete(path)).status_code == 200


async def test_a_plan_binds_the_agencies_that_are_to_take_part(service: Any) -> None:
    await service.open_campaign(agency_codes=None, planned=True)
    refused = await service.api.put(f"{PATH}/assignments/{new_id()}", json=ASSESSOR)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/agency_code")


async def test_the_assessed_agency_takes_no_visit_back(opened: Any) -> None:
    assert (await put_visits(opened, "1", reason="Asesor.")).status_code == 200
    coordinator = dict(opened.api.headers)
    opened.api.headers.update(ASSESSED)
    more = await put_visits(opened, "1", "2", etag='"2"', reason="Usul dinas.")
    assert more.status_code == 200, more.text
    refused = await put_visits(opened, "2", etag='"3"', reason="Tidak perlu.")
    errors = refused.json()["errors"]
    assert (refused.status_code, errors[0]["pointer"]) == (403, "/indicator_codes")
    assert "1" in errors[0]["message"]
    opened.api.headers.update(coordinator)
    assert (await put_visits(opened, "2", etag='"3"', reason="Asesor.")).status_code == 200


async def test_before_the_opening_the_plan_of_visits_is_free(service: Any) -> None:
    await service.open_campaign(planned=True)
    assert (await put_visits(service, "1", "2")).status_code == 200
    assert (await put_visits(service, "1", etag='"2"')).status_code == 200
