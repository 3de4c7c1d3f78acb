"""Assignments and people of an agency that ends follow declared rules, shown before and done."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import put
from tests.component.submission.conftest import bearer
from tests.component.submission.progress.test_progress import progress
from tests.component.submission.reorganisations.reorganising import DAY, MERGER, SPLIT, do, preview

from kit.ids import new_id

DUTY = {"node_code": "1", "duty": "responsible", "unit_code": "9901.1"}
CLOSURE = {"effective_on": DAY}
AHEAD = "2027-02-01"


@pytest.fixture
async def assigned(service: Any) -> Any:
    """The service with an open campaign of the region; a unit with a person answers for one."""
    service.assignment = await service.once(_assign)
    return service


async def _assign(service: Any) -> str:
    await service.open_campaign()
    person = {"agency_code": "9901.1", "name": "Nama", "valid_from": "2026-01-01"}
    new = {"If-None-Match": "*"}
    assert (await service.api.put("/people/orang-1", json=person, headers=new)).is_success
    path = f"/campaigns/spbe-2026/assignments/{new_id()}"
    assert (await service.api.put(path, json=DUTY)).status_code == 201
    return path


def told(body: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    return (
        [(each["unit_code_before"], each["unit_code"]) for each in body["assignments"]],
        [
            (each["subject"], each["effect"], each["agency_code"], each["valid_from"])
            for each in body["people"]
        ],
    )


async def test_with_one_successor_both_follow_it(assigned: Any) -> None:
    before = (await preview(assigned, "9901.9/merger", MERGER)).json()
    assert told(before) == (
        [("9901.1", "9901.9")],
        [("orang-1", "moves", "9901.9", DAY)],
    )
    done = (await do(assigned, "9901.9/merger", MERGER)).json()
    assert done | {"is_preview": True} == before
    rules = {rule["subject"]: rule["effect"] for rule in done["rules"]}
    assert (rules["assignments"], rules["people"]) == ("follow", "follow")
    person = (await assigned.api.get("/people/orang-1")).json()
    assert (person["agency_code"], person["valid_from"], person["revision"]) == ("9901.9", DAY, 2)
    kept = "person_place WHERE agency_code = '9901.1' AND valid_until = '2026-02-28'"
    assert await assigned.count(kept) == 1
    assert (await assigned.api.get(assigned.assignment)).json()["unit_code"] == "9901.9"
    units = [each["unit_code"] for each in await progress(assigned, by="unit")]
    assert units == ["9901.9", None]
    address = f"/assessments/{await assigned.assessment()}"
    officer = bearer("agency_officer", subject="orang-1")
    assigned.api.headers.update(officer)
    assert (await put(assigned, f"{address}/answers/1", "2")).status_code == 200


@pytest.mark.parametrize(("where", "body"), [("split", SPLIT), ("closure", CLOSURE)])
async def test_with_several_or_none_both_are_named(
    assigned: Any, where: str, body: dict[str, Any]
) -> None:
    done = (await do(assigned, f"9901.1/{where}", body)).json()
    assert told(done) == ([("9901.1", None)], [("orang-1", "ends", "9901.1", "2026-01-01")])
    person = (await assigned.api.get("/people/orang-1")).json()
    assert (person["agency_code"], person["valid_until"]) == ("9901.1", "2026-02-28")
    assert (await assigned.api.get(assigned.assignment)).json()["unit_code"] == "9901.1"


async def test_until_a_day_that_lies_ahead_all_stay_where_they_are(assigned: Any) -> None:
    done = await do(assigned, "9901.9/merger", MERGER | {"effective_on": AHEAD})
    assert done.status_code == 200, done.text
    assert told(done.json())[1] == [("orang-1", "moves", "9901.9", AHEAD)]
    assert (await assigned.api.get(assigned.assignment)).json()["unit_code"] == "9901.1"
    address = f"/assessments/{await assigned.assessment()}"
    assigned.api.headers.update(bearer("agency_officer", subject="orang-1"))
    assert (await put(assigned, f"{address}/answers/1", "2")).status_code == 200


async def reached(service: Any, agency: str) -> dict[str, int]:
    """Return how people of an agency are answered, and how many each list shows them."""
    service.api.headers.update(bearer("data_entry", agency=agency, subject="petugas"))
    address = f"/assessments/{service.region}"
    campaign = "/campaigns/spbe-2026"
    told = {
        "assessment": (await service.api.get(address)).status_code,
        "campaign": (await service.api.get(campaign)).status_code,
        "answer": (await put(service, f"{address}/answers/1", "2")).status_code,
    }
    for path in ("/campaigns", "/assessments", f"{campaign}/progress?by=indicator"):
        listed = await service.api.get(path)
        told[path] = len(listed.json()["items"]) if listed.is_success else listed.status_code
    service.api.headers.update(bearer("coordinator"))
    return told


ALL = {"assessment": 200, "campaign": 200, "answer": 200} | dict.fromkeys(
    ("/campaigns", "/assessments", "/campaigns/spbe-2026/progress?by=indicator"), 1
)
NOTHING = {"assessment": 404, "campaign": 404, "answer": 404} | {
    "/campaigns": 0,
    "/assessments": 0,
    "/campaigns/spbe-2026/progress?by=indicator": 404,
}


async def test_the_only_successor_reaches_what_it_answers_for(assigned: Any) -> None:
    assigned.region = await assigned.assessment()
    assert await reached(assigned, "9901.1") == ALL
    assert await reached(assigned, "9901.2") == NOTHING
    assert (await do(assigned, "9901.9/merger", MERGER)).status_code == 200
    assert await reached(assigned, "9901.9") == ALL
    assert await reached(assigned, "9901.1") == NOTHING
    await assigned.put_agency("9901.5", "9901")
    again = MERGER | {"from_codes": ["9901.9", "9901.5"], "effective_on": "2026-04-01"}
    done = await do(assigned, "9901.6/merger", again)
    assert done.status_code == 200, done.text
    assert await reached(assigned, "9901.6") == ALL
    for agency in ("9901.1", "9901.5", "9901.9"):
        assert await reached(assigned, agency) == NOTHING, agency


async def test_until_a_day_that_lies_ahead_the_successor_reaches_nothing(assigned: Any) -> None:
    assigned.region = await assigned.assessment()
    done = await do(assigned, "9901.9/merger", MERGER | {"effective_on": AHEAD})
    assert done.status_code == 200, done.text
    assert await reached(assigned, "9901.1") == ALL
    assert await reached(assigned, "9901.9") == NOTHING


async def test_of_several_successors_none_reaches_anything(assigned: Any) -> None:
    assigned.region = await assigned.assessment()
    assert (await do(assigned, "9901.1/split", SPLIT)).status_code == 200
    for agency in ("9901.7", "9901.8"):
        assert await reached(assigned, agency) == NOTHING, agency
    assert await reached(assigned, "9901.1") == ALL


async def test_a_forgotten_person_leaves_no_place(assigned: Any) -> None:
    await do(assigned, "9901.9/merger", MERGER)
    forgotten = await assigned.api.delete("/people/orang-1", headers={"If-Match": '"2"'})
    assert forgotten.status_code == 200, forgotten.text
    assert await assigned.count("person_place") == 0


async def test_the_agency_above_answers_for_one_that_ended(service: Any) -> None:
    await service.open_akip("akip-2025", period="2025")
    address = f"/assessments/{await service.assessment('akip-2025', '9901.1')}"
    own = bearer("agency_officer", agency="9901.1", subject="petugas")
    above = dict(service.api.headers)
    service.api.headers.update(own)
    assert (await put(service, f"{address}/answers/1", "2")).status_code == 200
    service.api.headers.update(above)
    assert (await do(service, "9901.9/merger", MERGER)).status_code == 200
    service.api.headers.update(own)
    refused = await put(service, f"{address}/answers/2", "2")
    errors = refused.json()["errors"]
    assert (refused.status_code, errors[0]["pointer"]) == (403, "path/assessment_id")
    assert "9901" in refused.json()["detail"]
    submitted = await service.api.post(f"{address}/stages/usulan/submission", json={})
    assert submitted.status_code == 403
    service.api.headers.update(bearer("agency_officer", subject="dari-atas"))
    assert (await put(service, f"{address}/answers/2", "2")).status_code == 200
