"""Who may ask for a publication: every role, of the assessed agency, above it and beside it."""

import asyncio
from typing import Any

import pytest
from tests.support.waiting import in_time

from rules.roles import READERS
from submission.campaigns.domain.stages import stages_of

PUBLISHERS = {"approver", "coordinator"}


@pytest.mark.parametrize("stage", [each.code for each in stages_of("evaluation")])
@pytest.mark.parametrize(("agency", "reached"), [("9901", 409), ("9901.1", 409), ("9901.2", 404)])
async def test_publishing_is_for_two_roles_within_reach(
    evaluation: Any, bearer: Any, stage: str, agency: str, reached: int
) -> None:
    body = {"stage": stage, "state_hash": "0" * 64}
    for role in sorted(READERS):
        answer = await evaluation.service.api.post(
            f"{evaluation.address}/publish", json=body, headers=bearer(role, agency=agency)
        )
        may = role in PUBLISHERS
        assert answer.status_code == (reached if may else 403), (role, answer.json())
    assert await evaluation.publications() == []


async def test_published_at_once_it_is_published_once(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    async with in_time():
        answers = await asyncio.gather(*(evaluation.publish("mandiri") for _ in range(6)))
    assert sorted(each.status_code for each in answers) == [200] * 5 + [202]
    assert len({each.json()["publication_id"] for each in answers}) == 1
    assert len(await evaluation.asked()) == 1


async def test_a_publication_against_a_rejection_is_one_of_both_orders(evaluation: Any) -> None:
    await evaluation.close_approved("mandiri", then="dokumen")
    async with in_time():
        published, rejected = await asyncio.gather(
            evaluation.publish("mandiri"),
            evaluation.approve("mandiri", decision="rejected", reason="Bukti kurang."),
        )
    assert rejected.status_code == 201
    assert published.status_code in (202, 409)
    assert len(await evaluation.publications()) == (published.status_code == 202)


async def test_a_publication_against_the_closing_of_its_stage(evaluation: Any) -> None:
    await evaluation.submit("mandiri", "coordinator")
    await evaluation.rest("mandiri")
    await evaluation.approve("mandiri")
    async with in_time():
        published, closed = await asyncio.gather(
            evaluation.publish("mandiri"), evaluation.step("mandiri", "closing", "coordinator")
        )
    assert closed.status_code == 200
    assert published.status_code in (202, 409)
    assert (await evaluation.publish("mandiri")).status_code in (200, 202)
    assert len(await evaluation.publications()) == 1
