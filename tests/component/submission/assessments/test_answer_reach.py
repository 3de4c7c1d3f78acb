"""Answers are read and decided by those whose agency they are about."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import Bearer, put


@pytest.mark.parametrize("role", ["coordinator", "data_entry", "agency_officer"])
async def test_respondents_decide_for_their_own_agency_and_below(
    service: Any, answers: str, bearer: Bearer, role: str
) -> None:
    below = f"/assessments/{await service.assessment(agency='9901.1')}/answers/1"
    service.api.headers.update(bearer(role, agency="9901.1"))
    assert (await put(service, below, "2")).status_code == 200
    for path in (f"{answers}/1", answers.removesuffix("/answers")):
        answer = await service.api.get(path)
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["pointer"] == "path/assessment_id"
    assert (await put(service, f"{answers}/1", "2")).status_code == 404
    answer = await service.api.delete(f"{answers}/1", headers={"If-Match": "*"})
    assert answer.status_code == 404
    assert (await service.api.get(f"{answers}/1/history")).status_code == 404
    listed = (await service.api.get("/assessments")).json()["items"]
    assert [item["agency_code"] for item in listed] == ["9901.1"]
    assert (await service.api.get("/assessments", params={"agency": "9901"})).status_code == 404
    assert await service.count("level_decision") == 1


@pytest.mark.parametrize(
    "role",
    ["leader", "approver", "internal_assessor", "external_assessor", "inspectorate", "operator"],
)
async def test_others_read_but_do_not_answer(
    service: Any, answers: str, bearer: Bearer, role: str
) -> None:
    service.api.headers.update(bearer(role))
    assert (await service.api.get(f"{answers}/1")).status_code == 200
    assert (await put(service, f"{answers}/1", "2")).status_code == 403


@pytest.mark.usefixtures("answers")
async def test_unknown_assessment_is_named(service: Any) -> None:
    answer = await service.api.get("/assessments/0198c0de-0000-7000-8000-000000000001")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == "path/assessment_id"
    answer = await service.api.get("/assessments", params={"agency": "9999"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (404, "query/agency")
