"""Who decides an indicator is bound to the assignments of the campaign, once there are any."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import put
from tests.component.submission.assessments.test_stage_levels import decide

from kit.ids import new_id

PATH = "/campaigns/spbe-2026"
RESPONSIBLE = {"node_code": "1", "duty": "responsible", "unit_code": "9901.1"}
ASSESSOR = {"node_code": "index", "duty": "assessor", "subject": "asesor", "stage": "mandiri"}


@pytest.fixture
async def opened(service: Any) -> Any:
    """Return the service with an open campaign of the region, and people of its agencies."""
    await service.open_campaign()
    await enter(service, "orang-1", "9901.1")
    await enter(service, "orang-2", "9901.2")
    for subject in ("asesor", "luar", "lain"):
        await enter(service, subject, "9901")
    return service


@pytest.fixture
async def address(opened: Any) -> str:
    """Return the address of the region's assessment."""
    return f"/assessments/{await opened.assessment()}"


async def enter(service: Any, subject: str, agency: str) -> None:
    person = {"agency_code": agency, "name": "Nama", "valid_from": "2026-01-01"}
    new = {"If-None-Match": "*"}
    made = await service.api.put(f"/people/{subject}", json=person, headers=new)
    assert made.status_code == 201, made.text


async def assign(service: Any, **body: Any) -> Any:
    return await service.api.put(f"{PATH}/assignments/{new_id()}", json=body)


async def test_an_assignment_is_made_once_and_removed_never_changed(opened: Any) -> None:
    path = f"{PATH}/assignments/{new_id()}"
    for status in (201, 200):
        made = await opened.api.put(path, json=RESPONSIBLE)
        assert (made.status_code, made.json()["unit_code"]) == (status, "9901.1")
    other = await opened.api.put(path, json=RESPONSIBLE | {"node_code": "2"})
    assert other.status_code == 409
    assert (await opened.api.get(path)).json()["node_code"] == "1"
    assert len((await opened.api.get(f"{PATH}/assignments")).json()["items"]) == 1
    assert (await opened.api.delete(path)).status_code == 200
    assert (await opened.api.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (RESPONSIBLE | {"node_code": "tiada"}, ["/node_code"]),
        (RESPONSIBLE | {"unit_code": None}, ["/unit_code"]),
        (RESPONSIBLE | {"stage": "mandiri"}, ["/stage"]),
        (RESPONSIBLE | {"unit_code": "8801"}, ["/unit_code"]),
        (RESPONSIBLE | {"subject": "tiada"}, ["/subject"]),
        (ASSESSOR | {"subject": "tiada"}, ["/subject"]),
        (ASSESSOR | {"stage": "usulan"}, ["/stage"]),
        (ASSESSOR | {"unit_code": "9901.1", "subject": None}, ["/unit_code", "/subject"]),
    ],
)
async def test_parts_that_do_not_fit_are_named(
    opened: Any, body: dict[str, Any], pointers: list[str]
) -> None:
    answer = await assign(opened, **body)
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (
        422,
        pointers,
    )


async def test_answers_come_from_the_responsible_unit_or_the_data_entry_officer(
    opened: Any, address: str, bearer: Any
) -> None:
    coordinator = dict(opened.api.headers)
    assert (await put(opened, f"{address}/answers/2", "1")).status_code == 200  # nobody is assigned
    await assign(opened, **RESPONSIBLE)
    opened.api.headers.update(bearer("agency_officer", subject="orang-2"))
    refused = await put(opened, f"{address}/answers/1", "2")
    assert (refused.status_code, "9901.1" in refused.json()["detail"]) == (403, True)
    nobody = await put(opened, f"{address}/answers/P", "2")
    assert (nobody.status_code, "unit penanggung jawab" in nobody.json()["detail"]) == (403, True)
    told = [answer.json()["errors"][0]["message"] for answer in (refused, nobody)]
    assert told == ["ditugaskan kepada orang lain", "belum mempunyai unit penanggung jawab"]
    opened.api.headers.update(bearer("agency_officer", subject="orang-1"))
    assert (await put(opened, f"{address}/answers/1", "2")).status_code == 200
    opened.api.headers.update(coordinator)
    await opened.api.put(f"{PATH}/team/orang-2", json={"functions": ["data_entry"]})
    opened.api.headers.update(bearer("data_entry", subject="orang-2"))
    assert (await put(opened, f"{address}/answers/P", "2")).status_code == 200


