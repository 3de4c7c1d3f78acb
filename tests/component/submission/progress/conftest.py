"""Campaigns whose progress is read."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.stages.conftest import Evaluation, people


@pytest.fixture
async def evaluation(service: Any, bearer: Bearer) -> Evaluation:
    """An evaluation of an agency below the region; nothing is answered yet."""
    await service.open_campaign(agency_codes=["9901.1"])
    address = f"/assessments/{await service.assessment(agency='9901.1')}"
    return Evaluation(service, address, people(bearer, "9901.1"))
