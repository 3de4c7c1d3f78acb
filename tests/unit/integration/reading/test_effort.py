"""What a source may cost, and how long it may ask us to wait."""

from typing import Any

import pytest

from integration.reading.adapters.effort import Effort, is_larger, seconds_to_wait
from integration.reading.adapters.paging import ListingLimits
from integration.sources.domain.limits import SourceLimits

USUAL = Effort(limits=ListingLimits(pages=100, rows=1000), at_once=4)


def test_a_source_lowers_its_budget_and_never_raises_it() -> None:
    own = SourceLimits(concurrency=2, pages=5000, rows=10, depth=20, requests_per_minute=30)
    found = USUAL.within(own)
    assert (found.at_once, found.limits.pages, found.limits.rows) == (2, 100, 10)
    assert (found.depth, found.per_minute) == (20, 30)
    assert USUAL.within(SourceLimits()) == USUAL


def test_no_source_is_asked_more_often_than_the_settings_say() -> None:
    limited = Effort(per_minute=60)
    assert limited.within(SourceLimits(requests_per_minute=6000)).per_minute == 60
    assert limited.within(SourceLimits(requests_per_minute=10)).per_minute == 10


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "999999999999"}, 3600),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "\u0661"}, None),
        (
            {
                "retry-after": "Mon, 30 Nov 2026 10:01:00 GMT",
                "date": "Mon, 30 Nov 2026 10:00:00 GMT",
            },
            60,
        ),
        # A clock that is ten years wrong asks for no pause of ten years.
        (
            {
                "retry-after": "Wed, 30 Nov 2016 10:00:30 GMT",
                "date": "Wed, 30 Nov 2016 10:00:00 GMT",
            },
            30,
        ),
        ({"retry-after": "Wed, 30 Nov 2016 10:00:30 GMT"}, 0),
        ({"retry-after": "Fri, 30 Nov 2096 10:00:30 GMT"}, 3600),
    ],
)
def test_a_source_may_ask_for_a_pause_within_a_bound(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert seconds_to_wait(headers) == seconds


@pytest.mark.parametrize(
    ("row", "larger"),
    [
        ({"a": "x" * 90}, False),
        ({"a": "x" * 101}, True),
        ({"a" * 101: 1}, True),
        ({"a": ["x" * 40] * 3}, True),
        ({"a": {"b": {"c": "x" * 200}}}, True),
        ({str(place): None for place in range(9)}, False),
        ({str(place): None for place in range(10, 20)}, True),
    ],
)
def test_a_row_is_measured_by_all_that_it_holds(row: Any, *, larger: bool) -> None:
    assert is_larger(row, 100) is larger
