"""Nothing is gone because a walk over pages ended: the source must state its end, or prove it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import pytest
from tests.contract.recordings import a_source, read, recorded, records

from integration.reading.adapters.failures import SourceFailure
from integration.reading.domain.listing_content import ListingContent
from integration.sources.domain.source import NUMBER_FORMATS, Options, Paging, System

Page = Mapping[str, Any]


def row(number: int) -> dict[str, Any]:
    return {
        "transid": str(number),
        "OrgCd": "2.16.01",
        "NoBA": "x",
        "TglBA": None,
        "Status": 1,
        "TA": 2026,
    }


def page(*numbers: int, **claims: Any) -> Page:
    return {"status": 1, **claims, "data": [row(number) for number in numbers]}


class Pages:
    """Answers with these pages of consultations, and with `beyond` behind them."""

    def __init__(
        self, *pages: Page, beyond: Callable[[Sequence[Page]], Page] | None = None
    ) -> None:
        self.pages = list(pages)
        self.asked: list[str] = []
        self._beyond = beyond or (lambda _: page())

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("konsultasi"):
            return httpx.Response(200, json={"status": 1, "data": [], "last_page": 1})
        asked = request.url.params["page"]
        self.asked.append(asked)
        place = int(asked.replace("all", "1")) - 1
        found = self.pages[place] if place < len(self.pages) else self._beyond(self.pages)
        body = json.dumps(found).encode()
        etag = f'"{hash(body)}"'
        if request.headers.get("if-none-match") == etag:
            return httpx.Response(304)
        return httpx.Response(200, content=body, headers={"ETag": etag})


async def consultations(
    handler: Callable[[httpx.Request], httpx.Response],
    *,
    paging: Paging = "pages",
    etags: Mapping[str, tuple[str, ...]] | None = None,
) -> ListingContent:
    options = Options(number_format="plain", paging=paging)
    found = await read(a_source("e-planning", options=options), handler, etags=etags)
    return next(item for item in found if item.resource == "consultations/2026")


def ids(content: ListingContent) -> list[str]:
    return sorted(records([content], "consultation"))


@pytest.mark.parametrize("count", [{}, {"last_page": None}, {"last_page": "x"}, {"last_page": -1}])
async def test_without_a_page_count_pages_are_read_to_their_end(count: dict[str, Any]) -> None:
    pages = Pages(page(1, 2, **count), page(3, 4, **count), page(5, **count))
    found = await consultations(pages)
    assert ids(found) == ["1", "2", "3", "4", "5"]
    assert found.complete


@pytest.mark.parametrize("sign", ["current_page", "per_page", "next_page_url", "last_page"])
async def test_a_first_page_is_not_everything_because_its_count_is_missing(sign: str) -> None:
    """A system that does not know page=all answers with its first page."""
    pages = Pages(page(1, 2, **{sign: "x"}), page(3, 4, **{sign: "x"}))
    found = await consultations(pages, paging="all")
    assert ids(found) == ["1", "2", "3", "4"]


async def test_everything_in_one_answer_is_everything() -> None:
    pages = Pages(page(1, 2))
    found = await consultations(pages, paging="all")
    assert (ids(found), found.complete, pages.asked) == (["1", "2"], True, ["all"])


@pytest.mark.parametrize("claims", [{}, {"last_page": 3}])
async def test_an_empty_page_in_the_middle_ends_nothing(claims: dict[str, Any]) -> None:
    pages = Pages(page(1, 2, **claims), page(**claims), page(5, **claims))
    found = await consultations(pages)
    assert ids(found) == ["1", "2", "5"]
    assert not found.complete  # rows may be missing: nothing counts as gone
    assert not found.ended
    assert found.etags == ()  # so that it is read again


async def test_an_empty_last_page_that_was_stated_proves_no_end() -> None:
    found = await consultations(Pages(page(1, last_page=2), page(last_page=2)))
    assert (ids(found), found.complete) == (["1"], False)


async def test_an_empty_page_is_no_doubt_where_the_total_is_reached() -> None:
    claims = {"last_page": 3, "total": 3}
    found = await consultations(Pages(page(1, 2, **claims), page(**claims), page(5, **claims)))
    assert (ids(found), found.complete) == (["1", "2", "5"], True)


async def test_fewer_pages_than_before_prove_no_end() -> None:
    found = await consultations(Pages(page(1, last_page=5), page(2, last_page=2)))
    assert (ids(found), found.complete) == (["1", "2"], False)


async def test_a_system_that_ignores_the_page_proves_no_end() -> None:
    """Its one answer is everything, or only ever its first page: nobody can tell."""
    found = await consultations(Pages(page(1, 2), beyond=lambda pages: pages[0]))
    assert (ids(found), found.complete) == (["1", "2"], False)


async def test_a_total_of_one_page_does_not_end_the_walk() -> None:
    """Some systems call the rows of the answer their total."""
    found = await consultations(Pages(page(1, 2, total=2), page(3, 4, total=2)))
    assert ids(found) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("paging", ["all", "pages"])
async def test_less_than_the_total_is_no_listing_with_and_without_a_count(paging: Paging) -> None:
    for claims in ({"total": 9}, {"total": 9, "last_page": 2}):
        with pytest.raises(SourceFailure) as caught:
            await consultations(Pages(page(1, 2, **claims), page(3, **claims)), paging=paging)
        assert caught.value.reason.code == "incomplete"


@pytest.mark.parametrize("claims", [{}, {"last_page": 0}, {"last_page": 1}])
async def test_an_empty_listing_has_an_end(claims: dict[str, Any]) -> None:
    found = await consultations(Pages(page(**claims), beyond=lambda _: page(**claims)))
    assert (ids(found), found.complete) == ([], True)


async def test_pages_without_a_count_never_go_on_for_ever() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=page(int(request.url.params["page"])))

    with pytest.raises(SourceFailure) as caught:
        await consultations(answer)
    assert caught.value.reason.code == "endless_pages"


async def test_a_page_that_came_behind_an_unchanged_one_is_noticed() -> None:
    """Without a count, only the empty pages behind the last one tell of a new one."""
    pages = Pages(page(1, 2), page(3, 4))
    first = await consultations(pages)
    tags = {first.resource: first.etags}
    assert (await consultations(pages, etags=tags)).unchanged
    pages.pages.append(page(5))
    again = await consultations(pages, etags=tags)
    assert ids(again) == ["1", "2", "3", "4", "5"]


async def test_e_program_walks_pages_whose_count_cannot_be_read() -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/jadwal"):
            return recorded("e-program")(request)
        asked.append(request.url.params.get("page"))
        body = {"status": True, "status_code": 200, "data": [], "pagination": {"total_page": "?"}}
        return httpx.Response(200, json=body)

    await read(a_source("e-program"), answer)
    assert asked == [None, "1", "2"]


@pytest.mark.parametrize("paging", ["all", "pages"])
async def test_a_system_without_pages_gives_everything_at_once(paging: Paging) -> None:
    system: System = "e-sakip"
    options = Options(number_format=NUMBER_FORMATS[system], paging=paging)
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return recorded(system)(request)

    found = await read(a_source(system, options=options), answer)
    assert all(item.complete for item in found if not item.errors)
    assert len(asked) == len(set(asked))


async def test_a_system_without_pages_that_gives_less_than_its_total_is_no_listing() -> None:
    short = json.dumps({"status": "success", "meta": {"total": 3}, "data": []}).encode()
    with pytest.raises(SourceFailure) as caught:
        await read(a_source("e-sakip"), recorded("e-sakip", pertukaran=short))
    assert caught.value.reason.code == "incomplete"
