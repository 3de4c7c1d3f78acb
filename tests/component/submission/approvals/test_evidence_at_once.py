"""Links and reviews against approvals: none counts for evidence that its person has not seen."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.component.submission.approvals.conftest import Approvals
from tests.component.submission.approvals.proven import Proven, approved_at_dokumen
from tests.support.waiting import in_time


async def relink(proven: Proven, item: str, _: str) -> None:
    await proven.give_back()
    await proven.linked(item, page="9")


async def reject(proven: Proven, _: str, link: str) -> None:
    await proven.give_back()
    assert (await proven.review(link, "rejected")).status_code == 201


async def withdraw(proven: Proven, item: str, _: str) -> None:
    await proven.withdraw(item)


@pytest.mark.parametrize("change", [relink, reject, withdraw])
async def test_an_approval_against_a_change_of_the_evidence(
    evaluation: Approvals, change: Callable[[Proven, str, str], Awaitable[Any]]
) -> None:
    proven, item, link = await approved_at_dokumen(evaluation)
    old = await proven.hash("dokumen")
    async with in_time():
        again, _ = await asyncio.gather(
            evaluation.approve("dokumen", state_hash=old, reason="Dibaca ulang."),
            change(proven, item, link),
        )
    said = await evaluation.said()

    assert again.status_code in (201, 409)
    assert len(said) == (2 if again.status_code == 201 else 1)
    assert await proven.hash("dokumen") != old
    assert [each["is_valid"] for each in said] == [False] * len(said)
    assert all(each["changes"] for each in said)
