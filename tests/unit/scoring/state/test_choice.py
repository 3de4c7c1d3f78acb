"""Which of several assessments decides about a year, and which the year after is held against."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from tests.unit.rules.samples import edition

from scoring.state.domain.choice import deciding, year_before
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import EVALUATION

OPENED = datetime(2026, 1, 5, tzinfo=UTC)
EDITIONS = {
    "old": replace(edition(), code="old", instrument_code="spbe", certainty="verified"),
    "new": replace(edition(), code="new", instrument_code="spbe", certainty="unverified"),
    "other": replace(edition(), code="other", instrument_code="akip", certainty="verified"),
}


def opening(number: int, period: str = "2026", *, days: int = 0, of: str = "old") -> Opening:
    opened = OPENED + timedelta(days=days)
    return Opening(UUID(int=number), "c", "9901", of, None, period, opened, EVALUATION)


@pytest.mark.parametrize(
    "openings",
    [
        [opening(1, "2026-11"), opening(2, "2026-02"), opening(3, "2026-09")],
        [opening(1, "2026"), opening(2, "2026-Q4"), opening(3, "2026-12")],
        [opening(1, "2026-Q3"), opening(2, "2026-09"), opening(3, "2026-08")],
        [opening(1, days=9), opening(2, of="new")],
        [opening(1, of="new"), opening(2, "2026-Q4"), opening(3, "2026-12", days=-9)],
        [opening(2, days=1), opening(1, days=2)],
        [opening(2, of="new", days=1), opening(1, of="new", days=2)],
        [opening(1), opening(2)],
    ],
    ids=[
        "ends-last",
        "longest",
        "ends-last-and-longest",
        "verified",
        "period-before-verified",
        "opened-first",
        "opened-first-of-unverified",
        "smaller-id",
    ],
)
def test_one_assessment_decides_about_a_year(openings: list[Opening]) -> None:
    """The first of each list does, in whatever order they are looked at."""
    for order in permutations(openings):
        assert deciding(order, EDITIONS) == openings[0]


def test_without_a_score_nothing_decides() -> None:
    assert deciding([], EDITIONS) is None
    assert year_before(opening(1), [], EDITIONS) is None


@pytest.mark.parametrize(
    ("of", "found"),
    [
        ("old", [opening(1, days=9), opening(2, of="new")]),
        ("new", [opening(1, of="new", days=9), opening(2)]),
        ("new", [opening(1), opening(2, of="other", days=-9)]),
        ("old", [opening(2, days=1), opening(1, days=2), opening(3, of="new")]),
    ],
    ids=["own-edition", "own-edition-though-unverified", "own-instrument", "opened-first"],
)
def test_the_year_before_has_the_same_edition_if_there_is_one(
    of: str, found: list[Opening]
) -> None:
    for order in permutations(found):
        assert year_before(opening(9, "2027", of=of), order, EDITIONS) == found[0]


def test_among_other_editions_a_verified_one_goes_before() -> None:
    editions: dict[str, Any] = {**EDITIONS, "third": replace(EDITIONS["old"], code="third")}
    later = opening(9, "2027", of="third")

    assert year_before(later, [opening(1, of="new"), opening(2, days=9)], editions) == opening(
        2, days=9
    )
    assert year_before(opening(9, "2027", of="none"), [opening(1)], editions) is None
