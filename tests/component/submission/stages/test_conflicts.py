"""A declared conflict of interest keeps from every step that judges, and from being named."""

from typing import Any

import pytest
from tests.component.submission.conftest import bearer
from tests.component.submission.minutes.test_interests import declare
from tests.component.submission.stages.test_who_can import assign, enter

GAPS = {f"i{code}": "Belum." for code in ("1", "2", "P")}


def refused(answer: Any) -> bool:
    """Say whether a conflict of interest is why."""
    return answer.status_code == 403 and "benturan kepentingan" in answer.json()["detail"]


async def submit_as_another(evaluation: Any) -> None:
    """Submit the stage dokumen as an assessor without a conflict."""
    answer = await evaluation.service.api.post(
        f"{evaluation.address}/stages/dokumen/submission",
        json={"gaps": [{"indicator_code": code[1:], "reason": why} for code, why in GAPS.items()]},
        headers=bearer("external_assessor", agency="9901", subject="asesor-lain"),
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("node", [None, "2"])
async def test_a_declared_conflict_keeps_from_the_steps_of_a_stage(
    evaluation: Any, node: str | None
) -> None:
    await evaluation.reach("dokumen")
    await declare(evaluation, node)
    by = "external_assessor"
    assert refused(await evaluation.submit("dokumen", by, **GAPS))
    assert refused(await evaluation.step("visitasi", "skipping", by, reason="Lewat."))
    await submit_as_another(evaluation)
    assert refused(await evaluation.step("dokumen", "closing", by))
    assert refused(await evaluation.give_back("dokumen", by, i1="Ulang.", i2="Ulang."))
    raised = (await evaluation.dispute("2")).raise_for_status().json()
    for how in ("acceptance", "rejection"):
        answer = await evaluation.service.api.post(
            f"{evaluation.address}/disputes/{raised['dispute_id']}/{how}",
            json={"reason": "Ya."},
            headers=evaluation.by(by),
        )
        assert refused(answer)


async def test_what_is_outside_the_conflict_is_returned(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await submit_as_another(evaluation)
    await declare(evaluation, "2")
    returned = await evaluation.give_back("dokumen", "external_assessor", i1="Ulang.")
    assert returned.status_code == 200, returned.text


async def test_who_was_done_before_the_conflict_gets_the_same_answer(submitted: Any) -> None:
    before = await submitted.stage("dokumen")
    await declare(submitted, None)
    again = await submitted.submit("dokumen", "external_assessor")
    assert (again.status_code, again.json()) == (200, before)


async def test_an_assessor_of_the_first_stage_returns_nothing_of_their_conflict(
    evaluation: Any,
) -> None:
    await evaluation.submit("mandiri", "coordinator", **GAPS)
    own = evaluation.by("internal_assessor")
    declared = await evaluation.service.api.post(
        "/campaigns/spbe-2026/conflicts",
        json={"subject": "a-internal_assessor", "node_code": "1", "reason": "Keluarga."},
        headers=own,
    )
    assert declared.status_code == 201, declared.text
    assert refused(await evaluation.give_back("mandiri", "internal_assessor", i1="Ulang."))


async def test_who_has_a_conflict_is_not_named_as_who_completes_it(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await enter(evaluation, "a-external_assessor", "9901")
    await enter(evaluation, "lain", "9901")
    duty = {"duty": "assessor", "stage": "dokumen"}
    await assign(evaluation, node_code="index", subject="a-external_assessor", **duty)
    await assign(evaluation, node_code="2", subject="lain", **duty)
    body = {"subject": "a-external_assessor", "node_code": "1", "reason": "Keluarga."}
    path = "/campaigns/spbe-2026/conflicts"
    assert (await evaluation.service.api.post(path, json=body)).status_code == 201
    told = (await evaluation.stage("dokumen"))["next_steps"][0]["missing"]
    by_code = {tuple(each["indicator_codes"]): each for each in told}
    named = by_code["2",]["text"]["id"]
    assert "a-external_assessor" in named
    assert "lain" in named
    # Nobody is left who may decide about indicator 1: it is assigned first.
    assert [each["requirement"] for each in told if "1" in each["indicator_codes"]] == [
        "complete",
        "assigned",
    ]
    assert "a-external_assessor" not in by_code["1",]["text"]["id"]