async def test_an_unknown_indicator_is_told_before_who_answers_for_it(
    opened: Any, address: str
) -> None:
    await assign(opened, **RESPONSIBLE)
    for code in ("99", "index"):
        for path in (f"{address}/answers/{code}", f"{address}/stages/mandiri/levels/{code}"):
            answer = await put(opened, path, "2")
            told = answer.json()["errors"][0]["pointer"]
            assert (answer.status_code, told) == (404, "path/indicator_code"), path
    item = {"indicator_code": "99", "level": "1", "explanation": "Ada.", "revision": 0}
    bulk = await opened.api.put(f"{address}/stages/mandiri/levels", json={"items": [item]})
    told = bulk.json()["errors"][0]["pointer"]
    assert (bulk.status_code, told) == (422, "/items/0/indicator_code")


async def test_a_respondent_may_send_a_level_of_the_first_stage_to_its_own_address(
    opened: Any, address: str, bearer: Any
) -> None:
    await assign(opened, **RESPONSIBLE)
    for role in ("data_entry", "agency_officer"):
        opened.api.headers.update(bearer(role, subject="orang-1"))
        path = f"{address}/stages/mandiri/levels"
        for code, status in (("1", 200), ("2", 403)):
            answer = await put(opened, f"{path}/{code}", "2")
            assert answer.status_code == status, answer.text
    opened.api.headers.update(bearer("data_entry", subject="orang-1"))
    refused = await put(opened, f"{address}/stages/dokumen/levels/1", "2")
    assert (refused.status_code, "external_assessor" in refused.json()["detail"]) == (403, True)


async def test_a_named_officer_answers_alone(opened: Any, address: str, bearer: Any) -> None:
    await enter(opened, "orang-3", "9901.1")
    await assign(opened, **RESPONSIBLE, subject="orang-3")
    for subject, status in (("orang-1", 403), ("orang-3", 200)):
        opened.api.headers.update(bearer("agency_officer", subject=subject))
        assert (await put(opened, f"{address}/answers/1", "2")).status_code == status


async def test_at_the_first_stage_nobody_evaluates_an_indicator_of_their_own_unit(
    opened: Any, address: str, bearer: Any
) -> None:
    await assign(opened, **RESPONSIBLE)
    path = f"{address}/stages/mandiri/levels/1"
    for subject, status in (("orang-1", 403), ("orang-2", 200)):
        opened.api.headers.update(bearer("internal_assessor", subject=subject))
        answer = await decide(opened, path, "2")
        assert answer.status_code == status, answer.text
    opened.api.headers.update(bearer("internal_assessor", subject="orang-1"))
    assert (await decide(opened, f"{address}/stages/mandiri/levels/2", "2")).status_code == 200


async def test_at_later_stages_nobody_of_the_assessed_agency_decides(
    opened: Any, bearer: Any
) -> None:
    await opened.open_akip()
    address = f"/assessments/{await opened.assessment('akip-2026', '9901.1')}"
    await opened.reach(address, "verifikasi")
    for subject, status in (("orang-1", 403), ("orang-2", 200)):
        opened.api.headers.update(bearer("internal_assessor", subject=subject))
        answer = await decide(opened, f"{address}/stages/verifikasi/levels/1", "2")
        assert answer.status_code == status, answer.text


