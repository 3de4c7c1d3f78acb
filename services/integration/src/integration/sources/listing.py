"""Reads a whole listing, in one answer or page by page, and notices when it does not end."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from integration.domain.reason import Reason
from integration.domain.source import Options
from integration.sources import failures
from integration.sources.adapter import Adapter, Envelope, Resource
from integration.sources.failures import PassingFailure
from integration.sources.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLimits:
    """How long a listing may be."""

    pages: int = 1_000
    rows: int = 200_000


@dataclass(frozen=True, slots=True)
class Rows:
    """A listing's rows; None: unchanged since the tags. `etags` holds the tag of each answer."""

    rows: Sequence[object] | None
    etags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing of one source."""

    reader: Reader
    adapter: Adapter
    resource: Resource
    options: Options
    limits: ListingLimits

    async def read(self, etags: tuple[str, ...]) -> Rows:
        """Return all rows, or that nothing changed since `etags`, the tags of the last reading.

        Raises:
            SourceFailure: The listing cannot be read, does not end, or ends too early.
        """
        if etags and await self._is_unchanged(etags):
            return Rows(None, etags)
        by_pages = self.options.paging == "pages"
        first, etag = await self._page(1 if by_pages else None)
        pages = first.pages or 1
        if pages == 1:
            self._check_rows(len(first.rows))
            self._check_total(first, len(first.rows))
            return Rows(first.rows, (etag,) if etag else ())
        # A source that does not know "everything" answers with the first page.
        return await self._walk(first, etag)

    async def _is_unchanged(self, etags: tuple[str, ...]) -> bool:
        whole = len(etags) == 1 and self.options.paging == "all"
        for number, etag in enumerate(etags, start=1):
            answer = await self.reader.read(
                self.resource.path, self._params(None if whole else number), etag=etag
            )
            if not answer.unchanged:
                return False
        return True

    async def _walk(self, first: Envelope, etag: str | None) -> Rows:
        rows, etags, seen = list(first.rows), [etag], {_digest(first.rows)}
        number, last = 1, first.pages or 1
        while number < last:
            number += 1
            if number > self.limits.pages:
                raise failures.endless(self.resource.path, f"> {self.limits.pages} halaman/pages")
            page, etag = await self._page(number)
            if page.rows and _digest(page.rows) in seen:
                raise failures.endless(self.resource.path, "halaman berulang / a page repeats")
            seen.add(_digest(page.rows))
            rows += page.rows
            etags.append(etag)
            self._check_rows(len(rows))
            last = number if not page.rows else page.pages or last
        self._check_total(first, len(rows))
        complete = [tag for tag in etags if tag is not None]
        return Rows(rows, tuple(complete) if len(complete) == len(etags) else ())

    async def _page(self, number: int | None) -> tuple[Envelope, str | None]:
        answer = await self.reader.read(self.resource.path, self._params(number))
        return self.adapter.unwrap(self.resource.path, answer.document), answer.etag

    def _params(self, number: int | None) -> dict[str, str]:
        page = self.adapter.page_params(number, self.options.page_size)
        return {**self.resource.params, **page}

    def _check_rows(self, count: int) -> None:
        if count > self.limits.rows:
            raise failures.endless(self.resource.path, f"> {self.limits.rows} baris/rows")

    def _check_total(self, first: Envelope, count: int) -> None:
        """Refuse a listing that holds fewer rows than it claims; the rest would look gone."""
        if first.total is not None and count < first.total:
            raise PassingFailure(
                Reason(
                    "incomplete",
                    f"{self.resource.path} hanya memberi {count} dari {first.total} baris.",
                    f"{self.resource.path} gave only {count} of {first.total} rows.",
                )
            )


def _digest(rows: Sequence[object]) -> bytes:
    text = json.dumps(rows, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
