"""What is over takes nothing: a closed campaign, a deadline that passed; and drafts hold back."""

from typing import Any

import pytest

GAPS = {"i2": "Belum ada dokumen.", "iP": "Belum dihitung."}


async def close(evaluation: Any) -> None:
    closed = await evaluation.service.api.post(
        "/campaigns/spbe-2026/closing", json={"reason": "Selesai"}
    )
    assert closed.status_code == 200, closed.text


async def missing(evaluation: Any, stage: str) -> dict[str, list[str]]:
    ahead = (await evaluation.stage(stage))["next_steps"]
    return {step["step"]: [lack["requirement"] for lack in step["missing"]] for step in ahead}


async def test_a_closed_campaign_takes_no_step_and_no_dispute(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.submit("dokumen", "external_assessor", i1="Belum.", **GAPS)
    disputed = await evaluation.dispute("1")
    await close(evaluation)
    before = await evaluation.stage("dokumen")
    answer = f"{evaluation.address}/disputes/{disputed.json()['dispute_id']}/rejection"
    for refused in (
        await evaluation.submit("dokumen", "external_assessor", i1="Lain.", **GAPS),
        await evaluation.give_back("dokumen", "external_assessor", i1="Halaman."),
        await evaluation.step("dokumen", "closing", "external_assessor"),
        await evaluation.step("visitasi", "skipping", "external_assessor", reason="Tidak perlu."),
        await evaluation.dispute("2"),
        await evaluation.service.api.post(
            answer, json={"reason": "Tidak."}, headers=evaluation.by("external_assessor")
        ),
    ):
        assert refused.status_code == 409, refused.text
        assert "sudah ditutup" in refused.json()["detail"]
    # What was done before the closing is answered as it is.
    again = await evaluation.submit("dokumen", "external_assessor", i1="Belum.", **GAPS)
    assert (again.status_code, again.json()) == (200, before)
    assert await missing(evaluation, "dokumen") == {"closing": ["goes_on"], "returns": ["goes_on"]}


async def test_a_deadline_that_passed_is_named_beside_all_else_that_is_missing(
    evaluation: Any,
) -> None:
    await evaluation.answer("1", "2")
    await evaluation.service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'mandiri', DATE '2026-01-31')"
    )
    refused = await evaluation.submit("mandiri", "coordinator", i2="Belum ada dokumen.")
    told = refused.json()
    assert (refused.status_code, [each["requirement"] for each in told["missing"]]) == (
        409,
        ["in_time", "complete"],
    )
    assert "koordinator instansi 9901" in told["errors"][0]["message"]
    assert await missing(evaluation, "mandiri") == {"submission": ["in_time", "complete"]}


async def test_what_could_not_be_submitted_again_is_not_returned(submitted: Any) -> None:
    """After the deadline a return would leave the stage open for ever: it is extended first."""
    disputed = (await submitted.dispute("1")).raise_for_status().json()["dispute_id"]
    await submitted.service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'dokumen', DATE '2026-01-31')"
    )
    answer = f"{submitted.address}/disputes/{disputed}"
    body, by = {"reason": "Ya."}, submitted.by("external_assessor")
    for refused in (
        await submitted.give_back("dokumen", "external_assessor", i1="Halaman."),
        await submitted.service.api.post(f"{answer}/acceptance", json=body, headers=by),
    ):
        (lack,) = refused.json()["missing"]
        assert (refused.status_code, lack["requirement"], lack["roles"]) == (
            409,
            "in_time",
            ["coordinator"],
        )
        assert "koordinator instansi 9901 dapat memperpanjangnya" in refused.json()["detail"]
    assert (await missing(submitted, "dokumen"))["returns"] == ["in_time"]
    campaign = await submitted.service.api.get("/campaigns/spbe-2026")
    extended = await submitted.service.api.put(
        "/campaigns/spbe-2026/stages/dokumen",
        json={"deadline": "2099-12-31", "reason": "Ada yang dikembalikan."},
        headers={"If-Match": campaign.headers["etag"]},
    )
    assert extended.status_code == 200, extended.text
    returned = await submitted.give_back("dokumen", "external_assessor", i2="Halaman.")
    assert returned.status_code == 200, returned.text
    accepted = await submitted.service.api.post(f"{answer}/acceptance", json=body, headers=by)
    assert accepted.status_code == 200, accepted.text