async def test_a_stage_with_assessors_is_bound_to_them(
    opened: Any, address: str, bearer: Any
) -> None:
    other = {"node_code": "2", "stage": "dokumen", "agency_code": "9901.1", "subject": "luar"}
    for body in (ASSESSOR, ASSESSOR | other):
        assert (await assign(opened, **body)).status_code == 201
    path = f"{address}/stages/mandiri/levels/1"
    opened.api.headers.update(bearer("internal_assessor"))
    refused = await decide(opened, path, "2")
    assert (refused.status_code, "asesor" in refused.json()["detail"]) == (403, True)
    opened.api.headers.update(bearer("internal_assessor", subject="asesor"))
    assert (await decide(opened, path, "2")).status_code == 200


async def test_a_declared_conflict_blocks(opened: Any, address: str, bearer: Any) -> None:
    reason = {"reason": "Kerabat"}
    coordinator = dict(opened.api.headers)
    opened.api.headers.update(bearer("internal_assessor", subject="asesor"))
    other = await opened.api.post(f"{PATH}/conflicts", json=reason | {"subject": "lain"})
    assert other.status_code == 403
    own = await opened.api.post(f"{PATH}/conflicts", json=reason | {"node_code": "1"})
    assert (own.status_code, own.json()["subject"]) == (201, "asesor")
    for indicator, status in (("1", 403), ("2", 200)):
        path = f"{address}/stages/mandiri/levels/{indicator}"
        assert (await decide(opened, path, "2")).status_code == status
    opened.api.headers.update(coordinator)
    assigned = await assign(opened, **ASSESSOR | {"node_code": "1"})
    assert (assigned.status_code, assigned.json()["errors"][0]["pointer"]) == (422, "/subject")
    assert (await assign(opened, **ASSESSOR | {"node_code": "2"})).status_code == 201
    named = await opened.api.post(f"{PATH}/conflicts", json=reason | {"subject": "lain"})
    assert named.status_code == 201
    assert len((await opened.api.get(f"{PATH}/conflicts")).json()["items"]) == 2


async def test_nobody_is_assigned_to_two_stages_of_akip(opened: Any) -> None:
    await opened.open_akip()
    path = "/campaigns/akip-2026/assignments"
    for stage, status in (("verifikasi", 201), ("penetapan", 422)):
        body = ASSESSOR | {"stage": stage}
        answer = await opened.api.put(f"{path}/{new_id()}", json=body)
        assert answer.status_code == status, answer.text


async def test_assignments_of_another_agency_are_hidden(opened: Any, bearer: Any) -> None:
    await opened.open_akip(agency_codes=["9901.1", "9901.2"])
    path = f"/campaigns/akip-2026/assignments/{new_id()}"
    body = ASSESSOR | {"agency_code": "9901.1", "stage": "verifikasi"}
    assert (await opened.api.put(path, json=body)).status_code == 201
    for agency, status in (("9901.1", 200), ("9901.2", 404)):
        headers = bearer("leader", agency=agency)
        assert (await opened.api.get(path, headers=headers)).status_code == status
        listed = await opened.api.get("/campaigns/akip-2026/assignments", headers=headers)
        assert bool(listed.json()["items"]) is (status == 200)


@pytest.mark.parametrize("agency", [None, "9901"])
async def test_a_node_has_one_responsible_unit(opened: Any, agency: str | None) -> None:
    first = await assign(opened, **RESPONSIBLE)
    assert first.status_code == 201
    second = RESPONSIBLE | {"unit_code": "9901.2", "agency_code": agency}
    refused = await assign(opened, **second)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/unit_code")
    assert "9901.1" in refused.json()["errors"][0]["message"]
    assert refused.json()["assignment_id"] == first.json()["assignment_id"]
    assert (await assign(opened, **RESPONSIBLE)).status_code == 409  # the same under another id
    officer = await assign(opened, **RESPONSIBLE, subject="orang-1")
    assert officer.status_code == 201, officer.text
    assert (await assign(opened, **second | {"node_code": "2"})).status_code == 201


