"""People who act at the same moment: one after the other, none lost, nothing twice."""

import asyncio
from typing import Any

from tests.component.submission.assessments.answering import ASSESSMENT
from tests.support.waiting import in_time

GAPS = {"i1": "Belum.", "i2": "Belum.", "iP": "Belum."}


async def test_the_same_submission_twice_at_once_is_made_once(evaluation: Any) -> None:
    async with in_time():
        answers = await asyncio.gather(
            *(evaluation.submit("mandiri", "coordinator", **GAPS) for _ in range(4))
        )
    assert [answer.status_code for answer in answers] == [200] * 4
    passed = (await evaluation.stage("mandiri"))["passages"]
    assert [each["passage"] for each in passed] == ["opened", "submitted"]


async def test_an_edit_comes_before_a_submission_or_is_refused(evaluation: Any) -> None:
    await evaluation.answer("1", "2")
    gaps = {code: why for code, why in GAPS.items() if code != "i1"}
    async with in_time():
        edited, submitted = await asyncio.gather(
            evaluation.answer("1", "3"), evaluation.submit("mandiri", "coordinator", **gaps)
        )
    assert (submitted.status_code, edited.status_code) in {(200, 200), (200, 409)}
    kept = (await evaluation.service.api.get(f"{evaluation.address}/answers/1")).json()["level"]
    assert kept == ("3" if edited.status_code == 200 else "2")
    assert (await evaluation.stage("mandiri"))["state"] == "submitted"
    assert (await evaluation.answer("1", "1")).status_code == 409


async def test_a_stage_is_closed_or_returned_never_both(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator", **GAPS)
    await evaluation.rest("mandiri")
    async with in_time():
        closed, returned = await asyncio.gather(
            evaluation.step("mandiri", "closing", "approver"),
            evaluation.give_back("mandiri", "internal_assessor", i1="Sudah ada."),
        )
    assert sorted((closed.status_code, returned.status_code)) == [200, 409]
    states = await evaluation.states()
    is_closed = closed.status_code == 200
    assert states[:2] == (["closed", "open"] if is_closed else ["open", "waiting"])


async def test_closing_at_once_closes_one_stage_and_emits_one_event(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator", **GAPS)
    await evaluation.rest("mandiri")
    async with in_time():
        answers = await asyncio.gather(
            *(evaluation.step("mandiri", "closing", "approver") for _ in range(3))
        )
    assert [answer.status_code for answer in answers] == [200] * 3
    assert await evaluation.states() == ["closed", "open", "waiting", "waiting", "waiting"]
    said = await evaluation.service.said(ASSESSMENT, count=2)
    assert [each.TYPE for each in said] == [
        "submission.assessment.opened.v2",
        "submission.stage.closed.v2",
    ]


async def test_two_editors_of_one_indicator_do_not_overwrite_each_other(evaluation: Any) -> None:
    async with in_time():
        answers = await asyncio.gather(
            *(evaluation.answer("1", level) for level in ("1", "2", "3"))
        )
    codes = sorted(answer.status_code for answer in answers)
    assert codes in ([200, 412, 412], [200, 200, 412], [200, 200, 200])
    assert await evaluation.service.count("level_decision") == codes.count(200)


async def test_a_dispute_is_raised_before_the_closing_or_refused(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.submit("dokumen", "external_assessor", **GAPS)
    async with in_time():
        raised, closed = await asyncio.gather(
            evaluation.dispute(), evaluation.step("dokumen", "closing", "external_assessor")
        )
    assert (raised.status_code, closed.status_code) in {(201, 409), (409, 200)}
