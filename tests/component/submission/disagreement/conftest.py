"""An evaluation of two agencies: of one the last stage is closed."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.conftest import somebody
from tests.component.submission.stages.conftest import Evaluation, people
from tests.support.steps import close, submit


@pytest.fixture
async def evaluations(service: Any, bearer: Bearer) -> tuple[Evaluation, Evaluation]:
    """Evaluations of two agencies below the region; nothing is answered yet."""
    await service.open_campaign(agency_codes=["9901.1", "9901.2"])
    made = [
        Evaluation(
            service, f"/assessments/{await service.assessment(agency=code)}", people(bearer, code)
        )
        for code in ("9901.1", "9901.2")
    ]
    return made[0], made[1]


@pytest.fixture
async def evaluated(evaluations: tuple[Evaluation, Evaluation], bearer: Bearer) -> Any:
    """The first agency claims 3, 2 and 70; dokumen says 2 of "1", reviu 1; of P 66.6.

    The second one has claimed 3 of "1" and goes on.
    """
    first, second = evaluations
    for code, level in (("1", "3"), ("2", "2"), ("P", "70")):
        assert (await first.answer(code, level)).status_code == 200
    assert (await second.answer("1", "3")).status_code == 200
    await first.reach("dokumen")
    for code, level in (("1", "2"), ("P", "66.6")):
        assert (await first.decide("dokumen", code, level)).status_code == 200
    await first.reach("reviu")
    reviewer = Evaluation(
        first.service, first.address, lambda role: bearer(role, subject="a-reviewer")
    )
    assert (await reviewer.decide("reviu", "1", "1")).status_code == 200
    await submit(first.service.api, first.address, "reviu", of=somebody)
    await close(first.service.api, first.address, "reviu", of=somebody)
    return first.service
