"""The pages of a listing as they are read, one after the other, and whether their end is known."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from integration.reading.adapters import failures
from integration.reading.adapters.adapter import Envelope
from rules.text import Text

# Without a page count: one empty page may be a gap, the second one is the end.
_EMPTY_AT_END: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLimits:
    """How long a listing may be, and by how many pages it may grow while it is read."""

    pages: int = 1_000
    rows: int = 200_000
    more_pages: int = 10


@dataclass(slots=True, kw_only=True)
class Paging:
    """The pages read so far. A page count says which is the last; without one, empty pages do."""

    path: str
    page_size: int
    limits: ListingLimits
    rows: list[object] = field(default_factory=list)
    _etags: list[str | None] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)
    _claimed: int | None = None
    _last: int | None = None
    _total: int = 0
    _empty: int = 0
    _repeats: bool = False
    _doubtful: bool = False

    @property
    def number(self) -> int:
        """Return how many pages were taken."""
        return len(self._etags)

    @property
    def goes_on(self) -> bool:
        """Whether there is another page to ask for."""
        if self._last is not None:
            return self.number < self._last
        return not self._repeats and self._empty < _EMPTY_AT_END

    @property
    def ended(self) -> bool:
        """Whether the listing's end is known, now that all pages are read.

        It is not where the source contradicts itself: an empty page before the last one, fewer
        pages than it stated before, or always the same page; unless all its rows are there.
        """
        return not self._doubtful or len(self.rows) == self._total

    @property
    def etags(self) -> tuple[str, ...]:
        """Return the tag of every page; none of a listing that must be read again."""
        tags = tuple(tag for tag in self._etags if tag is not None)
        return tags if self.ended and len(tags) == len(self._etags) else ()

    def take(self, page: Envelope, etag: str | None) -> None:
        """Take the next page.

        Raises:
            SourceFailure: The listing does not end.
        """
        self._etags.append(etag)
        self._total = max(self._total, page.total or 0)
        self._count(page.page_count)
        if self.number > 1:
            self._check_length()
        if page.rows:
            self._add(page.rows)
        else:
            self._empty += 1
            self._doubtful |= self._last is not None and 1 < self.number <= self._last

    def _count(self, stated: int | None) -> None:
        """Take the page count that a page states."""
        if stated is None:
            return
        if self._claimed is None:
            self._claimed = stated
        if stated > self._claimed + self.limits.more_pages:
            grown = f"{self._claimed} menjadi {stated}", f"{self._claimed} to {stated}"
            raise self._endless(Text(f"dari {grown[0]} halaman", f"from {grown[1]} pages"))
        self._doubtful |= self._last is not None and stated < self._last
        self._last = stated

    def _check_length(self) -> None:
        number = self.number
        if number >= self.limits.pages or number * self.page_size > self.limits.rows:
            raise self._endless(Text(f"{number} halaman", f"{number} pages"))

    def _add(self, rows: Sequence[object]) -> None:
        digest = _digest(rows)
        if digest in self._seen:
            self._repeat()
            return
        self._doubtful |= self._empty > 0
        self._empty = 0
        self._seen.add(digest)
        self.rows += rows

    def _repeat(self) -> None:
        if self._last is not None:
            number = self.number
            raise self._endless(
                Text(
                    f"isi halaman {number} sama dengan halaman sebelumnya",
                    f"page {number} repeats another",
                )
            )
        self._repeats = self._doubtful = True

    def _endless(self, seen: Text) -> failures.SourceFailure:
        return failures.endless(self.path, seen)


def _digest(rows: Sequence[object]) -> bytes:
    text = json.dumps(rows, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
