"""Read a whole listing, in one answer or page by page, and notice when it does not end."""

from collections.abc import Sequence
from dataclasses import dataclass

from integration.reading.adapters import failures
from integration.reading.adapters.adapter import Adapter, Envelope, Resource
from integration.reading.adapters.failures import TemporaryFailure
from integration.reading.adapters.paging import ListingLimits, Paging
from integration.reading.adapters.reader import Reader
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Options
from rules.text import Text


@dataclass(frozen=True, slots=True)
class Rows:
    """A listing's rows; None: unchanged since the tags. `etags` holds the tag of each answer.

    `ended` is False when the source neither stated nor proved the listing's end.
    """

    rows: Sequence[object] | None
    etags: tuple[str, ...]
    ended: bool = True


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
        if self._at_once and len(etags) <= 1:
            known = etags[0] if etags else None
            answer = await self.reader.read(self.resource.path, self._params(None), etag=known)
            if answer.unchanged:
                return Rows(None, etags)
            whole = self.adapter.unwrap(self.resource.path, answer.document)
            if not whole.is_first_page:
                self._check(whole, len(whole.rows))
                return Rows(whole.rows, (answer.etag,) if answer.etag else ())
            # A source that cannot give everything at once answers with a first page.
        elif etags and await self._is_unchanged(etags):
            return Rows(None, etags)
        return await self._read_pages()

    @property
    def _at_once(self) -> bool:
        """Whether to ask for everything in one answer; some systems know no pages."""
        return self.options.paging == "all" or self._params(1) == self._params(2)

    async def _is_unchanged(self, etags: tuple[str, ...]) -> bool:
        for number, etag in enumerate(etags, start=1):
            answer = await self.reader.read(self.resource.path, self._params(number), etag=etag)
            if not answer.unchanged:
                return False
        return True

    async def _read_pages(self) -> Rows:
        paging = Paging(
            path=self.resource.path, page_size=self.options.page_size, limits=self.limits
        )
        first, etag = await self._page(1)
        paging.take(first, etag)
        while paging.goes_on:
            number = paging.number
            if not await self._goes_on_from(number):
                self.reader.forget(self.resource.path, [*map(self._params, range(1, number + 1))])
                return await self._read_pages()
            paging.take(*await self._page(number + 1))
        self._check(first, len(paging.rows))
        return Rows(paging.rows, paging.etags, paging.ended)

    async def _goes_on_from(self, number: int) -> bool:
        """Say whether the pages up to this one fit to the next: both are of one listing.

        A run that was cut off has some pages from before. A row that came or went in them moved
        every row behind it, also those of the last page that was got.
        """
        path, params = self.resource.path, self._params(number)
        if not self.reader.was_cut_off(path, params, self._params(number + 1)):
            return True
        return await self.reader.is_still(path, params)

    async def _page(self, number: int) -> tuple[Envelope, str | None]:
        answer = await self.reader.read(self.resource.path, self._params(number))
        return self.adapter.unwrap(self.resource.path, answer.document), answer.etag

    def _params(self, number: int | None) -> dict[str, str]:
        page = self.adapter.page_params(number, self.options.page_size)
        return {**self.resource.params, **page}

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
