"""Campaigns whose progress is read."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.stages.conftest import Evaluation, open_evaluation, people


@pytest.fixture
async def evaluation(service: Any, bearer: Bearer) -> Evaluation:
    """An evaluation of an agency below the region; nothing is answered yet."""
    address = await service.once(open_evaluation)
    return Evaluation(service, address, people(bearer, "9901.1"))
