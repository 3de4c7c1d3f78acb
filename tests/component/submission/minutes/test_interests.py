"""Nobody of the assessed agency speaks for the assessors, nor who declared a conflict."""

from typing import Any

import httpx
import pytest
from tests.support.records import record, sign


async def declare(evaluation: Any, node: str | None) -> None:
    """Declare a conflict of interest of the external assessor, who works above the agency."""
    await works_in(evaluation, "9901")
    declared = await evaluation.service.api.post(
        "/campaigns/spbe-2026/conflicts",
        json={
            "subject": "a-external_assessor",
            "agency_code": "9901.1",
            "node_code": node,
            "reason": "Keluarga penyusun.",
        },
    )
    assert declared.status_code == 201, declared.text


async def works_in_the_agency(evaluation: Any) -> None:
    """Note that the external assessor works in the assessed agency, whatever the token says."""
    await works_in(evaluation, "9901.1")


async def works_in(evaluation: Any, agency: str) -> None:
    person = {
        "agency_code": agency,
        "name": "Nama",
        "position": "Analis",
        "valid_from": "2020-01-01",
    }
    put = await evaluation.service.api.put(
        "/people/a-external_assessor", json=person, headers={"If-None-Match": "*"}
    )
    assert put.status_code == 201, put.text


async def interview(evaluation: Any) -> Any:
    """Return minutes of an interview about the indicator 1 that nobody has signed."""
    await evaluation.reach("interviu")
    made = await evaluation.service.api.post(
        f"{evaluation.address}/minutes",
        json=record("interviu", "1"),
        headers=evaluation.by("own_coordinator"),
    )
    return made.raise_for_status().json()


async def signed(evaluation: Any, minutes: Any) -> httpx.Response:
    by = evaluation.by("external_assessor")
    return await sign(evaluation.service.api, evaluation.address, minutes, "assessor", by=by)


async def said(evaluation: Any) -> httpx.Response:
    answer: httpx.Response = await evaluation.service.api.put(
        f"{evaluation.address}/verdict",
        json={"validity": "valid", "reason": "Sesuai."},
        headers=evaluation.by("external_assessor") | {"If-Match": '"0"'},
    )
    return answer


@pytest.mark.parametrize(("node", "expected"), [(None, 403), ("1", 403), ("2", 201)])
async def test_a_conflict_in_what_minutes_are_about_keeps_from_signing(
    evaluation: Any, node: str | None, expected: int
) -> None:
    minutes = await interview(evaluation)
    await declare(evaluation, node)
    answer = await signed(evaluation, minutes)
    assert answer.status_code == expected, answer.text
    if expected == 403:
        assert "benturan kepentingan" in answer.json()["detail"]


@pytest.mark.parametrize("node", [None, "2"])
async def test_a_conflict_in_any_part_keeps_from_a_verdict(
    evaluation: Any, node: str | None
) -> None:
    await declare(evaluation, node)
    answer = await said(evaluation)
    assert answer.status_code == 403
    assert "benturan kepentingan" in answer.json()["detail"]


async def test_who_works_in_the_agency_by_their_record_speaks_for_no_assessor(
    evaluation: Any,
) -> None:
    minutes = await interview(evaluation)
    await works_in_the_agency(evaluation)
    for answer in (await signed(evaluation, minutes), await said(evaluation)):
        assert answer.status_code == 403
        assert "instansinya sendiri" in answer.json()["detail"]
