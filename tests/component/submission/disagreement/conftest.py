"""An evaluation of two agencies: of one the last stage is closed."""

from typing import Any

import pytest
from tests.component.submission.assessments.answering import Bearer
from tests.component.submission.conftest import somebody
from tests.component.submission.stages.conftest import Evaluation, people
from tests.support.steps import close, submit

Two = tuple[Evaluation, Evaluation]


@pytest.fixture
async def evaluations(service: Any, bearer: Bearer) -> Two:
    """Evaluations of two agencies below the region; nothing is answered yet."""
    return _evaluations(service, bearer, *await service.once(_open))


@pytest.fixture
async def evaluated(evaluations: Two, bearer: Bearer) -> Any:
    """The first agency claims 3, 2 and 70; dokumen says 2 of "1", reviu 1; of P 66.6.

    The second one has claimed 3 of "1" and goes on.
    """
    first, second = evaluations
    await first.service.once(_evaluate, bearer, first.address, second.address)
    return first.service


async def _open(service: Any) -> list[str]:
    await service.open_campaign(agency_codes=["9901.1", "9901.2"])
    return [
        f"/assessments/{await service.assessment(agency=code)}" for code in ("9901.1", "9901.2")
    ]


async def _evaluate(service: Any, bearer: Bearer, *addresses: str) -> None:
    first, second = _evaluations(service, bearer, *addresses)
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


def _evaluations(service: Any, bearer: Bearer, first: str, second: str) -> Two:
    return (
        Evaluation(service, first, people(bearer, "9901.1")),
        Evaluation(service, second, people(bearer, "9901.2")),
    )