async def test_nobody_is_assigned_to_assess_what_their_unit_answers_for(opened: Any) -> None:
    await assign(opened, **RESPONSIBLE)
    wanted = ASSESSOR | {"node_code": "1", "subject": "orang-1"}
    for agency in (None, "9901"):
        refused = await assign(opened, **wanted | {"agency_code": agency})
        errors = refused.json()["errors"]
        assert (refused.status_code, errors[0]["pointer"]) == (422, "/subject")
        assert "benturan kepentingan" in errors[0]["message"]
    assert (await assign(opened, **wanted | {"subject": "orang-2"})).status_code == 201
    assert (await assign(opened, **wanted | {"node_code": "2"})).status_code == 201


async def test_after_the_first_stage_no_assessor_is_of_the_assessed_agency(opened: Any) -> None:
    await opened.open_akip(agency_codes=["9901.1", "9901.2"])
    path = "/campaigns/akip-2026/assignments"
    wanted = ASSESSOR | {"stage": "verifikasi", "subject": "orang-1"}
    for agency, status in (("9901.1", 422), ("9901.2", 201), (None, 201)):
        body = wanted | {"agency_code": agency}
        answer = await opened.api.put(f"{path}/{new_id()}", json=body)
        assert answer.status_code == status, answer.text
    await opened.open_akip("akip-2025", period="2025")
    alone = await opened.api.put(f"/campaigns/akip-2025/assignments/{new_id()}", json=wanted)
    assert (alone.status_code, alone.json()["errors"][0]["pointer"]) == (422, "/subject")


async def test_conflicts_are_declared_of_people_within_reach_only(opened: Any) -> None:
    declared = {"reason": "Kerabat", "subject": "asesor-kementerian"}
    refused = await opened.api.post(f"{PATH}/conflicts", json=declared)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/subject")


async def test_the_same_conflict_again_answers_with_the_first(opened: Any, bearer: Any) -> None:
    declared = {"reason": "Kerabat", "subject": "asesor", "node_code": "1"}
    found = [await opened.api.post(f"{PATH}/conflicts", json=declared) for _ in range(2)]
    assert [each.status_code for each in found] == [201, 200]
    assert found[0].json() == found[1].json()
    other = await opened.api.post(f"{PATH}/conflicts", json=declared | {"node_code": "2"})
    assert other.status_code == 201
    own = {"reason": "Kerabat", "node_code": "1"}
    headers = bearer("internal_assessor", subject="asesor")
    by_another = await opened.api.post(f"{PATH}/conflicts", json=own, headers=headers)
    assert by_another.status_code == 201
    assert await opened.count("conflict_of_interest") == 3


async def test_a_refusal_says_who_declared_the_conflict_and_where_it_is_met(
    opened: Any, address: str, bearer: Any
) -> None:
    by_coordinator = {"reason": "Kerabat", "subject": "asesor", "node_code": "1"}
    assert (await opened.api.post(f"{PATH}/conflicts", json=by_coordinator)).status_code == 201
    opened.api.headers.update(bearer("internal_assessor", subject="asesor"))
    path = f"{address}/stages/mandiri/levels"
    refused = await decide(opened, f"{path}/1", "2")
    detail, errors = refused.json()["detail"], refused.json()["errors"]
    assert (refused.status_code, errors[0]["pointer"]) == (403, "path/indicator_code")
    assert "Koordinator kegiatan (someone) menyatakan" in detail
    level = {"level": "2", "explanation": "Ada.", "revision": 0}
    items = [level | {"indicator_code": code} for code in ("2", "1")]
    many = await opened.api.put(path, json={"items": items})
    assert (many.status_code, many.json()["errors"][0]["pointer"]) == (
        403,
        "/items/1/indicator_code",
    )
    own = {"reason": "Kerabat", "node_code": "2"}
    assert (await opened.api.post(f"{PATH}/conflicts", json=own)).status_code == 201
    mine = await decide(opened, f"{path}/2", "2")
    assert "Anda menyatakan" in mine.json()["detail"]
