"""What is checked at the registration and again at every reading."""

from dataclasses import replace

import pytest

from integration.sources.domain.source import Source
from integration.sources.usecases.check_access import Allowed, objections_to


@pytest.mark.parametrize(
    ("periods", "years", "objects"),
    [
        ((), (2025, 2026), False),
        (("2021-2025",), (2025, 2026), True),
        (("2021-2025", "2026-2030"), (2025, 2026), False),
        (("2020-2024",), (2026,), True),
    ],
)
def test_a_year_of_which_no_plan_is_declared_is_not_read(
    source: Source, periods: tuple[str, ...], years: tuple[int, ...], *, objects: bool
) -> None:
    options = replace(source.options, key_indicator_periods=periods)
    given = replace(source, system="e-sakip", years=years, options=options)
    found = objections_to(given, ["9901"], Allowed(targets=(), credentials={}))
    codes = [objection.reason.code for objection in found]
    assert ("unplanned_years" in codes) is objects
