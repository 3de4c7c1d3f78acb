"""Approve against edit: one wins, and the approval is refused or stale."""

import asyncio
from typing import Any

from tests.support.waiting import in_time


async def test_an_approval_against_a_return_with_an_edit(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "3")
    await evaluation.submit("dokumen", "external_assessor")
    state = (await evaluation.state("dokumen"))["state_hash"]

    async def edit() -> int:
        await evaluation.give_back("dokumen", "external_assessor", i1="Salah.")
        return int((await evaluation.decide("dokumen", "1", "2")).status_code)

    async with in_time():
        approved, edited = await asyncio.gather(
            evaluation.approve("dokumen", state_hash=state), edit()
        )
    assert edited == 200
    said = await evaluation.said()
    if approved.status_code == 201:
        assert [(each["is_stale"], each["is_valid"]) for each in said] == [(True, False)]
    else:
        assert (approved.status_code, said) == (409, [])


async def test_the_same_approval_many_times_at_once_is_one(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    async with in_time():
        answers = await asyncio.gather(*(evaluation.approve("mandiri") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len(await evaluation.said()) == 1


async def test_a_closing_against_an_approval_and_a_rejection(evaluation: Any) -> None:
    await evaluation.reach("dokumen")
    await evaluation.decide("dokumen", "1", "3")
    await evaluation.submit("dokumen", "external_assessor")
    await evaluation.approve("dokumen")
    async with in_time():
        closed, rejected = await asyncio.gather(
            evaluation.step("dokumen", "closing", "external_assessor"),
            evaluation.approve("dokumen", decision="rejected", reason="Bukti kurang."),
        )
    assert rejected.status_code == 201
    assert closed.status_code in (200, 409)


async def test_the_same_consent_many_times_at_once_is_one_signature(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    async with in_time():
        answers = await asyncio.gather(*(evaluation.consent() for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert await evaluation.service.count("signature") == 1
