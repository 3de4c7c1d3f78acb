"""Approvals are bound to the exact state of a stage; what moves the predicate needs two people."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError


async def test_the_state_of_a_stage_is_what_counts_there(evaluation: Any) -> None:
    state = await evaluation.state("dokumen")
    assert (state["stage"], state["track"], state["minutes"]) == ("dokumen", "dokumen", [])
    decided = [(each["indicator_code"], each["level"]) for each in state["decisions"]]
    assert decided == [("1", "2"), ("2", "2")]
    assert {each["stage"] for each in state["decisions"]} == {"mandiri"}
    assert state["index"] == {"exact": "2", "announced": "2.00"}
    assert state["predicate"] == {"id": "Cukup", "en": "Fair"}
    assert state["state_hash"] != (await evaluation.state("mandiri"))["state_hash"]


async def test_a_decision_says_what_it_does_to_the_predicate(evaluation: Any) -> None:
    answer = (await evaluation.answer("1", "3")).json()
    fair, good = {"id": "Cukup", "en": "Fair"}, {"id": "Baik", "en": "Good"}
    assert (answer["predicate_before"], answer["predicate_after"]) == (fair, good)
    again = (await evaluation.answer("1", "3")).json()
    assert (again["predicate_before"], again["predicate_after"]) == (good, good)
    await evaluation.reach("dokumen")
    decided = (await evaluation.decide("dokumen", "1", "2")).json()
    assert (decided["predicate_before"], decided["predicate_after"]) == (good, fair)


async def test_what_moves_the_predicate_closes_with_a_second_person_only(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "3")
    assert (await evaluation.submit("dokumen", "external_assessor")).status_code == 200
    assert await evaluation.lacks("dokumen") == ["state_approved"]
    refused = await evaluation.step("dokumen", "closing", "external_assessor")
    assert refused.status_code == 409
    (lack,) = refused.json()["missing"]
    assert (lack["requirement"], lack["roles"]) == ("state_approved", ["approver"])
    assert "dari Cukup pada tahap sebelumnya menjadi Baik" in refused.json()["detail"]
    approved = await evaluation.approve("dokumen")
    assert approved.status_code == 201
    assert approved.json()["is_valid"] is True
    closed = await evaluation.step("dokumen", "closing", "external_assessor")
    assert closed.status_code == 200


async def test_who_rejected_a_state_and_why_is_told_to_who_closes(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "3")
    await evaluation.submit("dokumen", "external_assessor")
    await evaluation.approve("dokumen", decision="rejected", reason="Bukti kurang.")
    refused = await evaluation.step("dokumen", "closing", "external_assessor")
    assert refused.status_code == 409
    assert "a-approver menolaknya dengan alasan: Bukti kurang." in refused.json()["detail"]


async def test_what_moves_nothing_needs_no_approval(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.submit("dokumen", "external_assessor")
    assert await evaluation.lacks("dokumen") == []
    assert (await evaluation.step("dokumen", "closing", "external_assessor")).status_code == 200


async def test_a_returned_stage_that_moves_the_predicate_needs_a_second_person(
    evaluation: Any,
) -> None:
    await evaluation.submit("mandiri", "coordinator")
    await evaluation.give_back("mandiri", "internal_assessor", i1="Ada bukti baru.")
    await evaluation.answer("1", "3")
    await evaluation.submit("mandiri", "coordinator")
    assert "state_approved" in await evaluation.lacks("mandiri")
    told = (await evaluation.stage("mandiri"))["next_steps"][0]["missing"][-1]["text"]["id"]
    assert "dari Cukup saat diajukan menjadi Baik" in told
    await evaluation.rest("mandiri")
    assert (await evaluation.step("mandiri", "closing", "coordinator")).status_code == 200


async def test_a_change_makes_approvals_stale_and_says_what_changed(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "3")
    await evaluation.submit("dokumen", "external_assessor")
    await evaluation.approve("dokumen")
    await evaluation.give_back("dokumen", "external_assessor", i2="Halaman kurang.")
    await evaluation.decide("dokumen", "2", "3")
    await evaluation.submit("dokumen", "external_assessor")
    (said,) = await evaluation.said()
    assert (said["is_stale"], said["is_valid"]) == (True, False)
    assert [each["id"] for each in said["changes"]] == ["indikator 2: tingkat 2 menjadi tingkat 3"]
    assert await evaluation.lacks("dokumen") == ["state_approved"]
    assert (await evaluation.step("dokumen", "closing", "external_assessor")).status_code == 409
    assert (await evaluation.approve("dokumen")).status_code == 201
    assert (await evaluation.step("dokumen", "closing", "external_assessor")).status_code == 200


async def test_minutes_that_are_signed_later_make_an_approval_stale(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    before = await evaluation.state("mandiri")
    assert (await evaluation.approve("mandiri")).status_code == 201
    await evaluation.rest("mandiri")
    after = await evaluation.state("mandiri")
    assert (len(before["minutes"]), len(after["minutes"])) == (0, 1)
    (said,) = await evaluation.said()
    assert said["is_stale"] is True
    assert [each["id"] for each in said["changes"]] == ["berita acara yang ditandatangani berbeda"]


async def test_an_approval_of_another_state_is_refused(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    answer = await evaluation.approve("mandiri", state_hash="a" * 64)
    assert answer.status_code == 409
    assert answer.json()["sha256"] == (await evaluation.state("mandiri"))["state_hash"]
    assert await evaluation.said() == []


async def test_only_what_was_submitted_can_be_approved(evaluation: Any) -> None:
    for stage, lack in (("mandiri", "stage_submitted"), ("dokumen", "earlier_stage_closed")):
        answer = await evaluation.approve(stage)
        assert answer.status_code == 409
        assert [each["requirement"] for each in answer.json()["missing"]] == [lack]
    unknown = await evaluation.service.api.get(f"{evaluation.address}/stages/usulan/state")
    assert unknown.status_code == 422


async def test_the_same_approval_again_changes_nothing(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    first, again = [await evaluation.approve("mandiri") for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


async def test_a_rejection_stands_until_its_person_approves(evaluation: Any, bearer: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "3")
    await evaluation.submit("dokumen", "external_assessor")
    await evaluation.approve("dokumen", decision="rejected", reason="Bukti kurang.")
    others = evaluation.by
    evaluation.by = lambda role: (
        bearer("approver", subject="another") if role == "another" else others(role)
    )
    assert (await evaluation.approve("dokumen", "another")).status_code == 201
    assert await evaluation.lacks("dokumen") == ["state_approved"]
    assert (await evaluation.approve("dokumen")).status_code == 201
    assert await evaluation.lacks("dokumen") == []
    assert [each["decision"] for each in await evaluation.said()] == [
        "rejected",
        "approved",
        "approved",
    ]


async def test_approvals_stay(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    await evaluation.approve("mandiri")
    for statement in ("UPDATE approval SET reason = ''", "DELETE FROM approval"):
        with pytest.raises(DBAPIError, match="approval"):
            await evaluation.service.execute(statement)
    assert await evaluation.service.count("approval") == 1
