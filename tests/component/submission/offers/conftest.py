"""A region, and a province that was entered after it."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.component.submission.offers.offering import PROVINCE, put_root

Bearer = Callable[..., dict[str, str]]


@pytest.fixture(name="above")
def above_fixture(bearer: Bearer) -> dict[str, str]:
    """The province's coordinator."""
    return _from_above(bearer)


@pytest.fixture
async def both(service: Any, bearer: Bearer) -> Any:
    """The service with a second root, entered after the region."""
    await service.once(_enter_province, bearer)
    return service


async def _enter_province(service: Any, bearer: Bearer) -> None:
    assert (await put_root(service, PROVINCE, _from_above(bearer))).status_code == 201


def _from_above(bearer: Bearer) -> dict[str, str]:
    return bearer("coordinator", agency=PROVINCE, subject="from-above")
