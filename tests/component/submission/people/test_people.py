"""People: entered by those at or above their agency, and read only there."""

from typing import Any

import pytest

from kit.ids import new_id

PERSON = {"agency_code": "9901.1", "name": "Nama Pegawai", "valid_from": "2026-01-01"}
NEW = {"If-None-Match": "*"}


@pytest.fixture
async def entered(service: Any) -> Any:
    """Return the service with one person in it."""
    answer = await service.api.put("/people/orang-1", json=PERSON, headers=NEW)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    return service


async def test_a_person_is_entered_changed_and_forgotten(entered: Any) -> None:
    read = await entered.api.get("/people/orang-1")
    assert (read.json()["name"], read.headers["etag"]) == ("Nama Pegawai", '"1"')
    path, state = "/people/orang-1", PERSON | {"position": "Analis"}
    for _ in range(2):  # the same again changes nothing
        answer = await entered.api.put(path, json=state, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    outdated = await entered.api.put(path, json=PERSON, headers={"If-Match": '"1"'})
    assert (outdated.status_code, outdated.json()["current"]["etag"]) == (412, '"2"')
    there = await entered.api.put(path, json=PERSON, headers=NEW)
    assert (there.status_code, there.json()["title"]) == (412, "Sudah ada")
    absent = await entered.api.put("/people/orang-2", json=PERSON)
    assert (absent.status_code, absent.json()["errors"][0]["pointer"]) == (
        428,
        "header/If-None-Match",
    )
    assert (await entered.api.delete(path)).status_code == 428
    assert (await entered.api.delete(path, headers={"If-Match": '"2"'})).status_code == 200
    assert (await entered.api.get(path)).status_code == 404


async def test_names_are_read_only_within_reach(entered: Any, bearer: Any) -> None:
    for agency, count in (("9901", 1), ("9901.1", 1), ("9901.2", 0)):
        entered.api.headers.update(bearer("coordinator", agency=agency))
        listed = await entered.api.get("/people")
        assert len(listed.json()["items"]) == count
        assert ("Nama Pegawai" in listed.text) is bool(count)
        assert (await entered.api.get("/people/orang-1")).status_code == (200 if count else 404)


async def test_a_subject_of_another_agency_is_taken_and_its_name_is_not_told(
    entered: Any, bearer: Any
) -> None:
    entered.api.headers.update(bearer("coordinator", agency="9901.2"))
    state = PERSON | {"agency_code": "9901.2"}
    answer = await entered.api.put("/people/orang-1", json=state, headers=NEW)
    assert (answer.status_code, "Nama Pegawai" in answer.text) == (409, False)


async def test_a_person_belongs_to_an_agency_within_reach_and_dates_are_in_order(
    service: Any,
) -> None:
    hidden = await service.api.put(
        "/people/orang-1", json=PERSON | {"agency_code": "8801"}, headers=NEW
    )
    assert hidden.status_code == 404
    dates = PERSON | {"valid_until": "2025-12-31"}
    wrong = await service.api.put("/people/orang-1", json=dates, headers=NEW)
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["/valid_until"]


async def test_no_name_appears_in_an_event(entered: Any) -> None:
    await entered.open_campaign()
    await entered.said("submission.assessment", count=1)
    said = b"".join(each.value or b"" for each in entered.broker.records("submission.assessment"))
    assert b"Pegawai" not in said


async def test_who_has_duties_is_not_forgotten(entered: Any) -> None:
    await entered.open_campaign()
    campaign, seen = "/campaigns/spbe-2026", {"If-Match": '"1"'}
    assignment = f"{campaign}/assignments/{new_id()}"
    duty = {"node_code": "1", "duty": "responsible", "unit_code": "9901.1", "subject": "orang-1"}
    assert (await entered.api.put(assignment, json=duty)).status_code == 201
    member = {"functions": ["data_entry"]}
    assert (await entered.api.put(f"{campaign}/team/orang-1", json=member)).status_code == 200
    refused = await entered.api.delete("/people/orang-1", headers=seen)
    told = [each["message"] for each in refused.json()["errors"]]
    assert (refused.status_code, len(told)) == (409, 2)
    assert all("spbe-2026" in each for each in told)
    assert (await entered.api.delete(f"{campaign}/team/orang-1")).status_code == 200
    assert (await entered.api.delete("/people/orang-1", headers=seen)).status_code == 409
    assert (await entered.api.delete(assignment)).status_code == 200
    assert (await entered.api.delete("/people/orang-1", headers=seen)).status_code == 200


@pytest.mark.parametrize(
    ("validity", "pointers"),
    [
        ({"valid_from": "2030-01-01"}, ["/valid_until"]),
        ({"valid_from": "2026-01-01", "valid_until": "2030-06-30"}, ["/valid_from"]),
        (
            {"valid_from": "2026-01-01", "valid_until": "2031-01-01"},
            ["/valid_from", "/valid_until"],
        ),
        ({"valid_from": "2030-01-01", "valid_until": "2030-12-31"}, []),
    ],
)
async def test_people_work_where_there_is_an_agency(
    service: Any, validity: dict[str, str], pointers: list[str]
) -> None:
    made = await service.put_agency("9901.3", valid_from="2030-01-01", valid_until="2030-12-31")
    assert made.status_code == 201, made.text
    state = PERSON | {"agency_code": "9901.3"} | validity
    answer = await service.api.put("/people/orang-1", json=state, headers=NEW)
    told = answer.json()
    assert answer.status_code == (422 if pointers else 201), told
    assert [each["pointer"] for each in told.get("errors", [])] == pointers


async def test_nobody_works_at_an_agency_that_was_never_formed(service: Any) -> None:
    body = {
        "effective_on": "2999-01-01",
        "from_codes": ["9901.1"],
        "agency": {"name": "Baru", "agency_kind": "agency", "parent_code": "9901"},
    }
    back = {"effective_on": "2999-01-01", "operation": "merger", "note": "Batal."}
    for where, sent in (("merger", body), ("withdrawal", back)):
        answer = await service.api.post(f"/agencies/9901.3/{where}", json=sent)
        assert answer.status_code == 200, answer.text
    state = PERSON | {"agency_code": "9901.3", "valid_from": "2999-01-01"}
    refused = await service.api.put("/people/orang-1", json=state, headers=NEW)
    assert refused.status_code == 422, refused.text
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/agency_code"]