async def test_a_dispute_is_rejected_and_a_stage_closed_after_the_deadline(submitted: Any) -> None:
    disputed = (await submitted.dispute("1")).raise_for_status().json()["dispute_id"]
    await submitted.service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'dokumen', DATE '2026-01-31')"
    )
    rejected = await submitted.service.api.post(
        f"{submitted.address}/disputes/{disputed}/rejection",
        json={"reason": "Tidak."},
        headers=submitted.by("external_assessor"),
    )
    assert rejected.status_code == 200, rejected.text
    closed = await submitted.step("dokumen", "closing", "external_assessor")
    assert closed.status_code in (200, 409)
    assert "in_time" not in closed.text


@pytest.mark.parametrize("end", ["decision", "removal", "gap"])
async def test_a_draft_that_nobody_decided_holds_the_submission_back(
    evaluation: Any, end: str
) -> None:
    await evaluation.answer("1", "2")
    path = f"{evaluation.address}/stages/mandiri/drafts/2"
    by = evaluation.by("data_entry")
    typed = await evaluation.service.api.put(
        path, json={"level": "3"}, headers=by | {"If-Match": '"0"'}
    )
    assert typed.status_code == 200, typed.text
    gaps = {"iP": "Belum dihitung."}
    refused = await evaluation.submit("mandiri", "coordinator", **gaps)
    lacks = {each["requirement"]: each for each in refused.json()["missing"]}
    assert (refused.status_code, sorted(lacks)) == (409, ["complete", "no_draft"])
    assert lacks["no_draft"]["indicator_codes"] == ["2"]
    if end == "decision":
        await evaluation.answer("2", "3")
    elif end == "removal":
        await evaluation.service.api.delete(path, headers=by | {"If-Match": '"1"'})
        assert await missing(evaluation, "mandiri") == {"submission": ["complete"]}
    if end != "decision":
        gaps |= {"i2": "Belum ada dokumen."}
    assert (await evaluation.submit("mandiri", "coordinator", **gaps)).status_code == 200


@pytest.mark.parametrize("over", ["in_time", "goes_on"])
async def test_what_takes_nothing_says_to_every_writer_what_is_missing(
    evaluation: Any, over: str
) -> None:
    if over == "goes_on":
        await close(evaluation)
    else:
        await evaluation.service.execute(
            "INSERT INTO campaign_stage VALUES ('spbe-2026', 'mandiri', DATE '2026-01-31')"
        )
    stage, by = f"{evaluation.address}/stages/mandiri", evaluation.by("data_entry")
    level = {"level": "2", "explanation": "Ada."}
    new = by | {"If-Match": '"0"'}
    listed = {"items": [level | {"indicator_code": "1", "revision": 0}]}
    put = evaluation.service.api.put
    for refused in (
        await put(f"{evaluation.address}/answers/1", json=level, headers=new),
        await put(f"{stage}/levels/1", json=level, headers=new),
        await put(f"{stage}/levels", json=listed, headers=by),
        await put(f"{stage}/drafts/1", json={"level": "2"}, headers=new),
    ):
        told = refused.json()
        (lack,) = told["missing"]
        assert (refused.status_code, told["state"], lack["requirement"]) == (409, "open", over)


async def test_a_dispute_is_not_raised_after_the_deadline(submitted: Any) -> None:
    """It could not be accepted, but would hold the closing back."""
    await submitted.service.execute(
        "INSERT INTO campaign_stage VALUES ('spbe-2026', 'dokumen', DATE '2026-01-31')"
    )
    refused = await submitted.dispute("1")
    told = refused.json()
    (lack,) = told["missing"]
    assert (refused.status_code, told["state"], lack["requirement"], lack["roles"]) == (
        409,
        "submitted",
        "in_time",
        ["coordinator"],
    )
    assert (await submitted.step("dokumen", "closing", "external_assessor")).status_code == 200
