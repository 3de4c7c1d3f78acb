"""The self-assessment ends with the consent to publication, signed by its agency's coordinator."""

from typing import Any

import pytest


async def test_the_self_assessment_closes_with_the_consent(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    assert await evaluation.lacks("mandiri") == ["minutes_signed", "consent_given"]
    await evaluation.rest("mandiri")
    assert await evaluation.lacks("mandiri") == []
    assert (await evaluation.step("mandiri", "closing", "approver")).status_code == 200


async def test_a_consent_is_a_signature_of_the_exact_state(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    given = await evaluation.consent()
    assert given.status_code == 201
    told = given.json()
    assert (told["stage"], told["is_given"]) == ("mandiri", True)
    (signature,) = told["signatures"]
    assert signature["sha256"] == told["state_hash"]
    assert (signature["subject"], signature["role"]) == ("a-own_coordinator", "coordinator")
    assert "bukan tanda tangan elektronik tersertifikasi" in signature["note"]["id"]
    assert "no certified electronic signature" in signature["note"]["en"]
    again = await evaluation.consent()
    assert (again.status_code, again.json()) == (200, told)
    path = f"{evaluation.address}/consent"
    assert (await evaluation.service.api.get(path)).json() == told


async def test_a_change_makes_the_consent_stale(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    await evaluation.consent()
    await evaluation.give_back("mandiri", "internal_assessor", i1="Halaman kurang.")
    await evaluation.answer("1", "1")
    await evaluation.submit("mandiri", "coordinator")
    told = (await evaluation.service.api.get(f"{evaluation.address}/consent")).json()
    assert told["is_given"] is False
    assert [each["is_stale"] for each in told["signatures"]] == [True]
    assert "consent_given" in await evaluation.lacks("mandiri")


async def test_a_document_that_changed_is_not_signed(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    refused = await evaluation.consent(state_hash="a" * 64)
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["pointer"] == "/state_hash"


async def test_nothing_is_consented_to_before_it_is_submitted(evaluation: Any) -> None:
    refused = await evaluation.consent()
    assert refused.status_code == 409
    assert refused.json()["missing"][0]["requirement"] == "stage_submitted"


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("own_coordinator", 201),
        ("coordinator", 403),  # above the agency
        ("own_approver", 403),
        ("own_agency_officer", 403),
        ("own_data_entry", 403),
        ("external_assessor", 403),
        ("internal_assessor", 403),
    ],
)
async def test_only_the_coordinator_of_the_agency_consents(
    evaluation: Any, role: str, expected: int
) -> None:
    await evaluation.submit("mandiri", "coordinator")
    assert (await evaluation.consent(role)).status_code == expected


async def test_a_campaign_without_it_has_no_consent(akip: Any) -> None:
    answer = await akip.service.api.get(f"{akip.address}/consent")
    assert answer.status_code == 422
