"""What one source may cost: requests, bytes, pages and rows, and how long it may ask us to wait."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from integration.reading.adapters.paging import ListingLimits
from integration.sources.domain.limits import SourceLimits
from rules.json_text import MOST

ROW_BYTES: Final = 65_536
"""Characters of one row, unless its source declares fewer: a row beyond that is a broken row."""
_OF_OTHERS: Final = 8  # numbers, truth values, nothing
LONGEST_WAIT: Final = 3600.0
"""Seconds; a source that asks for a longer pause is tried again after these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What is spent on one source at most.

    `attempts`: tries of each request. `at_once`: listings and requests at a time. `per_minute`:
    requests; None: as many as it answers. `body_bytes`: of one answer, decompressed; None: as many
    as of any. `row_bytes`: of one row. `depth`: levels of an answer.
    """

    attempts: int = 3
    limits: ListingLimits = field(default_factory=ListingLimits)
    at_once: int = 4
    per_minute: int | None = None
    body_bytes: int | None = None
    depth: int = MOST

    def within(self, own: SourceLimits) -> "Effort":
        """Return the budget of a source that declares less for itself; it never gets more."""
        return replace(
            self,
            limits=replace(
                self.limits,
                pages=_least(self.limits.pages, own.pages),
                rows=_least(self.limits.rows, own.rows),
            ),
            at_once=_least(self.at_once, own.concurrency),
            per_minute=_fewer(self.per_minute, own.requests_per_minute),
            body_bytes=_fewer(self.body_bytes, own.body_bytes),
            depth=_least(self.depth, own.depth),
        )


def _least(usual: int, own: int | None) -> int:
    return usual if own is None else min(usual, own)


def _fewer(usual: int | None, own: int | None) -> int | None:
    return own if usual is None else _least(usual, own)


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return in how many seconds a source asks to be asked again, at most an hour.

    `Retry-After` holds seconds or a date. A date is compared with the answer's own, so that a
    source whose clock is wrong asks for no wrong pause.
    """
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), LONGEST_WAIT)
    at = _date(said)
    if at is None:
        return None
    pause = (at - (_date(headers.get("date", "")) or datetime.now(UTC))).total_seconds()
    return min(max(math.ceil(pause), 0.0), LONGEST_WAIT)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def is_larger(part: object, most: int) -> bool:
    """Say whether a row has more characters than `most`; how many more is not counted."""
    return _size(part, most) > most


def _size(part: object, most: int) -> int:
    if isinstance(part, str):
        return len(part)
    if isinstance(part, Mapping):
        size = 2 * len(part)
        for key, value in part.items():
            size += len(key) + _size(value, most)
            if size > most:
                break
        return size
    if isinstance(part, list):
        size = len(part)
        for value in part:
            size += _size(value, most)
            if size > most:
                break
        return size
    return _OF_OTHERS
