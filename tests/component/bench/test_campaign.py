"""The workload of a campaign opens, answers and reads what it says, in every release."""

import dataclasses
from collections.abc import Callable

from bench.campaign import measure_campaign


async def test_a_campaign_is_opened_answered_and_its_progress_is_whole(
    service_database: Callable[[str], str],
) -> None:
    found = await measure_campaign(service_database("submission"), agencies=3)

    assert min(dataclasses.astuple(found)) > 0
