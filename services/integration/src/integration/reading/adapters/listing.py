"""Read a whole listing, in one answer or page by page, and notice when it does not end."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from integration.reading.adapters import failures
from integration.reading.adapters.adapter import Adapter, Envelope, Resource
from integration.reading.adapters.failures import TemporaryFailure
from integration.reading.adapters.reader import Reader
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Options
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLimits:
    """How long a listing may be, and by how many pages it may grow while it is read."""

    pages: int = 1_000
    rows: int = 200_000
    more_pages: int = 10


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
        if self.options.paging == "all" and len(etags) <= 1:
            known = etags[0] if etags else None
            answer = await self.reader.read(self.resource.path, self._params(None), etag=known)
            if answer.unchanged:
                return Rows(None, etags)
            whole = self.adapter.unwrap(self.resource.path, answer.document)
            if (whole.pages or 1) == 1:
                self._check(whole, len(whole.rows))
                return Rows(whole.rows, (answer.etag,) if answer.etag else ())
            # A source that cannot give everything at once answers with a first page.
        elif etags and await self._is_unchanged(etags):
            return Rows(None, etags)
        return await self._walk()

    async def _is_unchanged(self, etags: tuple[str, ...]) -> bool:
        for number, etag in enumerate(etags, start=1):
            answer = await self.reader.read(self.resource.path, self._params(number), etag=etag)
            if not answer.unchanged:
                return False
        return True

    async def _walk(self) -> Rows:
        first, etag = await self._page(1)
        rows, etags, seen = list(first.rows), [etag], {_digest(first.rows)}
        number, claimed = 1, first.pages or 1
        last = claimed
        while number < last:
            number += 1
            page, etag = await self._page(number)
            if not page.rows:
                break
            self._check_page(page, seen, number=number, claimed=claimed)
            rows += page.rows
            etags.append(etag)
            last = page.pages or last
        self._check(first, len(rows))
        complete = [tag for tag in etags if tag is not None]
        return Rows(rows, tuple(complete) if len(complete) == len(etags) else ())

    async def _page(self, number: int) -> tuple[Envelope, str | None]:
        answer = await self.reader.read(self.resource.path, self._params(number))
        return self.adapter.unwrap(self.resource.path, answer.document), answer.etag

    def _params(self, number: int | None) -> dict[str, str]:
        page = self.adapter.page_params(number, self.options.page_size)
        return {**self.resource.params, **page}

    def _check_page(self, page: Envelope, seen: set[bytes], *, number: int, claimed: int) -> None:
        """Refuse a listing without end: too many pages, a page twice, or ever more pages."""
        path, digest = self.resource.path, _digest(page.rows)
        if number >= self.limits.pages or number * self.options.page_size > self.limits.rows:
            raise failures.endless(path, Text(f"{number} halaman", f"{number} pages"))
        if digest in seen:
            raise failures.endless(
                path, Text(f"halaman {number} terulang", f"page {number} repeats another")
            )
        if (page.pages or 0) > claimed + self.limits.more_pages:
            raise failures.endless(
                path,
                Text(
                    f"dari {claimed} menjadi {page.pages} halaman",
                    f"from {claimed} to {page.pages} pages",
                ),
            )
        seen.add(digest)

    def _check(self, first: Envelope, count: int) -> None:
        """Refuse a listing too long, or shorter than it claims: the rest would look gone."""
        if count > self.limits.rows:
            raise failures.endless(self.resource.path, Text(f"{count} baris", f"{count} rows"))
        if first.total is not None and count < first.total:
            raise TemporaryFailure(
                Reason(
                    "incomplete",
                    Text(
                        f"{self.resource.path} hanya mengirim {count} dari {first.total} baris.",
                        f"{self.resource.path} sent only {count} of {first.total} rows.",
                    ),
                )
            )


def _digest(rows: Sequence[object]) -> bytes:
    text = json.dumps(rows, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
