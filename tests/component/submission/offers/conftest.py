"""A region, and a province that was entered after it."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.component.submission.offers.offering import PROVINCE, put_root

Bearer = Callable[..., dict[str, str]]


@pytest.fixture(name="above")
def above_fixture(bearer: Bearer) -> dict[str, str]:
    """The province's coordinator."""
    return bearer("coordinator", agency=PROVINCE, subject="from-above")


@pytest.fixture
async def both(service: Any, above: dict[str, str]) -> Any:
    """The service with a second root, entered after the region."""
    assert (await put_root(service, PROVINCE, above)).status_code == 201
    return service
