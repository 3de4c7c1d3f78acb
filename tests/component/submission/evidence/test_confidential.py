"""Confidential contents are for few people, and each read of them is noted with its reason."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from tests.support import files

from kit.ids import new_id

PDF = files.pdf()
STATE = {"title": "Hasil uji kerentanan", "kind": "report", "confidential": True}
WHY = {"reason": "Penilaian dokumen indikator 13"}


@pytest.fixture
async def secret(shelf: Any, bearer: Any, hash_of: Any) -> str:
    """Enter a confidential item of the agency 9901.1; return its path."""
    own = bearer("agency_officer", agency="9901.1", subject="petugas")
    await shelf.put(PDF, headers=own)
    source = {"origin": "file", "sha256": hash_of(PDF), "name": "uji.pdf"}
    made = await shelf.service.api.post("/evidence", json=STATE | {"source": source}, headers=own)
    assert made.status_code == 201, made.text
    return f"/evidence/{made.json()['evidence_id']}"


async def test_people_of_the_agency_read_it_and_the_log(
    shelf: Any, secret: str, bearer: Any
) -> None:
    own = bearer("leader", agency="9901.1", subject="kepala")
    content = await shelf.service.api.get(f"{secret}/versions/1/content", headers=own)
    log = await shelf.service.api.get(f"{secret}/reads", headers=own)

    assert (content.status_code, content.content) == (200, PDF)
    (read,) = log.json()["items"]
    assert (read["subject"], read["standing"], read["reason"]) == ("kepala", "own", None)
    assert (read["version"], read["agency_code"]) == (1, "9901.1")


async def test_the_inspectorate_says_why(shelf: Any, secret: str, bearer: Any) -> None:
    api, outside = shelf.service.api, bearer("inspectorate", subject="auditor")
    path = f"{secret}/versions/1/content"

    without = await api.get(path, headers=outside)
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (400, "query/reason")
    assert await shelf.service.count("evidence_read") == 0

    content = await api.get(path, params=WHY, headers=outside)
    assert (content.status_code, content.content) == (200, PDF)
    log = await api.get(f"{secret}/reads", headers=bearer("coordinator", agency="9901.1"))
    (read,) = log.json()["items"]
    assert (read["subject"], read["standing"]) == ("auditor", "inspectorate")
    assert (read["reason"], read["agency_code"]) == (WHY["reason"], "9901")


async def test_an_assessor_reads_it_while_an_assignment_names_them(
    shelf: Any, secret: str, bearer: Any
) -> None:
    service, path = shelf.service, f"{secret}/versions/1/content"
    outside = bearer("external_assessor", subject="asesor-1")
    refused = await service.api.get(path, params=WHY, headers=outside)
    assert refused.status_code == 403

    await service.open_campaign(agency_codes=["9901.1"])
    assignment = {
        "node_code": "1",
        "duty": "assessor",
        "stage": "dokumen",
        "subject": "asesor-1",
        "agency_code": "9901.1",
    }
    person = {"agency_code": "9901", "name": "Asesor", "valid_from": "2020-01-01"}
    await service.api.put("/people/asesor-1", json=person, headers={"If-None-Match": "*"})
    made = await service.api.put(f"/campaigns/spbe-2026/assignments/{new_id()}", json=assignment)
    assert made.status_code in {200, 201}, made.text

    content = await service.api.get(path, params=WHY, headers=outside)
    assert (content.status_code, content.content) == (200, PDF)
    other = bearer("external_assessor", subject="asesor-2")
    assert (await service.api.get(path, params=WHY, headers=other)).status_code == 403


@pytest.mark.parametrize("role", ["coordinator", "leader", "operator", "approver"])
async def test_others_above_see_that_it_is_there_and_no_more(
    shelf: Any, secret: str, bearer: Any, role: str
) -> None:
    api, above = shelf.service.api, bearer(role)
    assert (await api.get(secret, headers=above)).json()["title"] == STATE["title"]
    for below in ("/versions/1/content", "/reads"):
        answer = await api.get(
            secret + below, params=WHY if "content" in below else None, headers=above
        )
        assert answer.status_code == 403
    assert await shelf.service.count("evidence_read") == 0


async def test_only_its_own_agency_changes_it_or_makes_one_confidential(
    shelf: Any, secret: str, bearer: Any
) -> None:
    api, own = shelf.service.api, bearer("agency_officer", agency="9901.1", subject="petugas")
    open_state = STATE | {"confidential": False}
    seen = {"If-Match": '"1"'}
    record = {"origin": "record", "system": "e-sakip", "reference": "x"}

    assert (await api.put(secret, json=open_state, headers=seen)).status_code == 403
    version = await api.post(f"{secret}/versions", json={"source": record})
    assert version.status_code == 403
    made = await api.post("/evidence", json=STATE | {"agency_code": "9901.1", "source": record})
    assert made.status_code == 403

    opened = await api.put(secret, json=open_state, headers=seen | own)
    assert opened.json()["confidential"] is False
    assert (await api.get(f"{secret}/versions/1/content")).content == PDF


@pytest.mark.parametrize(
    "harm", ["DELETE FROM evidence_read", "UPDATE evidence_read SET reason = ''"]
)
async def test_a_read_that_was_noted_stays(shelf: Any, secret: str, bearer: Any, harm: str) -> None:
    own = bearer("leader", agency="9901.1", subject="kepala")
    await shelf.service.api.get(f"{secret}/versions/1/content", headers=own)

    with pytest.raises(DBAPIError):
        await shelf.service.execute(harm)
    assert await shelf.service.count("evidence_read") == 1
