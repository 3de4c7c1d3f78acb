"""An assessment that was opened just now is being made; one that never was does not exist."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from kit.errors import NotFound, Unavailable
from kit.ids import new_id
from scoring.state.usecases.check_reach import no_assessment

LONG_AGO = UUID("01960000-0000-7000-8000-000000000001")
FAR_AHEAD = UUID("0f960000-0000-7000-8000-000000000001")


def test_an_id_of_just_now_is_in_the_making() -> None:
    error = no_assessment(new_id())

    assert isinstance(error, Unavailable)
    assert error.headers["Retry-After"] == "2"
    assert "sedang disiapkan" in str(getattr(error.detail, "id", ""))


@pytest.mark.parametrize("known", [LONG_AGO, FAR_AHEAD, uuid4(), UUID(int=1)])
def test_any_other_id_does_not_exist(known: UUID) -> None:
    assert datetime.now(UTC).year > 2025
    assert isinstance(no_assessment(known), NotFound)
