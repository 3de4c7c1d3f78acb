"""An evaluation of an agency below the region, whose indicators are all answered."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.stages.conftest import Evaluation, people

LEVELS = {"1": "2", "2": "1", "P": "70"}


@pytest.fixture
async def evaluation(service: Any, bearer: Bearer) -> Evaluation:
    """An evaluation of an agency below the region."""
    return Evaluation(service, await service.once(_answer, bearer), people(bearer, "9901.1"))


async def _answer(service: Any, bearer: Bearer) -> str:
    await service.open_campaign(agency_codes=["9901.1"])
    address = f"/assessments/{await service.assessment(agency='9901.1')}"
    found = Evaluation(service, address, people(bearer, "9901.1"))
    for code, level in LEVELS.items():
        assert (await found.answer(code, level)).status_code == 200
    return address
