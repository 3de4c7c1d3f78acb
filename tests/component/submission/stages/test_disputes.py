"""The assessed agency contests what a submitted stage says; its assessor answers once."""

from typing import Any

import pytest


async def answer(evaluation: Any, raised: Any, how: str, role: str, why: str = "Ya.") -> Any:
    return await evaluation.service.api.post(
        f"{evaluation.address}/disputes/{raised.json()['dispute_id']}/{how}",
        json={"reason": why},
        headers=evaluation.by(role),
    )


async def test_an_accepted_dispute_returns_its_indicator(submitted: Any) -> None:
    raised = await submitted.dispute()
    assert (raised.status_code, raised.json()["state"]) == (201, "open")
    blocked = await submitted.step("dokumen", "closing", "external_assessor")
    assert blocked.json()["missing"] == [
        {
            "requirement": "no_open_dispute",
            "roles": ["external_assessor"],
            "indicator_codes": ["1"],
        }
    ]
    accepted = await answer(submitted, raised, "acceptance", "external_assessor", "Benar.")
    assert (accepted.status_code, accepted.json()["answered_by"]) == (200, "a-external_assessor")
    stage = await submitted.stage("dokumen")
    assert (stage["state"], stage["returned"]) == (
        "open",
        [{"indicator_code": "1", "reason": "Benar."}],
    )
    assert (await submitted.decide("dokumen", "2", "2")).status_code == 409
    assert (await submitted.decide("dokumen", "1", "3")).status_code == 200
    await submitted.submit("dokumen", "external_assessor")
    assert (await submitted.step("dokumen", "closing", "external_assessor")).status_code == 200


async def test_a_rejected_dispute_changes_nothing_but_keeps_the_reason(submitted: Any) -> None:
    raised = await submitted.dispute()
    for _ in range(2):  # the second is a repetition
        rejected = await answer(submitted, raised, "rejection", "external_assessor", "Tidak.")
        assert (rejected.status_code, rejected.json()["answer"]) == (200, "Tidak.")
    for how, why in (("acceptance", "Tidak."), ("rejection", "Lain.")):
        other = await answer(submitted, raised, how, "external_assessor", why)
        assert (other.status_code, other.json()["state"]) == (409, "rejected")
    assert (await submitted.step("dokumen", "closing", "external_assessor")).status_code == 200
    listed = (await submitted.service.api.get(f"{submitted.address}/disputes")).json()["items"]
    assert listed == [rejected.json()]
    path = f"{submitted.address}/disputes/{raised.json()['dispute_id']}"
    assert (await submitted.service.api.get(path)).json() == rejected.json()


async def test_a_dispute_is_of_the_assessed_agency_about_a_submitted_stage(submitted: Any) -> None:
    foreign = await submitted.service.api.post(
        f"{submitted.address}/disputes",
        json={"stage": "dokumen", "indicator_code": "1", "reason": "Tidak."},
        headers=submitted.by("coordinator"),
    )
    assert foreign.status_code == 403
    for told, status, pointer in (
        ({"stage": "mandiri"}, 422, "/stage"),
        ({"stage": "final"}, 422, "/stage"),
        ({"code": "77"}, 422, "/indicator_code"),
        ({"stage": "interviu"}, 409, "/stage"),
    ):
        refused = await submitted.dispute(**told)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)


async def test_the_same_dispute_again_is_the_open_one(submitted: Any) -> None:
    first, again = await submitted.dispute(), await submitted.dispute()
    assert (again.status_code, again.json()) == (200, first.json())
    other = await submitted.dispute(reason="Alasan lain.")
    assert (other.status_code, other.json()["dispute_id"]) == (409, first.json()["dispute_id"])


@pytest.mark.parametrize("role", ["own_external_assessor", "internal_assessor", "inspectorate"])
async def test_nobody_else_answers_a_dispute(submitted: Any, role: str) -> None:
    raised = await submitted.dispute()
    for how in ("acceptance", "rejection"):
        assert (await answer(submitted, raised, how, role)).status_code == 403
