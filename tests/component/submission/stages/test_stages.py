"""Stages are submitted, returned, skipped and closed in their order, and keep who did what."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import ASSESSMENT
from tests.component.submission.stages.conftest import REASONS

GAPS = {"i2": "Belum ada dokumen.", "iP": "Belum dihitung."}


async def test_an_evaluation_goes_through_its_stages(evaluation: Any) -> None:
    assert await evaluation.states() == ["open", *["waiting"] * 4]
    await evaluation.answer("1", "2")
    assert (await evaluation.submit("mandiri", "coordinator", **GAPS)).status_code == 200
    await evaluation.rest("mandiri")
    closed = await evaluation.step("mandiri", "closing", "approver")
    assert (closed.status_code, closed.json()["state"], closed.headers["etag"]) == (
        200,
        "closed",
        '"3"',
    )
    assert await evaluation.states() == ["closed", "open", *["waiting"] * 3]
    skipped = await evaluation.step(
        "visitasi", "skipping", "external_assessor", reason="Tidak ada kunjungan."
    )
    assert skipped.json()["state"] == "skipped"
    for stage in ("dokumen", "interviu", "reviu"):
        assert (await evaluation.submit(stage, "external_assessor", **GAPS)).status_code == 200
        await evaluation.rest(stage)
        assert (await evaluation.step(stage, "closing", "external_assessor")).status_code == 200
    assert await evaluation.states() == ["closed", "closed", "closed", "skipped", "closed"]
    said = await evaluation.service.said(ASSESSMENT, count=6)
    closings = [each for each in said if each.TYPE == "submission.stage.closed.v2"]
    assert [(each.revision, each.stage, each.closed_by) for each in closings] == [
        (3, "mandiri", "a-approver"),
        (4, "dokumen", "a-external_assessor"),
        (5, "interviu", "a-external_assessor"),
        (6, "reviu", "a-external_assessor"),
    ]


async def test_what_happened_to_a_stage_is_kept_with_who_when_and_why(evaluation: Any) -> None:
    await evaluation.answer("1", "2")
    await evaluation.submit("mandiri", "coordinator", **GAPS)
    await evaluation.give_back("mandiri", "internal_assessor", i1="Halaman belum disebut.")
    await evaluation.submit("mandiri", "coordinator", **GAPS)
    found = await evaluation.stage("mandiri")
    assert [(each["passage"], each["passed_by"]) for each in found["passages"]] == [
        ("opened", "someone"),
        ("submitted", "a-coordinator"),
        ("returned", "a-internal_assessor"),
        ("submitted", "a-coordinator"),
    ]
    assert found["passages"][2]["indicators"] == [
        {"indicator_code": "1", "reason": "Halaman belum disebut."}
    ]
    assert found["gaps"] == [
        {"indicator_code": "2", "reason": "Belum ada dokumen."},
        {"indicator_code": "P", "reason": "Belum dihitung."},
    ]


async def test_a_submission_needs_an_answer_or_a_reason_for_every_indicator(
    evaluation: Any,
) -> None:
    await evaluation.answer("1", "2")
    refused = await evaluation.submit("mandiri", "coordinator", i2="Belum ada dokumen.")
    told = refused.json()
    assert (refused.status_code, told["state"]) == (409, "open")
    assert told["missing"] == [
        {
            "requirement": "complete",
            "roles": ["agency_officer", "coordinator", "data_entry", "internal_assessor"],
            "indicator_codes": ["P"],
        }
    ]
    assert "indikator P: belum ada nilai" in told["errors"][0]["message"]
    english = await evaluation.service.api.post(
        f"{evaluation.address}/stages/mandiri/submission",
        json={},
        headers=evaluation.by("coordinator") | {"Accept-Language": "en"},
    )
    assert "Indicator 2, P: has no level" in english.json()["detail"]
    ahead = (await evaluation.stage("mandiri"))["next_steps"]
    assert (ahead[0]["step"], ahead[0]["roles"]) == ("submission", ["coordinator"])
    assert ahead[0]["missing"][0]["indicator_codes"] == ["2", "P"]


@pytest.mark.parametrize(
    ("gaps", "pointers"),
    [
        ([("77", "x")], ["/gaps/0/indicator_code"]),
        ([("1", "x"), ("2", "x"), ("P", "x")], ["/gaps/0/indicator_code"]),
        ([("2", "x"), ("2", "y"), ("P", "x")], ["/gaps/1/indicator_code"]),
        ([("2", " "), ("P", "x")], ["/gaps/0/reason"]),
    ],
)
async def test_a_gap_that_is_none_is_named(
    evaluation: Any, gaps: list[tuple[str, str]], pointers: list[str]
) -> None:
    await evaluation.answer("1", "2")
    named = [{"indicator_code": code, "reason": why} for code, why in gaps]
    refused = await evaluation.step("mandiri", "submission", "coordinator", gaps=named)
    assert refused.status_code in (400, 422)
    assert [each["pointer"] for each in refused.json()["errors"]] == pointers
    assert (await evaluation.stage("mandiri"))["state"] == "open"


async def test_a_submitted_claim_is_frozen_until_it_is_returned(evaluation: Any) -> None:
    await evaluation.answer("1", "2")
    await evaluation.submit("mandiri", "coordinator", **GAPS)
    for refused in (
        await evaluation.answer("1", "3"),
        await evaluation.decide("mandiri", "2", "3", "internal_assessor"),
    ):
        assert (refused.status_code, refused.json()["state"]) == (409, "submitted")
        assert refused.json()["missing"][0]["roles"] == [
            "approver",
            "coordinator",
            "internal_assessor",
        ]
    returned = await evaluation.give_back("mandiri", "approver", i2="Dokumen sudah ada.")
    assert (returned.status_code, returned.json()["state"]) == (200, "open")
    other = await evaluation.answer("1", "3")
    assert (other.status_code, other.json()["missing"][0]["indicator_codes"]) == (409, ["2"])
    assert (await evaluation.answer("2", "3")).status_code == 200
    again = await evaluation.submit("mandiri", "coordinator", iP="Belum dihitung.")
    assert (again.json()["state"], again.json()["returned"]) == ("submitted", [])
    # What was decided already is answered as it is, even now.
    path = f"{evaluation.address}/answers/1"
    same = await evaluation.service.api.put(
        path,
        json={"level": "2", "reasons": REASONS},
        headers=evaluation.by("data_entry") | {"If-Match": '"0"'},
    )
    assert (same.status_code, same.json()["level"]) == (200, "2")


async def test_a_stage_that_waits_or_is_closed_takes_nothing(evaluation: Any) -> None:
    early = await evaluation.decide("dokumen", "1", "3")
    assert (early.status_code, early.json()["state"]) == (409, "waiting")
    assert early.json()["missing"] == [
        {
            "requirement": "earlier_stage_closed",
            "roles": ["approver", "coordinator"],
            "indicator_codes": [],
        }
    ]
    await evaluation.reach("interviu")
    for late in (
        await evaluation.answer("1", "3"),
        await evaluation.decide("dokumen", "1", "3"),
    ):
        assert (late.status_code, late.json()["state"]) == (409, "closed")
        assert late.json()["missing"][0]["roles"] == []
    assert (await evaluation.decide("interviu", "1", "3")).status_code == 200
    for refused in (
        await evaluation.submit("mandiri", "coordinator"),
        await evaluation.give_back("mandiri", "approver", i1="Salah."),
        await evaluation.step("mandiri", "skipping", "approver", reason="Lewat."),
        await evaluation.step("interviu", "closing", "external_assessor"),
        await evaluation.give_back("interviu", "external_assessor", i1="Salah."),
        await evaluation.submit("visitasi", "external_assessor"),
        await evaluation.step("reviu", "skipping", "external_assessor", reason="Lewat."),
    ):
        assert refused.status_code == 409, refused.json()


async def test_a_step_that_was_made_changes_nothing_when_it_is_repeated(evaluation: Any) -> None:
    gaps = {"i1": "Belum.", **GAPS}
    first = await evaluation.submit("mandiri", "coordinator", **gaps)
    again = await evaluation.submit("mandiri", "coordinator", **gaps)
    assert (again.status_code, again.json()) == (200, first.json())
    other = await evaluation.submit("mandiri", "coordinator", **(gaps | {"i1": "Lain."}))
    assert other.status_code == 409
    for _ in range(2):
        given = await evaluation.give_back("mandiri", "approver", i1="Sudah ada.")
        assert (given.status_code, given.json()["revision"]) == (200, 3)
    other = await evaluation.give_back("mandiri", "approver", i1="Alasan lain.")
    assert (other.status_code, other.json()["missing"][0]["requirement"]) == (
        409,
        "stage_submitted",
    )
    await evaluation.submit("mandiri", "coordinator", **gaps)
    await evaluation.rest("mandiri")
    for _ in range(2):
        closed = await evaluation.step("mandiri", "closing", "approver")
        assert (closed.status_code, closed.json()["revision"]) == (200, 5)
    for reason, status in (("Lewat.", 200), ("Lewat.", 200), ("Lain.", 409)):
        skipped = await evaluation.step("visitasi", "skipping", "external_assessor", reason=reason)
        assert skipped.status_code == status
    assert await evaluation.service.count("stage_passage") == 7


async def test_a_level_that_differs_needs_its_justification_before_it_is_submitted(
    evaluation: Any,
) -> None:
    for code, level in (("1", "2"), ("2", "3"), ("P", "0")):
        await evaluation.answer(code, level)
    await evaluation.reach("dokumen")
    parts = {part: text for part, text in REASONS.items() if part != "justifikasi"}
    await evaluation.decide("dokumen", "1", "3", reasons=parts)
    await evaluation.decide("dokumen", "2", "3", reasons=parts)
    refused = await evaluation.submit("dokumen", "external_assessor")
    assert (refused.status_code, refused.json()["missing"][0]["indicator_codes"]) == (409, ["1"])
    assert "justifikasi" in refused.json()["detail"]
    await evaluation.decide("dokumen", "1", "3")
    assert (await evaluation.submit("dokumen", "external_assessor")).status_code == 200


async def test_a_level_above_the_lowest_names_its_proof_before_it_is_submitted(
    evaluation: Any,
) -> None:
    body = {"level": "2", "explanation": "Ada."}
    for code, level in (("1", "2"), ("2", "1"), ("P", "70")):
        path, by = f"{evaluation.address}/answers/{code}", evaluation.by("data_entry")
        sent = await evaluation.service.api.put(
            path, json=body | {"level": level}, headers=by | {"If-Match": '"0"'}
        )
        assert sent.status_code == 200
    refused = await evaluation.submit("mandiri", "coordinator")
    assert (refused.status_code, refused.json()["missing"][0]["indicator_codes"]) == (409, ["1"])
    assert "pembuktian" in refused.json()["detail"]
    answered = await evaluation.answer("1", "2")
    assert answered.json()["reasons"] == REASONS
    assert (await evaluation.submit("mandiri", "coordinator")).status_code == 200
    history = await evaluation.service.api.get(f"{evaluation.address}/answers/1/history")
    assert [each["reasons"] for each in history.json()["items"]] == [REASONS, None]
    event = (await evaluation.service.said(ASSESSMENT, count=5))[-1]
    assert "Pembuktian: Tingkat di bawahnya" in event.explanation


async def test_the_values_of_all_stages_stand_side_by_side_for_ever(evaluation: Any) -> None:
    await evaluation.answer("1", "2")
    await evaluation.answer("P", "0")
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "3")
    await evaluation.reach("interviu")
    await evaluation.decide("interviu", "1", "1")
    found = (await evaluation.service.api.get(f"{evaluation.address}/indicators")).json()["items"]
    assert [each["indicator_code"] for each in found] == ["1", "2", "P"]
    one, two, share = (
        [(level["level"], level["inherited"]) for level in each["stages"]] for each in found
    )
    assert one == [("2", False), ("3", False), ("1", False), ("1", True), ("1", True)]
    assert two == [(None, False)] * 5
    assert share == [("0", False), *[("0", True)] * 4]
    dokumen = found[0]["stages"][1]
    assert (dokumen["decided_by"], dokumen["reasons"]["justifikasi"]) == (
        "a-external_assessor",
        "Kriteria 3.",
    )


async def test_akip_needs_other_people_at_every_tier(akip: Any, bearer: Any) -> None:
    for code, grade in (("1", "2"), ("2", "3"), ("P", "70")):
        assert (await akip.answer(code, grade, "agency_officer")).status_code == 200
    assert (await akip.submit("usulan", "agency_officer")).status_code == 200
    assert (await akip.step("usulan", "closing", "coordinator")).status_code == 200
    both = bearer("agency_officer", "internal_assessor", subject="a-agency_officer")
    path = f"{akip.address}/stages/verifikasi/levels/1"
    body = {"level": "3", "explanation": "Sesuai."}
    refused = await akip.service.api.put(path, json=body, headers=both | {"If-Match": '"0"'})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
        403,
        "path/stage",
    )
    submitted = await akip.service.api.post(
        f"{akip.address}/stages/verifikasi/submission", json={}, headers=both
    )
    assert submitted.status_code == 403
    assert (await akip.decide("verifikasi", "1", "3", "internal_assessor")).status_code == 200
    for stage in ("penjaminan_mutu", "penetapan"):
        await akip.reach(stage)
    assert (await akip.decide("penetapan", "1", "1", "approver")).status_code == 200
    assert (await akip.submit("penetapan", "approver")).status_code == 200
    assert (await akip.step("penetapan", "closing", "approver")).status_code == 200
    assert await akip.states() == ["closed"] * 4


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stage_passage SET passed_by = 'x'",
        "DELETE FROM stage_passage",
        "TRUNCATE stage_passage",
    ],
)
async def test_what_happened_cannot_be_changed_in_the_database(
    evaluation: Any, statement: str
) -> None:
    with pytest.raises(Exception, match=r"permission denied|only ever added to"):
        await evaluation.service.execute(statement)
