"""Drafts of who has left: they read them no more, and others take them over."""

from typing import Any

import pytest
from tests.component.submission.people.test_ended import enter


@pytest.fixture
async def drafts(service: Any, bearer: Any) -> str:
    """Return the address of the drafts of a stage, with one of somebody who left since."""
    await service.open_campaign(agency_codes=["9901"])
    path = f"/assessments/{await service.assessment()}/stages/mandiri/drafts"
    await enter(service.api, "pergi")
    by = bearer("data_entry", subject="pergi")
    for code in ("1", "2"):
        written = await service.api.put(
            f"{path}/{code}", json={"level": "2"}, headers=by | {"If-Match": '"0"'}
        )
        assert (written.status_code, written.json()["writer_left"]) == (200, False), written.text
    person = {"agency_code": "9901", "name": "Nama", "valid_from": "2026-01-01"}
    ended = await service.api.put(
        "/people/pergi",
        json=person | {"valid_until": "2026-01-31"},
        headers={"If-Match": '"1"'},
    )
    assert ended.status_code == 200, ended.text
    return path


async def test_who_has_left_reads_no_drafts(service: Any, bearer: Any, drafts: str) -> None:
    by = bearer("data_entry", "coordinator", subject="pergi")
    for path in (drafts, f"{drafts}/1"):
        refused = await service.api.get(path, headers=by)
        assert refused.status_code == 403
        assert refused.json()["errors"] == [{"pointer": "", "message": "berakhir pada 2026-01-31"}]


async def test_what_they_wrote_is_marked_and_taken_over_as_it_is(
    service: Any, bearer: Any, drafts: str
) -> None:
    items = (await service.api.get(drafts)).json()["items"]
    assert [(each["written_by"], each["writer_left"]) for each in items] == [("pergi", True)] * 2
    other = bearer("agency_officer", subject="pengganti")
    taken = await service.api.put(
        f"{drafts}/1", json={"level": "2"}, headers=other | {"If-Match": '"1"'}
    )
    assert (taken.status_code, taken.json()["written_by"], taken.json()["revision"]) == (
        200,
        "pengganti",
        2,
    )
    assert taken.json()["content"] == {"level": "2"}
    # Of who is in office the same again changes nothing, also by somebody else.
    again = await service.api.put(f"{drafts}/1", json={"level": "2"}, headers={"If-Match": '"2"'})
    assert (again.json()["written_by"], again.json()["revision"]) == ("pengganti", 2)
    one = (await service.api.get(f"{drafts}/1")).json()
    left = (await service.api.get(f"{drafts}/2")).json()
    assert (one["writer_left"], left["writer_left"]) == (False, True)
    removed = await service.api.delete(f"{drafts}/2", headers={"If-Match": '"1"'})
    assert (removed.status_code, removed.json()["writer_left"]) == (200, False)
