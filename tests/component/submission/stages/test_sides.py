"""Who acted for the assessed agency does not judge it, and who judged it does not act for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.component.submission.conftest import bearer
from tests.support.records import record, sign


def one_person(subject: str) -> Callable[[str], dict[str, str]]:
    """Return who has every role, above the agency and (`own_…`) in it, always as one person."""

    def by(role: str) -> dict[str, str]:
        name = role.removeprefix("own_")
        return bearer(name, agency="9901" if name == role else "9901.1", subject=subject)

    return by


def assert_refused(answer: Any, told: str) -> None:
    assert (answer.status_code, told in answer.json()["detail"]) == (403, True), answer.text


async def test_who_answered_or_submitted_does_not_decide_later(evaluation: Any) -> None:
    both = replace(evaluation, by=one_person("penjawab"))
    assert (await both.answer("1", "3")).status_code == 200
    await evaluation.reach("dokumen")
    assert_refused(await both.decide("dokumen", "1", "2"), "instansi yang dinilai")
    assert_refused(await both.submit("dokumen", "external_assessor"), "instansi yang dinilai")
    # Who submitted the first stage was the coordinator of the steps.
    submitter = replace(evaluation, by=one_person("a-coordinator"))
    assert_refused(await submitter.decide("dokumen", "1", "2"), "instansi yang dinilai")
    assert (await evaluation.decide("dokumen", "1", "2")).status_code == 200


async def test_who_disputed_does_not_answer_the_dispute_nor_judge(submitted: Any) -> None:
    both = replace(submitted, by=one_person("pihak-ganda"))
    raised = await both.dispute()
    assert raised.status_code == 201
    answered = await submitted.service.api.post(
        f"{submitted.address}/disputes/{raised.json()['dispute_id']}/acceptance",
        json={"reason": "Ya."},
        headers=both.by("external_assessor"),
    )
    assert_refused(answered, "menyanggah")
    assert_refused(await both.decide("dokumen", "2", "2"), "menyanggah")


async def test_who_judged_neither_disputes_nor_signs_for_the_agency(submitted: Any) -> None:
    judge = replace(submitted, by=one_person("a-external_assessor"))
    refused = await judge.dispute()
    assert_refused(refused, "pada tahap dokumen")
    # In this kind of campaign somebody may act at two stages: that is not why.
    assert "satu tahap" not in refused.text
    written = await submitted.service.api.post(
        f"{submitted.address}/minutes",
        json=record("dokumen", "1", kind="interview"),
        headers=submitted.by("own_coordinator"),
    )
    api, minutes = submitted.service.api, written.raise_for_status().json()
    own = judge.by("own_coordinator")
    assert_refused(
        await sign(api, submitted.address, minutes, "agency", by=own), "pada tahap dokumen"
    )


async def test_who_signed_for_the_agency_does_not_sign_for_the_assessors(submitted: Any) -> None:
    both = replace(submitted, by=one_person("pihak-ganda"))
    api = submitted.service.api
    first, second = [
        (
            await api.post(
                f"{submitted.address}/minutes",
                json=record("dokumen", code, kind="interview"),
                headers=submitted.by("own_coordinator"),
            )
        ).json()
        for code in ("1", "2")
    ]
    signed = await sign(api, submitted.address, first, "agency", by=both.by("own_coordinator"))
    assert signed.status_code == 201, signed.text
    refused = await sign(
        api, submitted.address, second, "assessor", by=both.by("external_assessor")
    )
    assert_refused(refused, "menandatangani")
    # In the other direction a signature alone judges nothing: the minutes have two signers.
    other = replace(submitted, by=one_person("a-external_assessor"))
    assert_refused(
        await sign(api, submitted.address, second, "agency", by=other.by("own_coordinator")),
        "pada tahap dokumen",
    )


async def test_who_closed_or_wrote_minutes_for_the_agency_does_not_judge_it(
    evaluation: Any,
) -> None:
    await evaluation.reach("dokumen")
    writer = replace(evaluation, by=one_person("juru-tulis"))
    written = await evaluation.service.api.post(
        f"{evaluation.address}/minutes",
        json=record("dokumen", "1", kind="interview"),
        headers=writer.by("own_coordinator"),
    )
    assert written.status_code == 201, written.text
    assert_refused(await writer.decide("dokumen", "1", "2"), "instansi yang dinilai")


async def test_who_closed_the_first_stage_for_the_agency_does_not_judge_it(akip: Any) -> None:
    closer = replace(akip, by=one_person("penutup"))
    await akip.step("usulan", "submission", "own_agency_officer", gaps=await gaps_of(akip))
    assert (await closer.step("usulan", "closing", "own_coordinator")).status_code == 200
    refused = await closer.decide("verifikasi", "P", "50", "internal_assessor")
    assert_refused(refused, "instansi yang dinilai")


async def test_who_acted_for_the_agency_neither_returns_closes_nor_skips_a_later_stage(
    submitted: Any,
) -> None:
    """The coordinator of the steps submitted the first stage; who opened the campaign did not."""
    both = replace(submitted, by=one_person("a-coordinator"))
    for role in ("coordinator", "external_assessor"):
        assert_refused(await both.give_back("dokumen", role, i1="Ada."), "instansi yang dinilai")
        assert_refused(await both.step("dokumen", "closing", role), "instansi yang dinilai")
        skipped = await both.step("visitasi", "skipping", role, reason="Tidak perlu.")
        assert_refused(skipped, "instansi yang dinilai")
    opener = replace(submitted, by=one_person("someone"))
    returned = await opener.give_back("dokumen", "coordinator", i1="Halaman.")
    assert returned.status_code == 200, returned.text
    await submitted.submit("dokumen", "external_assessor")
    assert (await opener.step("dokumen", "closing", "coordinator")).status_code == 200


@pytest.mark.parametrize("step", ["returns", "closing", "skipping"])
async def test_who_judged_a_later_stage_does_not_act_for_the_agency(
    submitted: Any, step: str
) -> None:
    judge = replace(submitted, by=one_person("pihak-ganda"))
    if step == "returns":
        made = await judge.give_back("dokumen", "coordinator", i2="Halaman.")
        await submitted.submit("dokumen", "external_assessor")
    elif step == "closing":
        made = await judge.step("dokumen", "closing", "coordinator")
        await submitted.submit("interviu", "external_assessor")
    else:
        made = await judge.step("visitasi", "skipping", "coordinator", reason="Tidak perlu.")
    assert made.status_code == 200, made.text
    stage = "interviu" if step == "closing" else "dokumen"
    told = "visitasi" if step == "skipping" else "dokumen"
    assert_refused(await judge.dispute(stage=stage), f"pada tahap {told}")


async def test_who_returned_the_first_stage_for_the_agency_does_not_judge_it(
    evaluation: Any,
) -> None:
    gaps = {f"i{code}": "Belum." for code in ("1", "2", "P")}
    await evaluation.submit("mandiri", "coordinator", **gaps)
    own = replace(evaluation, by=one_person("pemeriksa"))
    returned = await own.give_back("mandiri", "own_internal_assessor", i1="Halaman.")
    assert returned.status_code == 200, returned.text
    await evaluation.reach("dokumen")
    assert_refused(await own.decide("dokumen", "1", "2"), "instansi yang dinilai")


async def gaps_of(akip: Any) -> list[dict[str, str]]:
    """Return a reason for everything that is not answered."""
    (step, *_) = (await akip.stage("usulan"))["next_steps"]
    codes = [code for lack in step["missing"] for code in lack["indicator_codes"]]
    return [{"indicator_code": code, "reason": "Belum ada."} for code in codes]
