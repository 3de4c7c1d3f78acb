"""What needs two cannot be done by one, whatever roles they hold: role x stage."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import Bearer

STAGES = {
    "mandiri": ("coordinator", "9901.1"),
    "dokumen": ("external_assessor", "9901"),
}
NOT_APPROVERS = (
    *("coordinator", "data_entry", "agency_officer", "internal_assessor", "external_assessor"),
    *("inspectorate", "leader", "operator", "public", "source"),
)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", NOT_APPROVERS)
async def test_no_other_role_approves(evaluation: Any, stage: str, role: str) -> None:
    state = await evaluation.state(stage)
    body = {
        "stage": stage,
        "state_hash": state["state_hash"],
        "decision": "approved",
        "reason": "Sesuai.",
    }
    answer = await evaluation.service.api.post(
        f"{evaluation.address}/approvals", json=body, headers=evaluation.by(role)
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("stage", "agency", "expected"),
    [
        ("mandiri", "9901.1", 201),  # the approver of the agency itself
        ("mandiri", "9901", 201),
        ("dokumen", "9901.1", 403),  # after the first stage nobody of the agency itself
        ("dokumen", "9901", 201),
        ("dokumen", "9901.2", 404),
    ],
)
async def test_who_approves_which_stage(
    evaluation: Any, bearer: Bearer, stage: str, agency: str, expected: int
) -> None:
    await evaluation.reach(stage)
    await evaluation.submit(stage, "coordinator" if stage == "mandiri" else "external_assessor")
    state = await evaluation.state(stage)
    body = {
        "stage": stage,
        "state_hash": state["state_hash"],
        "decision": "approved",
        "reason": "Sesuai.",
    }
    answer = await evaluation.service.api.post(
        f"{evaluation.address}/approvals",
        json=body,
        headers=bearer("approver", agency=agency, subject="second"),
    )
    assert answer.status_code == expected, answer.text


@pytest.mark.parametrize("act", ["decides", "submits"])
async def test_who_worked_at_the_stage_approves_nothing_of_it(
    evaluation: Any, bearer: Bearer, act: str
) -> None:
    everything = bearer(
        *("approver", "external_assessor", "coordinator", "internal_assessor"), subject="both"
    )
    others = evaluation.by
    evaluation.by = lambda role: everything if role == "both" else others(role)
    await evaluation.reach("dokumen")
    decider, sender = (
        ("both", "external_assessor")
        if act == "decides"
        else (
            "external_assessor",
            "both",
        )
    )
    assert (await evaluation.decide("dokumen", "1", "3", decider)).status_code == 200
    assert (await evaluation.submit("dokumen", sender)).status_code == 200
    refused = await evaluation.approve("dokumen", "both")
    assert refused.status_code == 403
    assert "orang lain" in refused.json()["detail"]
    assert await evaluation.lacks("dokumen") == ["state_approved"]
    assert (await evaluation.approve("dokumen")).status_code == 201


async def test_an_approver_who_decides_afterwards_is_no_second_person(
    evaluation: Any, bearer: Bearer
) -> None:
    everything = bearer("approver", "external_assessor", subject="both")
    others = evaluation.by
    evaluation.by = lambda role: everything if role == "both" else others(role)
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "3")
    await evaluation.submit("dokumen", "external_assessor")
    assert (await evaluation.approve("dokumen", "both")).status_code == 201
    await evaluation.give_back("dokumen", "external_assessor", i1="Periksa kembali.")
    assert (await evaluation.submit("dokumen", "both")).status_code == 200
    (said,) = await evaluation.said()
    assert (said["is_stale"], said["is_valid"]) == (False, False)
    assert await evaluation.lacks("dokumen") == ["state_approved"]


async def test_a_declared_conflict_keeps_from_approving(evaluation: Any, bearer: Bearer) -> None:
    await evaluation.submit("mandiri", "coordinator")
    person = {"agency_code": "9901", "name": "Nama", "valid_from": "2020-01-01"}
    entered = await evaluation.service.api.put(
        "/people/a-approver",
        json=person,
        headers=bearer("coordinator") | {"If-None-Match": "*"},
    )
    assert entered.status_code == 201, entered.text
    declared = await evaluation.service.api.post(
        "/campaigns/spbe-2026/conflicts",
        json={
            "subject": "a-approver",
            "agency_code": None,
            "node_code": "1",
            "reason": "Keluarga penyusun.",
        },
        headers=bearer("coordinator"),
    )
    assert declared.status_code == 201, declared.text
    refused = await evaluation.approve("mandiri")
    assert refused.status_code == 403
    assert "benturan kepentingan" in refused.json()["detail"]


async def test_in_akip_nobody_approves_who_acts_at_another_stage(akip: Any, bearer: Bearer) -> None:
    officer = bearer("agency_officer", "approver", subject="both")
    others = akip.by
    akip.by = lambda role: officer if role == "both" else others(role)
    assert (await akip.answer("1", "2", "both")).status_code == 200
    await akip.reach("verifikasi")
    assert (await akip.submit("verifikasi", "internal_assessor", i2="-")).status_code == 200
    refused = await akip.approve("verifikasi", "both")
    assert refused.status_code == 403
    assert "usulan" in refused.json()["detail"]
    assert (await akip.approve("verifikasi")).status_code == 201


async def test_in_akip_an_approval_of_who_acts_at_another_stage_afterwards_counts_no_more(
    akip: Any, bearer: Bearer
) -> None:
    others = akip.by
    akip.by = lambda role: bearer("approver", subject="both") if role == "both" else others(role)
    await akip.reach("verifikasi")
    assert (await akip.submit("verifikasi", "internal_assessor", i1="-", i2="-")).status_code == 200
    assert (await akip.approve("verifikasi", "both")).status_code == 201
    await akip.reach("penetapan")
    (before,) = await akip.said()
    assert before["is_valid"] is True
    decided = await akip.decide("penetapan", "1", "2", "both")
    assert decided.status_code == 200, decided.text
    said = await akip.said()
    assert [(each["is_stale"], each["is_valid"]) for each in said] == [(False, False)]


async def test_who_works_in_the_assessed_agency_by_their_record_approves_no_later_stage(
    evaluation: Any,
) -> None:
    await works_in_the_agency(evaluation, "a-approver")
    await evaluation.submit("mandiri", "coordinator")
    assert (await evaluation.approve("mandiri")).status_code == 201
    await evaluation.reach("dokumen")
    await evaluation.submit("dokumen", "external_assessor")
    refused = await evaluation.approve("dokumen")
    assert refused.status_code == 403
    assert "instansinya sendiri" in refused.json()["detail"]


async def works_in_the_agency(evaluation: Any, subject: str) -> None:
    """Note that somebody works in the assessed agency, whatever their token says."""
    person = {
        "agency_code": "9901.1",
        "name": "Nama",
        "position": "Analis",
        "valid_from": "2020-01-01",
    }
    put = await evaluation.service.api.put(
        f"/people/{subject}", json=person, headers={"If-None-Match": "*"}
    )
    assert put.status_code == 201, put.text
